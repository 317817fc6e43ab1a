import Airwaves
import Attestation
import PacketRouting
import Primitives
import Radios
import RouterEmulator
import Seeds
import Signing
import Units

/// The keys of a hotspot, its session and a router; secrets are never copied, so a class has them.
final class BenchKeys: Sendable {
    let hotspot: SecretKey
    let session: SecretKey
    let router: SecretKey

    init() {
        hotspot = Self.key(1)
        session = Self.key(2)
        router = Self.key(3)
    }

    static func key(_ byte: UInt8) -> SecretKey {
        let seed = [UInt8](repeating: byte, count: SecretKey.seedByteCount)
        guard let key = SecretKey(seed: seed.rawSpan) else { preconditionFailure("32 bytes") }
        return key
    }
}

/// A spool in memory: what was committed survives a crash, what was not does not.
struct BenchSpool {
    private(set) var records: [(number: UInt64, kind: UInt8, payload: [UInt8])] = []
    private(set) var highest: UInt64 = 0
    private var waiting: [UplinkQueue.Order] = []

    mutating func take(_ orders: [UplinkQueue.Order]) { waiting += orders }

    mutating func commit() {
        for order in waiting {
            switch order {
            case .keep(let number, let kind, let payload):
                precondition(number > highest, "record \(number) after \(highest)")
                records.append((number, kind, payload))
                highest = number
            case .forget(let number, _): records.removeAll { $0.number == number }
            }
        }
        waiting = []
    }

    mutating func crash() { waiting = [] }
}

/// A carriage and a scripted router on one wire, with a clock of their own.
struct CarriageBench {
    static let network = NetworkID(bits: 0x0123_4567_89ab_cdef)
    let keys = BenchKeys()
    var router: ScriptedRouter<SHA256, Ed25519>
    var carriage: PacketCarriage<SHA256>
    var spool = BenchSpool()
    var actions = CarriageActions()
    /// Microseconds are enough for a link.
    var uptime = Nanoseconds(1_000_000_000_000)
    /// UTC less uptime.
    var offset: UInt64 = 1_790_000_000_000_000_000
    var isTrusted = true
    /// The connection's number while there is one.
    var connection: Int?
    private var lastConnection = 0
    var certificate: [UInt8] = []
    /// Whether the router can be reached.
    var isReachable = true
    /// Told by the carriage, in order.
    var notices: [LinkNotice] = []
    var orders: [RadioOrder] = []
    var reports: [CarriedDownlink] = []
    var told: [RouterAction] = []
    /// After so many bytes from either side the wire breaks; nil for never.
    var cutsAfter: Int?
    /// The router sees another connection than the box: somebody sits between.
    var isIntercepted = false
    /// The proof is made by a key that the certificate does not name.
    var provesWrongly = false
    var commitsAtStart = true
    var mostHeld = UplinkQueue.usualBytes
    var seed: UInt64 = 7

    init(mostHeld: Int = UplinkQueue.usualBytes, seed: UInt64 = 7, routers: Int = 1) {
        self.mostHeld = mostHeld
        self.seed = seed
        router = Self.router(keys)
        carriage = Self.carriage(keys, mostHeld, seed, routers)
        certificate = certify()
    }

    static func router(
        _ keys: BenchKeys, network: NetworkID = Self.network
    ) -> ScriptedRouter<SHA256, Ed25519> {
        ScriptedRouter(
            network: network, key: keys.router.publicKey,
            registered: [keys.hotspot.publicKey], period: Period(100))
    }

    static func entry(_ key: PublicKey) -> RouterEntry {
        RouterEntry(
            key: key, tlsKeyHash: Hash256(words: (1, 2, 3, 4)), host: "router.example", port: 8475)
    }

    private static func carriage(
        _ keys: BenchKeys, _ mostHeld: Int, _ seed: UInt64, _ routers: Int
    ) -> PacketCarriage<SHA256> {
        PacketCarriage(
            network: network,
            routers: Array(repeating: entry(keys.router.publicKey), count: routers),
            software: "bench 1", seed: seed, queue: UplinkQueue(mostBytes: mostHeld))
    }

    func certify(
        first: UInt64 = 90, last: UInt64 = 200, router: PublicKey? = nil
    ) -> [UInt8] {
        let certificate = SessionCertificate(
            sequence: 5, sessionKey: keys.session.publicKey, first: Period(first),
            last: Period(last), router: router)
        guard let payload = try? certificate.payload() else { preconditionFailure("payload") }
        let context = StatementContext(network: Self.network, type: MessageType.sessionKey.name)
        return Statement.sign(payload.rawSpan, in: context, by: keys.hotspot)
    }

    var time: BoxTime {
        BoxTime(
            uptime: uptime, utc: Nanoseconds(uptime.value + offset), isTrusted: isTrusted)
    }
    var hotspot: PublicKey { keys.hotspot.publicKey }
    var account: HotspotAccount? { router.account(of: hotspot) }
    var isOpen: Bool { carriage.conversation.isOpen }

    // MARK: Events

    mutating func handle(_ event: CarriageEvent) {
        carriage.handle(event, at: time, actions: &actions)
        settle()
    }

    /// The box starts with what its spool kept.
    mutating func start(radios: Int = 1, plan: RegionalPlan? = .eu868) {
        for record in spool.records {
            handle(
                .restored(number: record.number, kind: record.kind, payload: record.payload))
        }
        handle(.started(highest: spool.highest))
        if commitsAtStart { commit() }
        for radio in 0..<radios { begin(radio, plan: plan) }
    }

    mutating func begin(_ radio: Int, plan: RegionalPlan? = .eu868) {
        handle(.limits(plan, antennaGain: Decibels(hundredths: 200), radio: radio))
        handle(.ready(Self.identity, radio: radio))
    }

