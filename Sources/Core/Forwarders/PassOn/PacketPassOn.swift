public import Airwaves
internal import Attestation
public import ForwarderProtocol
internal import Primitives
public import Radios
public import Units

/// The way to one server for one radio. A PULL_RESP does not say which gateway it is for, so each
/// pair has a socket of its own.
public struct PassOnLine: Hashable, Sendable {
    /// Its place among the configured ones.
    public let server: Int
    public let radio: Int

    public init(server: Int, radio: Int) {
        self.server = server
        self.radio = radio
    }
}

/// What passing on wants done. Kept by the caller between calls, so that its memory is used again.
public struct PassOnEffects: Sendable {
    public struct Outgoing: Hashable, Sendable {
        public let line: PassOnLine
        public let part: Range<Int>
    }

    public internal(set) var bytes: [UInt8] = []
    public private(set) var datagrams: [Outgoing] = []
    public var notices: [PassOnNotice] = []
    public var wake: Nanoseconds?

    public init() {}

    /// Nothing is to be done.
    public var isEmpty: Bool { datagrams.isEmpty && notices.isEmpty }

    public mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        datagrams.removeAll(keepingCapacity: true)
        notices.removeAll(keepingCapacity: true)
    }

    /// What was appended since `start` is a datagram.
    mutating func finish(from start: Int, on line: PassOnLine) {
        datagrams.append(Outgoing(line: line, part: start..<bytes.count))
    }

    mutating func send(_ datagram: ForwarderDatagram, on line: PassOnLine) {
        let start = bytes.count
        datagram.append(to: &bytes)
        finish(from: start, on: line)
    }
}

public enum PassOnNotice: Hashable, Sendable {
    /// A server wants something sent: hand it to the radio, and `answer` when it has ended.
    case wanted(ServerDownlink)
    /// Nobody will send to this radio's servers any more: its sockets may be closed.
    case closed(radio: Int)
    case remark(Remark)
}

/// What was passed on to one server, and what was not.
public struct PassOnCounters: Hashable, Sendable {
    public var packets: UInt64 = 0
    public var datagrams: UInt64 = 0
    public var acknowledged: UInt64 = 0
    /// Not meant for this server, by its filters.
    public var filtered: UInt64 = 0
    /// Beacons, which nobody gets before they are opened.
    public var sealed: UInt64 = 0
    /// Entries whose frame cannot be read, so that nobody knows whether it is a beacon.
    public var unreadable: UInt64 = 0
    public var downlinks: UInt64 = 0
    public var repeatedDownlinks: UInt64 = 0
    public var refusedDownlinks: UInt64 = 0
    /// Answers of no meaning here.
    public var strays: UInt64 = 0
}

/// The forwarder's side of the protocol, towards other servers: what the box's radios hear is passed
/// on byte for byte, and what servers want sent comes in. Earshot's beacons never leave by this way,
/// and no server has one sent.
///
///     passOn.attach(radio, as: eui, at: now, effects: &effects)
///     passOn.pass(push, of: body, by: radio, at: now, effects: &effects)
///     passOn.take(bytes, on: line, at: now, effects: &effects)
///     passOn.answer(line, token, report.answer, sentWith: power, effects: &effects)
///
/// Nothing waits here: a server that is away misses what was heard meanwhile, as behind any forwarder.
public struct PacketPassOn: Sendable {
    public let servers: [PassOnServer]
    public private(set) var counters: [PassOnCounters]
    private var gateways: [(radio: Int, eui: EUI64)] = []
    private var lines: [LineState] = []
    private var nextToken: UInt16

    private struct LineState: Sendable {
        let line: PassOnLine
        var nextPull: Nanoseconds
        /// When the first datagram was sent that nobody answered.
        var unansweredSince: Nanoseconds?
        var isSilent = false
        var marks = ContentMarks()
        /// What the server asked for and was not told of, with the power it asked for.
        var pending: [(token: UInt16, power: SignalLevel?)] = []
    }

    /// Semtech's samples ask every 10 s, which keeps a way through NAT open.
    static let pullPeriod = Nanoseconds(10_000_000_000)
    static let patience: UInt64 = 60_000_000_000
    static let mostPending = 32

    public init(servers: [PassOnServer], firstToken: UInt16 = 0) {
        self.servers = servers
        counters = servers.map { _ in PassOnCounters() }
        nextToken = firstToken
    }

    // MARK: Radios

