import Primitives
import Units

/// The one request under way, its answer as far as it came, and when it is late. Keeps its memory.
struct BridgeLine: Sendable {
    private(set) var reader = BridgeAnswerReader(of: .ping, identifier: 0, dialect: .unknown)
    private(set) var dialect = BridgeDialect.unknown
    private var identifier: UInt8 = 0
    private(set) var isWaiting = false
    private(set) var asked = Nanoseconds(0)
    private(set) var order = BridgeOrder.ping

    /// A request takes a millisecond or two; a host or hub that is busy adds some, and the bridge's
    /// own time-out for a chip is below this. sx1302_hal 2.1.0 waits for ever.
    static let answerLimit = Nanoseconds(500_000_000)

    var deadline: Nanoseconds { asked + Self.answerLimit }

    mutating func reset(_ dialect: BridgeDialect) {
        self.dialect = dialect
        isWaiting = false
    }

    mutating func send(_ request: BridgeRequest, at now: Nanoseconds, to bytes: inout [UInt8]) {
        precondition(!isWaiting, "a request while \(order) waits")
        request.append(to: &bytes, identifier: identifier, dialect: dialect)
        reader.restart(of: request, identifier: identifier, dialect: dialect)
        identifier = identifier == .max ? 0 : identifier + 1
        order = request.order
        asked = now
        isWaiting = true
    }

    /// True when the answer is whole.
    mutating func take(_ bytes: RawSpan) throws(BridgeError) -> Bool {
        guard try reader.take(bytes) else { return false }
        isWaiting = false
        return true
    }

    /// What the last operation of the answer brought.
    @_lifetime(borrow self)
    func data(_ place: Range<Int>) -> RawSpan { reader.payloadSpan.extracting(place) }

    mutating func giveUp() { isWaiting = false }

    func isLate(at now: Nanoseconds) -> Bool { isWaiting && now >= deadline }
}

/// What a request of the running radio is for.
enum Asking: Equatable, Sendable {
    /// How many bytes the receive buffer holds; the second time because the first may be torn.
    case count
    case recount(first: Int)
    case chunk(Int)
    case reading(ClockReading)
    case look(HealthLook)
    case program
    case listen(ListenStep)
    case transmitStatus
    case abort
    case pin(Int)

    /// Whether it may be asked twice: reading changes nothing, but at the receive buffer, which gives
    /// each byte once; taking a trigger back twice is taking it back.
    var isHarmless: Bool {
        switch self {
        case .count, .recount, .reading, .look, .transmitStatus, .abort: true
        case .listen(.verdict), .listen(.cleared), .listen(.stop): true
        case .chunk, .program, .listen, .pin: false
        }
    }
}

enum ClockReading: Equatable, Sendable {
    case first, second, third
}

/// What is looked at every ten seconds.
enum HealthLook: Int, Sendable {
    /// The bridge's temperature and how long it has been up.
    case bridge
    /// Which demodulators are on: a chip that lost its power for a moment has none.
    case modems
    case gainParity
    case arbiterParity
}

/// How many bytes the receive buffer holds, in two registers.
enum ReceiveCount {
    static let address: UInt16 = 0x58C8
    /// 13 bits.
    static let most = 0x1FFF
    /// What the buffer holds: when it is full, what came after is lost.
    static let full = 4096
    static let window: UInt16 = 0x4000

    static func value(_ bytes: RawSpan) -> Int { bytes.bigEndian16(at: 0) & most }
}
