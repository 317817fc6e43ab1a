import Primitives
import Units

/// When the running radio is asked for what.
///
/// The receive buffer is asked every 20 ms: it holds 4 KiB, and sixteen demodulators that hear
/// nothing but the shortest frames need 70 ms to fill it. An empty buffer costs one request, for a
/// count that is not there is no harm if it was torn: the next look finds it. The counters are read
/// four times a second, so each pulse is told within 0.3 s, closer than half a second, and their
/// wrap of 134 s is never missed (docs/decisions/0140).
struct PollSchedule: Sendable {
    enum Stage: Equatable, Sendable {
        case waiting
        case recount(first: Int)
        case chunk(left: Int)
        case reading(ClockReading)
        case look(HealthLook)
    }

    var stage = Stage.waiting
    private var count = Nanoseconds(0)
    private var counters = Nanoseconds(0)
    private var look = Nanoseconds(0)
    private var nextLook = HealthLook.bridge

    static let countPeriod = Nanoseconds(20_000_000)
    static let counterPeriod = Nanoseconds(250_000_000)
    /// A degree is 0.05 dB, and a board needs minutes for a degree.
    static let lookPeriod = Nanoseconds(10_000_000_000)

    init(at now: Nanoseconds = Nanoseconds(0)) {
        count = now
        counters = now
        look = now + Self.lookPeriod
        stage = .reading(.first)
    }

    var wake: Nanoseconds { min(count, counters, look) }

    /// What to ask now; nil when nothing is due.
    mutating func next(at now: Nanoseconds) -> Asking? {
        if stage == .waiting { choose(at: now) }
        switch stage {
        case .waiting:
            guard now >= count else { return nil }
            count = now + Self.countPeriod
            return .count
        case .recount(let first): return .recount(first: first)
        case .chunk(let left): return .chunk(min(left, ChipOperation.longest))
        case .reading(let reading):
            counters = now + Self.counterPeriod
            return .reading(reading)
        case .look(let look): return .look(look)
        }
    }

    private mutating func choose(at now: Nanoseconds) {
        if now >= counters {
            stage = .reading(.first)
        } else if now >= look {
            stage = .look(nextLook)
            if let following = HealthLook(rawValue: nextLook.rawValue + 1) {
                nextLook = following
            } else {
                nextLook = .bridge
                look = now + Self.lookPeriod
            }
        }
    }

    /// After a buffer that was at least half full: asks again at once.
    mutating func hurry() { count = Nanoseconds(0) }
}

/// The bridge as it tells of itself every ten seconds.
struct BridgeWatch: Sendable {
    var temperature: Int16 = 0
    private var milliseconds: UInt32 = 0

    mutating func begin(_ status: BridgeStatus) {
        temperature = status.temperature
        milliseconds = status.milliseconds
    }

    /// False when the bridge has started anew since. Its count wraps after 49 days, so what goes back
    /// by more than half of that is time passed.
    mutating func update(_ status: BridgeStatus) -> Bool {
        let passed = status.milliseconds &- milliseconds
        begin(status)
        return passed < 1 << 31
    }
}
