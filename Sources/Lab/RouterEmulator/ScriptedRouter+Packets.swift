public import Attestation
public import Primitives
internal import Units

extension ScriptedRouter {
    // MARK: Uplinks

    mutating func take(_ batch: UplinkBatch, at place: Int) throws(RouterRefusal) {
        guard let hotspot = connections[place].hotspot else { return }
        guard batch.uplinks.count <= greatestBatch else {
            throw .batchTooLarge(batch.uplinks.count)
        }
        guard batch.firstNumber <= connections[place].next else {
            throw .gap(found: batch.firstNumber, next: connections[place].next)
        }
        let last = batch.firstNumber + UInt64(batch.uplinks.count) - 1
        let before = account(of: hotspot)?.acknowledged ?? 0
        guard last <= before || last - before <= greatestOpen || before + 1 < batch.firstNumber
        else { throw .tooManyOpen(last - before) }
        var new: [HotspotAccount.NumberedUplink] = []
        for (offset, uplink) in batch.uplinks.enumerated() {
            let number = batch.firstNumber + UInt64(offset)
            guard let known = known(number, of: hotspot) else {
                guard number >= connections[place].next else {
                    throw .gap(found: number, next: connections[place].next)
                }
                new.append(HotspotAccount.NumberedUplink(number: number, uplink: uplink))
                continue
            }
            guard known.isSame(as: uplink) else { throw .changed(number) }
        }
        connections[place].next = max(connections[place].next, last + 1)
        change(hotspot) { $0.uplinks += new }
        if !new.isEmpty { record(.uplinks(hotspot, new)) }
        if acknowledgesAtOnce { acknowledge(hotspot) }
    }

    private func known(_ number: UInt64, of hotspot: PublicKey) -> Uplink? {
        account(of: hotspot)?.uplinks.last { $0.number == number }?.uplink
    }

    /// All that came is durable.
    public mutating func acknowledge(_ hotspot: PublicKey, purchases: [Purchase] = []) {
        guard let connection = connection(of: hotspot), let account = account(of: hotspot),
            let last = account.uplinks.last?.number
        else { return }
        change(hotspot) { $0.acknowledged = max($0.acknowledged, last) }
        guard !isSilent(connection) else { return }
        say(UplinkAcknowledgement(acknowledged: last, purchases: purchases), on: connection)
    }

    public func connection(of hotspot: PublicKey) -> Int? {
        connections.last { $0.hotspot == hotspot }?.number
    }

    private func isSilent(_ connection: Int) -> Bool {
        place(of: connection).map { connections[$0].isSilent } ?? true
    }

    // MARK: Downlinks

    /// Sends a downlink to a hotspot and gives its number; nil when no link is open.
    @discardableResult
    public mutating func send(
        _ frame: [UInt8], class deviceClass: DeviceClass = .a, windows: [TransmitWindow],
        answering uplink: UInt64? = nil, to hotspot: PublicKey
    ) -> UInt64? {
        guard let connection = connection(of: hotspot), let account = account(of: hotspot) else {
            return nil
        }
        let downlink = Downlink(
            number: account.nextDownlink, frame: frame, deviceClass: deviceClass,
            windows: windows, uplink: uplink)
        change(hotspot) {
            $0.nextDownlink += 1
            $0.downlinks.append(downlink)
        }
        say(downlink, on: connection)
        return downlink.number
    }

    /// Says one again, as after a link that broke.
    public mutating func `repeat`(_ number: UInt64, to hotspot: PublicKey) {
        guard let connection = connection(of: hotspot),
            let downlink = account(of: hotspot)?.downlinks.first(where: { $0.number == number })
        else { return }
        say(downlink, on: connection)
    }

    mutating func take(_ result: DownlinkResult, at place: Int) throws(RouterRefusal) {
        guard let hotspot = connections[place].hotspot, let account = account(of: hotspot) else {
            return
        }
        guard account.downlinks.contains(where: { $0.number == result.number }) else {
            throw .outcomeOfUnsent(result.number)
        }
        if let known = account.outcomes.first(where: { $0.number == result.number }) {
            guard known == result else { throw .outcomeChanged(result.number) }
            return
        }
        change(hotspot) { $0.outcomes.append(result) }
        record(.outcome(hotspot, result))
    }

    public mutating func ping(_ number: UInt64, _ hotspot: PublicKey) {
        guard let connection = connection(of: hotspot) else { return }
        say(LinkPing(number: number, isAnswer: false), on: connection)
    }

    /// The pings a hotspot answered on its connection.
    public func answers(of hotspot: PublicKey) -> [UInt64] {
        connections.last { $0.hotspot == hotspot }?.answers ?? []
    }

    // MARK: Mistakes

    public mutating func err(_ fault: RouterFault, towards hotspot: PublicKey) {
        guard let connection = connection(of: hotspot), let account = account(of: hotspot) else {
            return
        }
        let beyond = (account.uplinks.last?.number ?? account.acknowledged) + 1_000_000
        switch fault {
        case .acknowledgesUnsent:
            say(UplinkAcknowledgement(acknowledged: beyond), on: connection)
        case .buysUnsent:
            let purchase = Purchase(number: beyond, outcome: .bought)
            say(
                UplinkAcknowledgement(
                    acknowledged: account.acknowledged, purchases: [purchase]), on: connection)
        case .downlinkNotRising:
            guard let last = account.downlinks.last else { return }
            say(last, on: connection)
        case .answersNoPing: say(LinkPing(number: 1_000, isAnswer: true), on: connection)
        case .sendsBatch: say(someBatch, on: connection)
        case .emptyFrame: record(.send(connection, [0, 0, 0, 0]))
        case .frameTooLong: record(.send(connection, [0, 1, 0, 0]))
        case .noMessage: record(.send(connection, [0, 0, 0, 1, 0xff]))
        case .fallsSilent: fallSilent(connection)
        case .goodbye(let reason, let seconds):
            say(LinkGoodbye(reason, text: "to order", retrySeconds: seconds), on: connection)
            close(connection)
        }
    }

    private var someBatch: UplinkBatch {
        UplinkBatch(
            firstNumber: 1,
            uplinks: [
                Uplink(
                    frame: [0x40], received: Nanoseconds(1), counterMicroseconds: 1,
                    frequency: Hertz(868_100_000), spreadingFactor: 7,
                    bandwidth: Hertz(125_000), codingRate: 5,
                    level: SignalLevel(hundredths: -100), radio: 0)
            ])
    }
}

extension Uplink {
    /// But for how long it waited.
    func isSame(as other: Uplink) -> Bool {
        var other = other
        other.holdMilliseconds = holdMilliseconds
        return self == other
    }
}
