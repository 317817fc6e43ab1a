public import Attestation
import Primitives

extension EdgeHistory {
    /// As fields of a record of the state, after its kind: keys 1 beaconer, 2 witness, 3 seal, and 4
    /// older and 5 newer where they are not empty, each a list of 26 whole numbers.
    public func writeFields(to writer: inout CBORWriter) {
        writer.key(1)
        writer.unsigned(UInt64(beaconer))
        writer.key(2)
        writer.unsigned(UInt64(witness))
        writer.key(3)
        writer.bytes(seal)
        for (key, counts) in [(4, older), (5, newer)] as [(UInt64, EdgeCounts)]
        where counts != EdgeCounts() {
            writer.key(key)
            writer.numbers(counts.numbers)
        }
    }

    /// How many fields `writeFields` writes.
    public var fieldCount: Int {
        3 + (older == EdgeCounts() ? 0 : 1) + (newer == EdgeCounts() ? 0 : 1)
    }

    /// Reads what `writeFields` writes of a history that reaches to an epoch; refuses anything else,
    /// and one of which nothing is remembered.
    public init(fields reader: inout CBORReader, to epoch: Epoch) throws(CBORError) {
        try reader.key(1)
        let beaconer = UInt32(try reader.unsigned(upTo: UInt64(UInt32.max)))
        try reader.key(2)
        let witness = UInt32(try reader.unsigned(upTo: UInt64(UInt32.max)))
        try reader.key(3)
        let seal = try reader.hash256()
        let start = reader.offset
        let older = try reader.numbers(ifAt: 4, EdgeCounts.ranges)
        let newer = try reader.numbers(ifAt: 5, EdgeCounts.ranges)
        self.init(
            beaconer: beaconer, witness: witness, epoch: epoch,
            older: older.map { EdgeCounts($0) } ?? EdgeCounts(),
            newer: newer.map { EdgeCounts($0) } ?? EdgeCounts(), seal: seal)
        guard !isEmpty else { throw CBORError(.outOfRange, at: start) }
    }
}

extension HotspotHistory {
    /// As fields of a record of the state, after its kind: keys 1 hotspot, and 2 older and 3 newer
    /// where they are not empty, each a list of 5 whole numbers.
    public func writeFields(to writer: inout CBORWriter) {
        writer.key(1)
        writer.unsigned(UInt64(hotspot))
        for (key, counts) in [(2, older), (3, newer)] as [(UInt64, HotspotCounts)]
        where counts != HotspotCounts() {
            writer.key(key)
            writer.numbers(counts.numbers)
        }
    }

    /// How many fields `writeFields` writes.
    public var fieldCount: Int {
        1 + (older == HotspotCounts() ? 0 : 1) + (newer == HotspotCounts() ? 0 : 1)
    }

    /// Reads what `writeFields` writes of a history that reaches to an epoch; refuses anything else,
    /// and one of which nothing is remembered.
    public init(fields reader: inout CBORReader, to epoch: Epoch) throws(CBORError) {
        try reader.key(1)
        let hotspot = UInt32(try reader.unsigned(upTo: UInt64(UInt32.max)))
        let start = reader.offset
        let older = try reader.numbers(ifAt: 2, HotspotCounts.ranges)
        let newer = try reader.numbers(ifAt: 3, HotspotCounts.ranges)
        self.init(
            hotspot: hotspot, epoch: epoch,
            older: older.map { HotspotCounts($0) } ?? HotspotCounts(),
            newer: newer.map { HotspotCounts($0) } ?? HotspotCounts())
        guard !isEmpty else { throw CBORError(.outOfRange, at: start) }
    }
}

extension EdgeCounts {
    /// Bounds of its numbers: no sum of them, nor what a rule multiplies them by, overflows.
    static let ranges: [ClosedRange<Int64>] =
        Array(repeating: CountRange.count, count: 5) + Array(repeating: CountRange.sum, count: 6)
        + Array(repeating: CountRange.count, count: 5) + [CountRange.sum]
        + Array(repeating: 0...Int64(UInt16.max), count: MarginHistogram.binCount)

    var numbers: [Int64] {
        [heard] + (0..<4).map { stepCounts[$0] } + (0..<4).map { stepLevels[$0] }
            + [squares, overFreeSpace, tooStrong, replays, odd, valid, errors, errorSum]
            + (0..<MarginHistogram.binCount).map { Int64(margins[$0]) }
    }

    init(_ numbers: [Int64]) {
        heard = numbers[0]
        for step in 0..<4 {
            stepCounts[step] = numbers[1 + step]
            stepLevels[step] = numbers[5 + step]
        }
        (squares, overFreeSpace) = (numbers[9], numbers[10])
        (tooStrong, replays, odd) = (numbers[11], numbers[12], numbers[13])
        (valid, errors, errorSum) = (numbers[14], numbers[15], numbers[16])
        for bin in 0..<MarginHistogram.binCount {
            margins[bin] = UInt16(clamping: numbers[17 + bin])
        }
    }
}

extension HotspotCounts {
    static let ranges = [ClosedRange<Int64>](repeating: CountRange.count, count: 5)

    var numbers: [Int64] { [sent, comparable, copied, withheld, unopenedWindows] }

    init(_ numbers: [Int64]) {
        (sent, comparable, copied) = (numbers[0], numbers[1], numbers[2])
        (withheld, unopenedWindows) = (numbers[3], numbers[4])
    }
}

extension CBORWriter {
    fileprivate mutating func numbers(_ numbers: [Int64]) {
        beginArray(numbers.count)
        for number in numbers { integer(number) }
        endArray()
    }
}

extension CBORReader {
    /// A list of exactly so many numbers, each within its range.
    fileprivate mutating func numbers(
        ifAt key: UInt64, _ ranges: [ClosedRange<Int64>]
    ) throws(CBORError) -> [Int64]? {
        guard try optionalKey(key) else { return nil }
        try beginArray(exactly: ranges.count)
        var numbers: [Int64] = []
        numbers.reserveCapacity(ranges.count)
        for range in ranges { numbers.append(try integer(in: range)) }
        try endArray()
        return numbers
    }
}

private enum CountRange {
    static let count: ClosedRange<Int64> = 0...(1 << 31)
    static let sum: ClosedRange<Int64> = -(1 << 53)...(1 << 53)
}
