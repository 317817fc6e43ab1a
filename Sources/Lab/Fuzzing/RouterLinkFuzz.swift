import Airwaves
import Attestation
import PacketRouting
import Primitives
import Radios
import Signing
import Units

extension FuzzTarget {
    /// A program of what a router says and what happens meanwhile: whole messages, bytes cut anywhere,
    /// frames heard, radios that answer or go, the spool, time. The box must say nothing but messages
    /// of the link, give each downlink at most one outcome, and let nothing be sent outside of the plan.
    static let routerLink = FuzzTarget(name: "router-link") { bytes in
        var player = LinkPlayer(bytes)
        while !player.isOver { player.step() }
        player.finish()
    }
}

/// Signs nothing: the router is the input.
private struct NoSigner: Signer {
    var publicKey: PublicKey { PublicKey(bytes: Hash256(words: (1, 2, 3, 4))) }
    func sign(_: RawSpan) -> Signature {
        let zero = Hash256(words: (0, 0, 0, 0))
        return Signature(r: zero, s: zero)
    }
}

private struct LinkPlayer {
    private let input: [UInt8]
    private var offset = 0
    private var carriage: PacketCarriage<SHA256>
    private var actions = CarriageActions()
    private var said = LinkFrames()
    private var uptime = Nanoseconds(1_000_000_000_000)
    private var onAir: [(number: UInt32, radio: Int)] = []
    private var downlinks = 0
    private var outcomes = 0
    private var heard: UInt8 = 0

    /// The router of the corpus.
    static let router = PublicKey(bytes: Hash256(words: (0x1111_1111_1111_1111, 0, 0, 0)))

    init(_ bytes: RawSpan) {
        input = [UInt8](copying: bytes)
        let entry = RouterEntry(
            key: Self.router, tlsKeyHash: Hash256(words: (0, 0, 0, 0)), host: "r", port: 1)
        carriage = PacketCarriage(
            network: NetworkID(bits: 1), routers: [entry], software: "fuzz", seed: 1,
            queue: UplinkQueue(mostBytes: 4_000))
        tell(.started(highest: 0))
        tell(.kept(through: 1))
        let identity = RadioIdentity(
            kind: .concentrator, model: "fuzz", eui: EUI64(bits: 1), firmware: "1",
            abilities: [.timedTransmit], hasKnownFirmware: true)
        for radio in 0..<2 {
            tell(.limits(.eu868, antennaGain: Decibels(hundredths: 0), radio: radio))
            tell(.ready(identity, radio: radio))
        }
    }

    var isOver: Bool { offset >= input.count }

    private var time: BoxTime {
        BoxTime(
            uptime: uptime, utc: Nanoseconds(1_790_000_000_000_000_000 + uptime.value),
            isTrusted: true)
    }

    private mutating func next() -> UInt8 {
        guard !isOver else { return 0 }
        defer { offset += 1 }
        return input[offset]
    }

    private mutating func nextBytes() -> [UInt8] {
        let count = min(Int(next()) << 8 | Int(next()), input.count - offset)
        defer { offset += count }
        return Array(input[offset..<offset + count])
    }

    mutating func step() {
        switch next() % 12 {
        case 0: take(nextBytes())
        case 1:
            let payload = nextBytes()
            guard !payload.isEmpty else { return }
            var message: [UInt8] = []
            LinkFrames.append(payload, to: &message)
            take(message)
        case 2: hear()
        case 3: pass(milliseconds: UInt64(next()) * 300)
        case 4: end()
        case 5: tell(.link(.lost("cut")))
        case 6: tell(.kept(through: carriage.queue.nextNumber))
        case 7: tell(.notKept)
        case 8: tell(.away(radio: Int(next() % 2)))
        case 9: tell(.limits(next() % 2 == 0 ? .eu868 : nil, antennaGain: nil, radio: 1))
        case 10: tell(.link(.networkUp))
        default: tell(.pulse(RadioTime(microseconds: UInt64(next()) << 20), radio: 0))
        }
    }

    private mutating func hear() {
        heard &+= 1
        let frame: [UInt8] = [0x40, heard, 2, 3, 4, 0, 0, 0, 1, next(), 1, 2, 3, 4]
        let reception = Radios.Reception(
            frequency: Hertz(868_100_000), modulation: .loRa(LoRaModulation(spreadingFactor: .sf7)),
            checksum: .good, level: SignalLevel(hundredths: -9_000),
            end: RadioTime(microseconds: UInt64(heard) << 16), payload: frame)
        tell(.heard(reception, radio: 0, ended: uptime))
    }

    private mutating func end() {
        guard !onAir.isEmpty else { return }
        let one = onAir.removeFirst()
        let outcome: TransmitOutcome =
            switch next() % 4 {
            case 0: .cancelled
            case 1: .channelBusy
            case 2: .refused(.tooLate(microseconds: 1))
            default:
                .sent(
                    SentFrame(
                        start: nil, airtime: Nanoseconds(1), frequency: Hertz(868_100_000),
                        conductedPower: SignalLevel(hundredths: 1_000)))
            }
        tell(.ended(one.number, outcome, radio: one.radio))
    }

    private mutating func pass(milliseconds: UInt64) {
        uptime = uptime + Nanoseconds(milliseconds * 1_000_000)
        tell(.link(.woken))
    }

    private mutating func take(_ bytes: [UInt8]) {
        carriage.take(bytes.rawSpan, at: time, actions: &actions)
        carryOut()
    }

    private mutating func tell(_ event: CarriageEvent) {
        carriage.handle(event, at: time, actions: &actions)
        carryOut()
    }

    private mutating func carryOut() {
        let taken = actions
        actions.clear()
        check(taken.link.outgoing)
        for notice in taken.link.notices {
            if case .downlink = notice { downlinks += 1 }
        }
        outcomes += taken.reports.count
        for case .transmit(let permitted, let radio) in taken.radios {
            let transmission = permitted.transmission
            precondition(
                RegionalPlan.eu868.rules.band.contains(transmission.frequency), "out of the band")
            onAir.append((transmission.number, radio))
        }
        switch taken.link.order {
        case .connect?: connect()
        case .disconnect?: said = LinkFrames()
        case nil: break
        }
    }

    /// What the box says is always of the link.
    private mutating func check(_ bytes: [UInt8]) {
        said.append(bytes.rawSpan)
        while true {
            guard let message = try? said.next() else { break }
            guard let type = try? MessageCheck.type(of: message.rawSpan), type.form == .link else {
                preconditionFailure("the box said what is no message of the link")
            }
        }
        precondition(said.pending == 0, "half a message")
    }

    private mutating func connect() {
        said = LinkFrames()
        carriage.connected(
            binding: Hash256(words: (1, 1, 1, 1)), certificate: Self.certificate, by: NoSigner(),
            plan: "EU868", at: time, actions: &actions)
        carryOut()
    }

    private static var certificate: [UInt8] {
        let certificate = SessionCertificate(
            sequence: 1, sessionKey: NoSigner().publicKey, first: Period(1), last: Period(2))
        guard let payload = try? certificate.payload() else {
            preconditionFailure("a certificate within its table")
        }
        return Statement.seal(
            payload.rawSpan, key: NoSigner().publicKey, signature: NoSigner().sign(payload.rawSpan))
    }

    /// Everything that was begun ends.
    mutating func finish() {
        pass(milliseconds: 601_000)
        precondition(carriage.downlinksUnderWay == 0, "a downlink without an outcome")
        precondition(outcomes <= downlinks, "more outcomes than downlinks")
    }
}
