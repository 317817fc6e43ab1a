import FirmwareProtocol
import Seeds

/// A board that does what it is told and remembers it.
struct TestBoard: LinkBoard {
    var configured: [Configure] = []
    var transmitted: [UInt32] = []
    var standBys = 0
    var restarts = 0

    mutating func capabilities() -> Capabilities { VectorTests.capabilities }
    mutating func radio() -> Status.Radio { .receiving }
    mutating func configuration() -> UInt16 { UInt16(configured.count) }
    mutating func waitingTransmissions() -> UInt8 { 0 }
    mutating func temperature() -> Int16? { nil }
    mutating func configure(_ request: Configure) throws(Refusal) -> Configured {
        configured.append(request)
        return Configured(
            configuration: UInt16(configured.count), modulation: request.modulation)
    }
    mutating func transmit(_ request: Transmit) throws(Refusal) {
        transmitted.append(request.transmission)
    }
    mutating func cancel(_ request: CancelTransmit) throws(Refusal) {
        throw Refusal(.unknownTransmission)
    }
    mutating func count(into statistics: inout Statistics) { statistics.radioResets = 3 }
    mutating func standBy() { standBys += 1 }
    mutating func restart() { restarts += 1 }
}

/// Both sides and the wire between them, which may damage what passes.
struct Bench {
    var host = HostLink(session: 41)
    var device = DeviceLink(bootID: 1)
    var board = TestBoard()
    var now: UInt64 = 0
    var notices: [HostLink.Notice] = []
    /// One byte in so many is dropped, changed or doubled; 0 for a perfect wire.
    var damage = 0
    var random: SeededNumbers

    init(seed: UInt64, damage: Int = 0) {
        random = SeededNumbers(seed: seed)
        self.damage = damage
    }

    mutating func damaged(_ byte: UInt8) -> [UInt8] {
        guard damage > 0, random.below(damage) == 0 else { return [byte] }
        return switch random.below(3) {
        case 0: []
        case 1: [byte ^ UInt8(1 << random.below(8))]
        default: [byte, byte]
        }
    }

    /// A millisecond: twelve bytes each way, as 115,200 baud have it.
    mutating func step() {
        now += 1000
        for _ in 0..<12 {
            if let byte = host.nextByte(at: now) {
                for byte in damaged(byte) { device.take(byte, at: now, board: &board) }
            }
            if let byte = device.nextByte(at: now) {
                for byte in damaged(byte) {
                    if let notice = host.take(byte, at: now) { notices.append(notice) }
                }
            }
        }
        device.tick(at: now, board: &board)
        if let notice = host.tick(at: now) { notices.append(notice) }
    }

    mutating func run(_ steps: Int, until done: (Bench) -> Bool = { _ in false }) {
        for _ in 0..<steps where !done(self) { step() }
    }

    mutating func open() {
        host.open(at: now)
        run(5000) { $0.host.state == .open }
    }

    var answers: [DeviceMessage] {
        notices.compactMap { if case .answered(let message) = $0 { message } else { nil } }
    }

    var events: [DeviceMessage] {
        notices.compactMap { if case .event(let message) = $0 { message } else { nil } }
    }
}
