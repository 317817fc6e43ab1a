internal import Units

/// The board's clock: microseconds since its start, by a crystal that may be off.
struct BoardTime: Sendable {
    /// The air's time of the board's start.
    let start: Nanoseconds
    let errorPPB: Int64

    init(start: Nanoseconds, errorPPB: Int32) {
        self.start = start
        self.errorPPB = Int64(errorPPB)
    }

    /// The board's microseconds at an instant of the air.
    func board(at air: Nanoseconds) -> UInt64 {
        guard air > start else { return 0 }
        let span = Int64(air.value - start.value)
        return UInt64(max(span + drift(span), 0)) / 1_000
    }

    /// The air's time at a moment of the board's, to what the error makes of the error.
    func air(at board: UInt64) -> Nanoseconds {
        let told = Int64(board) * 1_000
        return start + Nanoseconds(UInt64(max(told - drift(told), 0)))
    }

    /// Seconds and the rest apart, so that nothing overflows in three hundred years.
    private func drift(_ nanoseconds: Int64) -> Int64 {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds * errorPPB + rest * errorPPB / 1_000_000_000
    }
}