    /// A radio is passed on for, as this gateway; nothing when it was already.
    public mutating func attach(
        _ radio: Int, as eui: EUI64, at now: Nanoseconds, effects: inout PassOnEffects
    ) {
        guard !gateways.contains(where: { $0.radio == radio && $0.eui == eui }) else { return }
        release(radio, effects: &effects)
        gateways.append((radio, eui))
        for server in servers.indices {
            lines.append(
                LineState(line: PassOnLine(server: server, radio: radio), nextPull: now))
        }
        wake(at: now, effects: &effects)
    }

    public mutating func release(_ radio: Int, effects: inout PassOnEffects) {
        guard gateways.contains(where: { $0.radio == radio }) else { return }
        gateways.removeAll { $0.radio == radio }
        lines.removeAll { $0.line.radio == radio }
        effects.notices.append(.closed(radio: radio))
        effects.wake = nextWake
    }

    /// Asks servers for downlinks when it is time.
    public mutating func wake(at now: Nanoseconds, effects: inout PassOnEffects) {
        for index in lines.indices {
            let line = lines[index].line
            guard !servers[line.server].isUplinkOnly, lines[index].nextPull <= now,
                let eui = eui(of: line.radio)
            else { continue }
            lines[index].nextPull = now + Self.pullPeriod
            effects.send(
                ForwarderDatagram(token: token(), content: .pullData(eui)), on: line)
            noteSent(index, at: now, &effects)
        }
        effects.wake = nextWake
    }

    private var nextWake: Nanoseconds? {
        lines.lazy.filter { !servers[$0.line.server].isUplinkOnly }.map(\.nextPull).min()
    }

    private func eui(of radio: Int) -> EUI64? { gateways.first { $0.radio == radio }?.eui }

    private mutating func token() -> UInt16 {
        nextToken &+= 1
        return nextToken
    }

    private mutating func noteSent(
        _ index: Int, at now: Nanoseconds, _ effects: inout PassOnEffects
    ) {
        counters[lines[index].line.server].datagrams += 1
        guard let since = lines[index].unansweredSince else {
            lines[index].unansweredSince = now
            return
        }
        guard !lines[index].isSilent, now.gap(to: since).value >= Self.patience else { return }
        lines[index].isSilent = true
        effects.notices.append(
            .remark(
                Remark(
                    .warning,
                    "server \(servers[lines[index].line.server].name) does not answer; packets are "
                        + "sent to it all the same")))
    }
}

// MARK: - Up

extension PacketPassOn {
    /// Passes on what a forwarder pushed, each entry as it came.
    public mutating func pass(
        _ push: PushBody, of body: [UInt8], by radio: Int, at now: Nanoseconds,
        effects: inout PassOnEffects
    ) {
        guard let eui = eui(of: radio) else { return }
        for index in lines.indices where lines[index].line.radio == radio {
            let server = lines[index].line.server
            let places = push.entries.compactMap { entry -> Range<Int>? in
                wants(server, entry.frame) ? place(of: entry, server) : nil
            }
            guard !places.isEmpty || push.statusPlace != nil else { continue }
            send(eui, on: index, at: now, &effects) { bytes in
                Self.write(places, status: push.statusPlace, of: body, to: &bytes)
            }
        }
    }

    /// Passes on what a radio of the box's own heard.
    public mutating func pass(
        _ packet: ForwardedPacket, by radio: Int, at now: Nanoseconds,
        effects: inout PassOnEffects
    ) {
        guard let eui = eui(of: radio) else { return }
        for index in lines.indices where lines[index].line.radio == radio {
            guard wants(lines[index].line.server, packet.reception.payload) else { continue }
            counters[lines[index].line.server].packets += 1
            send(eui, on: index, at: now, &effects) { bytes in
                bytes += PushData(packets: [packet]).body
            }
        }
    }

    private mutating func wants(_ server: Int, _ frame: [UInt8]?) -> Bool {
        guard let frame else {
            counters[server].unreadable += 1
            return false
        }
        guard !BeaconFrame.isBeacon(frame.rawSpan) else {
            counters[server].sealed += 1
            return false
        }
        guard servers[server].wants(frame) else {
            counters[server].filtered += 1
            return false
        }
        return true
    }

    private mutating func place(of entry: PushBody.Entry, _ server: Int) -> Range<Int>? {
        guard let place = entry.place else {
            counters[server].unreadable += 1
            return nil
        }
        counters[server].packets += 1
        return place
    }

    private mutating func send(
        _ eui: EUI64, on index: Int, at now: Nanoseconds, _ effects: inout PassOnEffects,
        writing body: (inout [UInt8]) -> Void
    ) {
        let start = effects.bytes.count
        ForwarderDatagram(token: token(), content: .pushData(eui, body: [])).append(
            to: &effects.bytes)
        body(&effects.bytes)
        effects.finish(from: start, on: lines[index].line)
        noteSent(index, at: now, &effects)
    }