    static let identity = RadioIdentity(
        kind: .concentrator, model: "bench", eui: EUI64(bits: 0x0102_0304_0506_0708),
        firmware: "1", abilities: [.timedTransmit, .pulses, .fsk], hasKnownFirmware: true)

    mutating func commit() {
        spool.commit()
        handle(.kept(through: spool.highest))
        spool.commit()
    }

    /// Power is lost: what was not committed is gone, and so is the connection.
    mutating func crash() {
        spool.crash()
        if let connection { router.closed(connection) }
        connection = nil
        actions = CarriageActions()
        carriage = Self.carriage(keys, mostHeld, seed &+ 1, carriage.conversation.routers.count)
        start()
    }

    mutating func pass(milliseconds: UInt64) {
        let end = uptime + Nanoseconds(milliseconds * 1_000_000)
        while let due = carriage.due, due <= end {
            uptime = max(uptime, due)
            handle(.link(.woken))
        }
        uptime = end
    }

    /// Goes on until the link is open, at most for a while.
    mutating func open() {
        for _ in 0..<400 where !isOpen { pass(milliseconds: 1_000) }
    }

    mutating func lose(_ reason: String = "cut") {
        if let connection { router.closed(connection) }
        connection = nil
        handle(.link(.lost(reason)))
    }

    // MARK: The wire

    /// Carries out all that was ordered, both ways, until nothing is left to do.
    mutating func settle() {
        while true {
            let taken = actions
            actions.clear()
            notices += taken.link.notices
            orders += taken.radios
            reports += taken.reports
            spool.take(taken.spool)
            if !taken.link.outgoing.isEmpty { deliver(taken.link.outgoing) }
            carryOut(taken.link.order)
            answer()
            let isQuiet =
                actions.link.outgoing.isEmpty && actions.link.order == nil
                && actions.link.notices.isEmpty && actions.radios.isEmpty
                && actions.spool.isEmpty && actions.reports.isEmpty && router.actions.isEmpty
            if isQuiet { return }
        }
    }

    private mutating func deliver(_ bytes: [UInt8]) {
        guard let connection else { return }
        let part = cut(bytes)
        router.take(part, on: connection)
        if part.count < bytes.count || cutsAfter == 0 { breakWire() }
    }

    private mutating func cut(_ bytes: [UInt8]) -> [UInt8] {
        guard let left = cutsAfter else { return bytes }
        let count = min(left, bytes.count)
        cutsAfter = left - count
        return Array(bytes[..<count])
    }

    private mutating func breakWire() {
        cutsAfter = nil
        guard let connection else { return }
        router.closed(connection)
        self.connection = nil
        carriage.handle(.link(.lost("cut")), at: time, actions: &actions)
    }

    private mutating func carryOut(_ order: LinkOrder?) {
        switch order {
        case nil: break
        case .disconnect?:
            if let connection { router.closed(connection) }
            connection = nil
        case .connect?:
            guard isReachable else {
                carriage.handle(.link(.lost("refused")), at: time, actions: &actions)
                return
            }
            connect()
        }
    }

    private mutating func connect() {
        lastConnection += 1
        connection = lastConnection
        let binding = Hash256(words: (UInt64(lastConnection), 1, 1, 1))
        let seen = isIntercepted ? Hash256(words: (9, 9, 9, 9)) : binding
        router.opened(lastConnection, binding: seen)
        if provesWrongly {
            carriage.connected(
                binding: binding, certificate: certificate, by: keys.hotspot, plan: "EU868",
                at: time, actions: &actions)
        } else {
            carriage.connected(
                binding: binding, certificate: certificate, by: keys.session, plan: "EU868",
                at: time, actions: &actions)
        }
    }

    private mutating func answer() {
        for action in router.takeActions() {
            switch action {
            case .send(let number, let bytes):
                guard number == connection else { continue }
                let part = cut(bytes)
                carriage.take(part.rawSpan, at: time, actions: &actions)
                if part.count < bytes.count || cutsAfter == 0 { breakWire() }
            case .close(let number):
                guard number == connection else { continue }
                connection = nil
                carriage.handle(.link(.lost("closed")), at: time, actions: &actions)
            case .goodbye, .uplinks, .outcome, .welcomed: told.append(action)
            }
        }
    }

    // MARK: Frames

    /// An unconfirmed uplink that no other has the bytes of.
    static func frame(_ number: UInt64, length: Int = 20) -> [UInt8] {
        var frame: [UInt8] = [0x40, 1, 2, 3, 4, 0, 0, 0, 1]
        frame.append(bigEndian: number)
        while frame.count < length { frame.append(0x55) }
        return frame + [1, 2, 3, 4]
    }

    static func reception(
        _ payload: [UInt8], end: UInt64 = 1_000_000, checksum: ChecksumVerdict = .good
    ) -> Radios.Reception {
        Radios.Reception(
            frequency: Hertz(868_100_000), modulation: .loRa(LoRaModulation(spreadingFactor: .sf7)),
            checksum: checksum, level: SignalLevel(hundredths: -9_050),
            signalToNoise: Decibels(hundredths: 750),
            end: RadioTime(microseconds: end), channel: 2, payload: payload)
    }

    /// A frame is heard now; the radio's clock is the uptime's microseconds less the start's.
    mutating func hear(_ number: UInt64, length: Int = 20, radio: Int = 0) {
        handle(
            .heard(
                Self.reception(Self.frame(number, length: length), end: radioNow), radio: radio,
                ended: uptime))
    }

    /// The radio's clock began at the bench's first second.
    var radioNow: UInt64 { (uptime.value - 999_000_000_000) / 1_000 }
}
