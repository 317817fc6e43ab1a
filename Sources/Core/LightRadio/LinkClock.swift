/// The board's clock as the host's tells it, from moments the board named.
///
/// A moment is old when it arrives, never early. So the sample that puts the board's clock furthest
/// ahead is the best, until the two clocks may have drifted away from it. What is left is the
/// shortest way of a message: a fraction of a millisecond over USB, two over 115,200 baud.
struct LinkClock: Equatable, Sendable {
    /// The board's microseconds less the host's, at the host's `takenAt`.
    private var offset: Int64
    private var takenAt: UInt64

    /// Two bare crystals at 50 ppm each, against one another.
    static let hostMicrosecondsPerDrift: UInt64 = 10_000
    /// Nothing is so old in a session that is alive, and no clock is so wrong: it jumped.
    static let jump: Int64 = 10_000_000
    /// 146,000 years: no board runs so long, and all sums below stay in their type.
    static let last: UInt64 = 1 << 62

    struct Jump: Error, Equatable {
        /// Negative for back.
        let microseconds: Int64
    }

    init(board: UInt64, host: UInt64) throws(Jump) {
        guard board < Self.last else { throw Jump(microseconds: .max) }
        offset = Int64(board) - Int64(host)
        takenAt = host
    }

    mutating func take(board: UInt64, host: UInt64) throws(Jump) {
        let sample = try LinkClock(board: board, host: host)
        let away = sample.offset - aged(at: host)
        guard abs(away) <= Self.jump else { throw Jump(microseconds: away) }
        if away > 0 { self = sample }
    }

    /// The board's clock at an instant of the host's.
    func board(at host: UInt64) -> UInt64 {
        UInt64(max(Int64(host) + aged(at: host), 0))
    }

    /// When the host's clock will show the board's `moment`, seen from `now`.
    func host(at moment: UInt64, seenFrom now: UInt64) -> UInt64 {
        UInt64(max(Int64(min(moment, Self.last)) - aged(at: now), 0))
    }

    private func aged(at host: UInt64) -> Int64 {
        offset - Int64((host - min(takenAt, host)) / Self.hostMicrosecondsPerDrift)
    }
}

/// The pulses of the board's GNSS receiver.
struct PulseTrain: Equatable, Sendable {
    private(set) var last: UInt64?
    private var period: UInt64 = 1_000_000

    /// A second by the board's clock may be off by 500 parts in a million, far more than any crystal.
    static let periods: ClosedRange<UInt64> = 999_500...1_000_500
    /// Two that did not come, and the next one is not counted on.
    static let silence: UInt64 = 2_500_000

    /// False for one that was told before, or does not follow the last.
    mutating func take(_ pulse: UInt64) -> Bool {
        if let last {
            guard pulse > last else { return false }
            if Self.periods.contains(pulse - last) { period = pulse - last }
        }
        last = pulse
        return true
    }

    mutating func stop() { last = nil }

    /// The first pulse behind `now`; nil when none comes.
    func next(after now: UInt64) -> UInt64? {
        guard let last, now < last + Self.silence else { return nil }
        var next = last + period
        while next <= now { next += period }
        return next
    }
}