    private static func write(
        _ places: [Range<Int>], status: Range<Int>?, of body: [UInt8], to bytes: inout [UInt8]
    ) {
        bytes.append(UInt8(ascii: "{"))
        if !places.isEmpty {
            bytes += "\"rxpk\":[".utf8
            for (index, place) in places.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += body[place]
            }
            bytes.append(UInt8(ascii: "]"))
            if status != nil { bytes.append(UInt8(ascii: ",")) }
        }
        if let status {
            bytes += "\"stat\":".utf8
            bytes += body[status]
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

// MARK: - Down

extension PacketPassOn {
    /// Takes a datagram from a server.
    public mutating func take(
        _ bytes: RawSpan, on line: PassOnLine, at now: Nanoseconds,
        effects: inout PassOnEffects
    ) {
        guard let index = lines.firstIndex(where: { $0.line == line }),
            let datagram = try? ForwarderDatagram(parsing: bytes)
        else {
            if counters.indices.contains(line.server) { counters[line.server].strays += 1 }
            return
        }
        switch datagram.content {
        case .pushAcknowledgement:
            counters[line.server].acknowledged += 1
            noteAnswer(index, &effects)
        case .pullAcknowledgement: noteAnswer(index, &effects)
        case .transmission(let body):
            noteAnswer(index, &effects)
            take(body, token: datagram.token, on: index, at: now, &effects)
        case .pushData, .pullData, .transmissionAnswer: counters[line.server].strays += 1
        }
    }

    private mutating func noteAnswer(_ index: Int, _ effects: inout PassOnEffects) {
        lines[index].unansweredSince = nil
        guard lines[index].isSilent else { return }
        lines[index].isSilent = false
        effects.notices.append(
            .remark(
                Remark(
                    .info, "server \(servers[lines[index].line.server].name) answers again")))
    }

    private mutating func take(
        _ body: [UInt8], token: UInt16, on index: Int, at now: Nanoseconds,
        _ effects: inout PassOnEffects
    ) {
        let line = lines[index].line
        guard !lines[index].pending.contains(where: { $0.token == token }),
            !lines[index].marks.isKnown(token: token, body, at: now)
        else {
            counters[line.server].repeatedDownlinks += 1
            return
        }
        guard !servers[line.server].isUplinkOnly, lines[index].pending.count < Self.mostPending,
            let order = try? ForwarderTransmission(parsing: body),
            !BeaconFrame.isBeacon(order.payload.rawSpan)
        else {
            counters[line.server].refusedDownlinks += 1
            return tell(line, token, .refused(.unknown), &effects)
        }
        counters[line.server].downlinks += 1
        lines[index].pending.append((token, order.power))
        effects.notices.append(.wanted(ServerDownlink(line: line, token: token, order: order)))
    }

    /// What became of a downlink is told to the server that wanted it. What nobody wanted is nothing.
    /// - Parameter power: with which it is radiated, when it is.
    public mutating func answer(
        _ line: PassOnLine, _ token: UInt16, _ answer: TransmissionAnswer,
        sentWith power: SignalLevel? = nil, effects: inout PassOnEffects
    ) {
        guard let index = lines.firstIndex(where: { $0.line == line }),
            let place = lines[index].pending.firstIndex(where: { $0.token == token })
        else { return }
        let asked = lines[index].pending.remove(at: place).power
        var answer = answer
        // The plan allowed less than was asked for: that is this forwarder's own TX_POWER.
        if answer == .accepted(power: nil), let power, let asked, power < asked {
            answer = .accepted(power: power)
        }
        tell(line, token, answer, &effects)
    }

    /// As above, of a downlink that a `ForwarderServer` had.
    public mutating func answer(
        _ report: ForwarderReport, by radio: Int, effects: inout PassOnEffects
    ) {
        guard case .passedOn(let server, let token) = report.name else { return }
        answer(
            PassOnLine(server: server, radio: radio), token, report.answer,
            sentWith: report.power?.level, effects: &effects)
    }

    private func tell(
        _ line: PassOnLine, _ token: UInt16, _ answer: TransmissionAnswer,
        _ effects: inout PassOnEffects
    ) {
        guard let eui = eui(of: line.radio) else { return }
        effects.send(
            ForwarderDatagram(
                token: token, content: .transmissionAnswer(eui, body: answer.body)), on: line)
    }
}
