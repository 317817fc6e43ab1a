public import Airwaves
internal import Attestation
internal import ForwarderProtocol
internal import Primitives
public import Radios
public import Units

/// The server side of the packet forwarder protocol, for many forwarders at one socket.
///
///     server.take(bytes, from: address, at: now, effects: &effects)
///     server.wake(at: now, effects: &effects)         // when `effects.wake` has come
///     server.transmit(downlink, by: radio, at: now, effects: &effects)
///     for datagram in effects.datagrams { … }         // send
///     for notice in effects.notices { … }
///     effects.clear()
///
/// `now` is a clock of the host that never goes back. Nobody is authenticated: what comes is what
/// somebody on this machine says, and all of it is bounded. Cost of a datagram: linear in its bytes.
public struct ForwarderServer: Sendable {
    /// The numbers of a box's radios are 0 to 7 in messages.
    public static let mostForwarders = 8

    /// Who holds transmissions against the limits of the plan. Never both: a duty cycle has one book.
    public enum Permission: Sendable {
        /// The server, with a guard for each forwarder: `follow`, `transmit(_:by:at:)`.
        case byServer
        /// Its caller, whose guard also knows other transmissions: `transmit(_:for:by:at:)`.
        case byCaller
    }

    public let most: Int
    /// Whether the owner says that the forwarders hear a channel before they send.
    public let listensFirst: Bool
    public let permission: Permission
    /// In force where the server permits; nil while the place is unknown: nothing is sent.
    public internal(set) var plan: RegionalPlan?
    public internal(set) var counters = ForwarderCounters()
    var sessions: [ForwarderSession?]
    var nextToken: UInt16
    var nextNumber: UInt32 = 0
    private var saidTooMany: Nanoseconds?

    /// - Parameter firstToken: any; one that others cannot guess keeps them from answering for a
    ///   forwarder.
    public init(
        most: Int = 4, permission: Permission = .byServer, listensFirst: Bool = false,
        firstToken: UInt16 = 0
    ) {
        precondition(1...Self.mostForwarders ~= most, "\(most) forwarders")
        self.most = most
        self.permission = permission
        self.listensFirst = listensFirst
        nextToken = firstToken
        sessions = Array(repeating: nil, count: most)
    }

    /// Those that were heard, by number.
    public func radios(at now: Nanoseconds) -> [AttachedRadio] {
        sessions.enumerated().compactMap { number, session in
            session.map { AttachedRadio(number, $0, at: now) }
        }
    }

    public func radio(_ number: Int, at now: Nanoseconds) -> AttachedRadio? {
        guard sessions.indices.contains(number) else { return nil }
        return sessions[number].map { AttachedRadio(number, $0, at: now) }
    }

    /// A radio's clock at an instant of the host's, behind the truth by the forwarder's least delay:
    /// some milliseconds. Nil before its first frame.
    public func time(of radio: Int, at now: Nanoseconds) -> RadioTime? {
        guard sessions.indices.contains(radio) else { return nil }
        return sessions[radio]?.clock.time(at: now)
    }

    /// A radio's time at an instant of UTC, to about a millisecond; nil for a forwarder that dated
    /// no frame by GNSS in the last ten minutes.
    public func time(of radio: Int, atUTC instant: Nanoseconds, at now: Nanoseconds) -> RadioTime? {
        guard sessions.indices.contains(radio) else { return nil }
        return sessions[radio]?.clock.time(ofUTC: instant, at: now)
    }
}

// MARK: - Datagrams

