public import Attestation

/// Which of the latest periods have an entropy record: log time, as far as this hotspot has seen it
/// (PROTOCOL 1, "Log time"). "m + n" is the n-th record after record m, so what counts is how many
/// records have been seen since, not how much time went by.
///
/// A bit for each of the last 2,048 periods: two windows of any network, 256 bytes, no allocation.
public struct RecordHistory: Hashable, Sendable {
    public static let span: UInt64 = 2_048

    public private(set) var newest: Period?
    /// From this period on every record that the log has is known, up to the newest.
    public private(set) var completeFrom: UInt64
    /// Bit 0 of word 0 is the newest record's period; higher bits are earlier periods.
    private var words: InlineArray<32, UInt64>

    init(completeFrom: UInt64) {
        self.completeFrom = completeFrom
        words = InlineArray(repeating: 0)
    }

    /// Takes the record of a period after the newest.
    mutating func append(_ period: Period) {
        precondition(newest.map { $0 < period } ?? true, "records rise")
        if let newest { shift(by: period.number - newest.number) }
        newest = period
        words[0] |= 1
    }

    private mutating func shift(by distance: UInt64) {
        guard distance < Self.span else {
            words = InlineArray(repeating: 0)
            return
        }
        let (whole, part) = (Int(distance / 64), distance % 64)
        for index in (0..<32).reversed() {
            let from = index - whole
            var word = from >= 0 ? words[from] << part : 0
            if part > 0, from >= 1 { word |= words[from - 1] >> (64 - part) }
            words[index] = word
        }
    }

    /// How many records of later periods than this have been seen: `count(after: m) >= n` when the
    /// record m + n has been. A lower bound where the history does not reach back to it, so that
    /// nothing is ever done too early.
    public func count(after period: Period) -> UInt64 {
        guard let newest, newest > period else { return 0 }
        return count(latest: newest.number - period.number)
    }

    /// The same for a window: how many records it and later ones have.
    public func count(from period: Period) -> UInt64 {
        guard let newest, newest >= period else { return 0 }
        return count(latest: newest.number - period.number + 1)
    }

    private func count(latest periods: UInt64) -> UInt64 {
        var count = 0
        var left = min(periods, Self.span)
        for index in 0..<32 where left > 0 {
            let word = left >= 64 ? words[index] : words[index] & ((1 << left) - 1)
            count += word.nonzeroBitCount
            left -= min(left, 64)
        }
        return UInt64(count)
    }

    /// Whether a period has a record: nothing where it is not known (yet).
    public func isMade(_ period: Period) -> Bool? {
        guard let newest, newest >= period, period.number >= completeFrom else { return nil }
        let back = newest.number - period.number
        guard back < Self.span else { return nil }
        return words[Int(back / 64)] >> (back % 64) & 1 == 1
    }

    public static func == (left: RecordHistory, right: RecordHistory) -> Bool {
        for index in 0..<32 where left.words[index] != right.words[index] { return false }
        return left.newest == right.newest && left.completeFrom == right.completeFrom
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(newest)
        hasher.combine(completeFrom)
        for index in 0..<32 { hasher.combine(words[index]) }
    }
}
