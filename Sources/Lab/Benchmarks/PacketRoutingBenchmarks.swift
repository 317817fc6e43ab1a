import Airwaves
import Attestation
import Host
import Notation
import PacketRouting
import Primitives
import Radios
import RouterEmulator
import RouterLink
import Signing
import Units

/// What a packet costs between the radio's driver and the socket. A full concentrator hears some
/// hundreds a second.
func packetRoutingBenchmarks() -> [Benchmark] {
    var heard = CarriageLoad()
    var asked = CarriageLoad()
    let wire = WireLoad()
    return [
        Benchmark(group: "packetrouting", name: "frame heard, sent, acknowledged", operations: 16) {
            heard.hear(16)
        },
        Benchmark(group: "packetrouting", name: "downlink to the radio, outcome", operations: 16) {
            asked.send(16)
        },
        Benchmark(
            group: "packetrouting", name: "frame heard to TLS 1.3 socket", operations: 8
        ) { wire.hear(8) },
    ]
}

/// A carriage whose router says what is due.
private struct CarriageLoad {
    var carriage: PacketCarriage<SHA256>
    var actions = CarriageActions()
    var uptime: UInt64 = 1_000_000_000_000
    private var checksum: UInt64 = 0
    private var downlink: UInt64 = 0
    static let network = NetworkID(bits: 1)

    init(router: PublicKey = PublicKey(bytes: Hash256(words: (1, 1, 1, 1))), opens: Bool = true) {
        carriage = PacketCarriage(
            network: Self.network,
            routers: [
                RouterEntry(
                    key: router, tlsKeyHash: Hash256(words: (1, 1, 1, 1)), host: "r", port: 1)
            ], software: "bench", seed: 1)
        tell(.started(highest: 0))
        tell(.kept(through: 1 << 40))
        tell(.limits(.us915, antennaGain: Decibels(hundredths: 0), radio: 0))
        let identity = RadioIdentity(
            kind: .concentrator, model: "bench", eui: EUI64(bits: 1), firmware: "1",
            abilities: [.timedTransmit], hasKnownFirmware: true)
        tell(.ready(identity, radio: 0))
        tell(.link(.woken))
        guard opens else { return }
        connect(binding: Hash256(words: (1, 1, 1, 1)))
        take(LinkWelcome(router: router, acknowledged: 0, greatestBatch: 64, greatestOpen: 256))
        precondition(carriage.conversation.isOpen, "the link did not open")
    }

    var time: BoxTime {
        BoxTime(uptime: Nanoseconds(uptime), utc: Nanoseconds(uptime), isTrusted: true)
    }

    mutating func tell(_ event: CarriageEvent) {
        carriage.handle(event, at: time, actions: &actions)
    }

    mutating func connect(binding: Hash256) {
        guard let key = SecretKey(seed: [UInt8](repeating: 5, count: 32).rawSpan) else { return }
        let certificate = SessionCertificate(
            sequence: 1, sessionKey: key.publicKey, first: Period(0), last: Period(9))
        guard let payload = try? certificate.payload() else { return }
        let statement = Statement.sign(
            payload.rawSpan, in: StatementContext(network: Self.network, type: "session-key"),
            by: key)
        carriage.connected(
            binding: binding, certificate: statement, by: key, plan: "US915", at: time,
            actions: &actions)
    }

    mutating func take(_ message: some TypedMessage) {
        guard let payload = try? message.payload() else { preconditionFailure("a good message") }
        var bytes: [UInt8] = []
        LinkFrames.append(payload, to: &bytes)
        take(bytes)
    }

    mutating func take(_ bytes: [UInt8]) {
        carriage.take(bytes.rawSpan, at: time, actions: &actions)
    }

    mutating func hearOne() {
        uptime += 10_000_000
        var frame: [UInt8] = [0x40, 1, 2, 3, 4, 0, 0, 0, 1]
        frame.append(bigEndian: uptime)
        frame += [UInt8](repeating: 7, count: 16)
        let reception = Radios.Reception(
            frequency: Hertz(868_100_000), modulation: .loRa(LoRaModulation(spreadingFactor: .sf7)),
            checksum: .good, level: SignalLevel(hundredths: -9_000),
            signalToNoise: Decibels(hundredths: 700), end: RadioTime(microseconds: uptime / 1_000),
            channel: 1, payload: frame)
        tell(.heard(reception, radio: 0, ended: Nanoseconds(uptime)))
    }

    mutating func hear(_ count: Int) -> UInt64 {
        for _ in 0..<count {
            hearOne()
            checksum &+= UInt64(actions.link.outgoing.count)
            actions.clear()
            take(UplinkAcknowledgement(acknowledged: carriage.queue.nextNumber - 1))
            actions.clear()
        }
        precondition(carriage.queue.isEmpty, "uplinks were left")
        return checksum
    }

    mutating func send(_ count: Int) -> UInt64 {
        for _ in 0..<count {
            uptime += 1_000_000_000
            downlink += 1
            take(
                Downlink(
                    number: downlink, frame: [0x60, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
                    deviceClass: .c,
                    windows: [
                        TransmitWindow(
                            frequency: Hertz(923_300_000), bandwidth: Hertz(500_000),
                            power: SignalLevel(hundredths: 2_000), radio: 0, spreadingFactor: 8)
                    ]))
            guard case .transmit(let permitted, _)? = actions.radios.first else {
                preconditionFailure("no radio was asked")
            }
            actions.clear()
            tell(.ended(permitted.transmission.number, .channelBusy, radio: 0))
            checksum &+= UInt64(actions.link.outgoing.count)
            actions.clear()
        }
        return checksum
    }
}

/// The same over real TLS on loopback; the router reads between the measured calls' frames.
private final class WireLoad {
    private var load: CarriageLoad
    private let port: RouterPort<SHA256, Ed25519>
    private let connection: RouterConnection

    init() {
        guard let key = SecretKey(seed: [UInt8](repeating: 6, count: 32).rawSpan),
            let name = try? SocketName(parsing: "127.0.0.1:0", ports: 0...65_535),
            let wake = try? Wake()
        else { preconditionFailure("no socket for a benchmark") }
        let identity = RouterIdentity(seed: [UInt8](repeating: 7, count: 32))
        let router = ScriptedRouter<SHA256, Ed25519>(
            network: CarriageLoad.network, key: key.publicKey)
        guard let port = try? RouterPort(router, tls: identity, at: name) else {
            preconditionFailure("no port for a benchmark")
        }
        self.port = port
        load = CarriageLoad(router: key.publicKey, opens: false)
        let info = identity.keyInfo
        connection = RouterConnection(
            to: RouterConnection.Place(
                host: "127.0.0.1", port: port.name.port, keyHash: SHA256.hash(info.rawSpan)),
            lookup: NameLookup(wake: wake), at: Uptime.now)
        while !load.carriage.conversation.isOpen { turn() }
    }

    private func turn() {
        for happening in connection.proceed(at: Uptime.now) {
            switch happening {
            case .connected(let binding): load.connect(binding: binding)
            case .received(let bytes):
                load.take(bytes)
            case .lost(let error): preconditionFailure("\(error)")
            case .closed: break
            }
        }
        if !load.actions.link.outgoing.isEmpty { connection.send(load.actions.link.outgoing) }
        load.actions.clear()
        _ = port.proceed()
    }

    func hear(_ count: Int) -> UInt64 {
        for _ in 0..<count {
            load.hearOne()
            connection.send(load.actions.link.outgoing)
            load.actions.clear()
        }
        while !load.carriage.queue.isEmpty { turn() }
        return load.carriage.queue.acknowledged
    }
}