extension ForwarderServer {
    /// Takes one datagram. It is acknowledged before anything else is done with it, but for one of a
    /// forwarder that is not taken.
    public mutating func take(
        _ bytes: RawSpan, from address: DatagramAddress, at now: Nanoseconds,
        effects: inout ForwarderEffects
    ) {
        defer { effects.wake = nextWake }
        let datagram: ForwarderDatagram
        do throws(DatagramError) {
            datagram = try ForwarderDatagram(parsing: bytes)
        } catch { return counters.count(ForwarderDrop(error)) }
        switch datagram.content {
        case .pushData(let eui, let body):
            guard let radio = session(eui, datagram, at: now, effects: &effects) else { return }
            acknowledge(datagram, to: address, &effects)
            notePath(\.push, of: radio, address, now, &effects)
            take(body, token: datagram.token, of: radio, at: now, effects: &effects)
        case .pullData(let eui):
            guard let radio = session(eui, datagram, at: now, effects: &effects) else { return }
            acknowledge(datagram, to: address, &effects)
            notePath(\.pull, of: radio, address, now, &effects)
        case .transmissionAnswer(let eui, let body):
            takeAnswer(
                eui, body, token: datagram.token, from: address, at: now, effects: &effects)
        case .pushAcknowledgement, .pullAcknowledgement, .transmission:
            counters.count(.fromServer)
        }
    }

    private func acknowledge(
        _ datagram: ForwarderDatagram, to address: DatagramAddress,
        _ effects: inout ForwarderEffects
    ) {
        guard let answer = datagram.acknowledgement else { return }
        effects.send(answer, to: address)
    }

    /// The number of a forwarder; a new one gets a free number, or that of one long away.
    private mutating func session(
        _ eui: EUI64, _ datagram: ForwarderDatagram, at now: Nanoseconds,
        effects: inout ForwarderEffects
    ) -> Int? {
        if let known = sessions.firstIndex(where: { $0?.eui == eui }) {
            note(datagram.version, of: known, at: now, &effects)
            return known
        }
        guard let number = freeNumber(at: now, &effects) else {
            counters.count(.tooManyForwarders)
            sayTooMany(eui, at: now, &effects)
            return nil
        }
        sessions[number] = ForwarderSession(eui, datagram.version, at: now)
        effects.notices.append(.attached(radio: number, eui))
        note(datagram.version, of: number, at: now, &effects)
        return number
    }

    private mutating func freeNumber(
        at now: Nanoseconds, _ effects: inout ForwarderEffects
    ) -> Int? {
        if let free = sessions.firstIndex(where: { $0 == nil }) { return free }
        var oldest: (number: Int, heard: Nanoseconds)?
        for (number, session) in sessions.enumerated() {
            guard let session, session.isReleasable(at: now) else { continue }
            if oldest.map({ session.lastHeard < $0.heard }) ?? true {
                oldest = (number, session.lastHeard)
            }
        }
        guard let number = oldest?.number, let gone = sessions[number] else { return nil }
        counters.count(.released)
        effects.notices.append(.released(radio: number, gone.eui))
        return number
    }

    /// At most one line in ten minutes, whatever floods the port.
    private mutating func sayTooMany(
        _ eui: EUI64, at now: Nanoseconds, _ effects: inout ForwarderEffects
    ) {
        if let last = saidTooMany, now.gap(to: last).value < 600_000_000_000 { return }
        saidTooMany = now
        effects.remark(
            .warning,
            "forwarder \(eui) is not taken: \(most) are attached already; forwarders.most allows "
                + "up to \(Self.mostForwarders)")
    }

    private mutating func note(
        _ version: ForwarderDatagram.Version, of number: Int, at now: Nanoseconds,
        _ effects: inout ForwarderEffects
    ) {
        sessions[number]?.lastHeard = now
        sessions[number]?.version = version
        sessions[number]?.datagrams += 1
        if sessions[number]?.isAway == true {
            sessions[number]?.isAway = false
            effects.notices.append(.back(radio: number))
        }
        guard let session = sessions[number], version == .first, !session.saidFirstVersion else {
            return
        }
        sessions[number]?.saidFirstVersion = true
        effects.remark(
            .info,
            "forwarder \(session.eui) speaks version 1 of the protocol: it never says what became "
                + "of a transmission")
    }

