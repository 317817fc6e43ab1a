import Units

/// The sixteen demodulators of the eight channels. A frame has one from its preamble until it is
/// decoded, or two where the arbiter is told to demodulate twice: one that hears best, and one of
/// the upper eight, which dates best.
struct Demodulators {
    static let count = 16

    private struct Use {
        let demodulator: UInt8
        let start: Nanoseconds
        let end: Nanoseconds
    }

    private var uses: [Use] = []

    mutating func clear() { uses.removeAll(keepingCapacity: true) }

    /// Takes one of `range` that is free all the time and enabled by its bit of `mask`; nil for none.
    mutating func take(
        from range: Range<UInt8>, mask: UInt16, start: Nanoseconds, end: Nanoseconds
    ) -> UInt8? {
        let free = range.first { demodulator in
            mask >> UInt16(demodulator) & 1 == 1
                && !uses.contains {
                    $0.demodulator == demodulator && $0.start < end && start < $0.end
                }
        }
        guard let free else { return nil }
        uses.append(Use(demodulator: free, start: start, end: end))
        return free
    }

    mutating func forget(before time: Nanoseconds) { uses.removeAll { $0.end < time } }
}