    private mutating func notePath(
        _ path: WritableKeyPath<ForwarderSession, DatagramPath>, of number: Int,
        _ address: DatagramAddress, _ now: Nanoseconds, _ effects: inout ForwarderEffects
    ) {
        guard let session = sessions[number], let former = session[keyPath: path].address else {
            _ = sessions[number]?[keyPath: path].note(address, at: now)
            return
        }
        guard sessions[number]?[keyPath: path].note(address, at: now) == true else { return }
        if let last = session.saidTwo, now.gap(to: last).value < 3_600_000_000_000 { return }
        sessions[number]?.saidTwo = now
        effects.remark(
            .warning,
            "two forwarders call themselves \(session.eui), at \(former) and \(address): give each "
                + "its own gateway_ID")
    }
}

// MARK: - What forwarders heard

extension ForwarderServer {
    private mutating func take(
        _ body: [UInt8], token: UInt16, of radio: Int, at now: Nanoseconds,
        effects: inout ForwarderEffects
    ) {
        guard sessions[radio]?.marks.isKnown(token: token, body, at: now) == false else {
            return counters.count(.duplicate)
        }
        let push: PushBody
        do throws(PacketError) {
            push = try PushBody(parsing: body)
        } catch { return counters.count(.body(error)) }
        if !push.entries.isEmpty || push.status != nil {
            effects.notices.append(.pushed(radio: radio, body: body, push))
        }
        for entry in push.entries {
            switch entry.content {
            case .success(let packet): take(packet, of: radio, at: now, effects: &effects)
            case .failure(let error): counters.count(ForwarderDrop(error))
            }
        }
        if let status = push.status {
            sessions[radio]?.status = status
            effects.notices.append(.status(radio: radio, status))
        }
    }

    private mutating func take(
        _ packet: ForwardedPacket, of radio: Int, at now: Nanoseconds,
        effects: inout ForwarderEffects
    ) {
        guard let wasKnown = sessions[radio]?.clock.isKnown,
            let (end, beganAnew) = sessions[radio]?.clock.extend(
                packet.reception.end.wrapped, at: now),
            let host = sessions[radio]?.clock.host(of: end, notAfter: now)
        else { return }
        if let time = packet.time { sessions[radio]?.clock.note(time, of: end, at: now) }
        sessions[radio]?.packets += 1
        noteMeasures(packet.reception, of: radio, &effects)
        if beganAnew { effects.notices.append(.clockBeganAnew(radio: radio)) }
        if beganAnew || !wasKnown { endTimed(of: radio, at: now, effects: &effects) }
        var reception = packet.reception
        reception.end = end
        effects.notices.append(
            .heard(
                radio: radio,
                HeardPacket(
                    reception: reception, arrival: now, end: host, time: packet.time,
                    antenna: packet.antenna,
                    isSealed: BeaconFrame.isBeacon(reception.payload.rawSpan))))
    }
}

extension ForwarderServer {
    private mutating func noteMeasures(
        _ reception: Radios.Reception, of radio: Int, _ effects: inout ForwarderEffects
    ) {
        let before = sessions[radio]?.measured.all
        sessions[radio]?.measured.note(reception)
        guard let now = sessions[radio]?.measured.all, now != before else { return }
        effects.notices.append(.measures(radio: radio, now))
    }
}

// MARK: - Time

extension ForwarderServer {
    /// Does what is due.
    public mutating func wake(at now: Nanoseconds, effects: inout ForwarderEffects) {
        for radio in sessions.indices {
            guard let session = sessions[radio] else { continue }
            if !session.isAway, session.lastHeard + ForwarderSession.patience <= now {
                sessions[radio]?.isAway = true
                effects.notices.append(.away(radio: radio))
            }
            advance(radio, at: now, effects: &effects)
        }
        effects.wake = nextWake
    }

    var nextWake: Nanoseconds? {
        var next: Nanoseconds?
        for session in sessions {
            guard let session else { continue }
            if !session.isAway {
                next = min(next ?? Nanoseconds(.max), session.lastHeard + ForwarderSession.patience)
            }
            for booking in session.bookings {
                next = min(next ?? Nanoseconds(.max), booking.due)
            }
        }
        return next
    }
}

extension ForwarderEffects {
    mutating func remark(_ level: Remark.Level, _ text: String) {
        notices.append(.remark(Remark(level, text)))
    }
}
