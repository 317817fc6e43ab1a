public import Attestation
import Primitives

extension EdgeHistory {
    /// A record of the state: a map with the keys 0 beaconer, 1 witness, 2 epoch, 3 seal, 4 older
    /// and 5 newer, both lists of 23 whole numbers.
    public func write(to writer: inout CBORWriter) {
        writer.beginMap(6)
        writer.key(0)
        writer.unsigned(UInt64(beaconer))
        writer.key(1)
        writer.unsigned(UInt64(witness))
        writer.key(2)
        writer.unsigned(epoch.number)
        writer.key(3)
        writer.bytes(seal)
        writer.key(4)
        writer.numbers(older.numbers)
        writer.key(5)
        writer.numbers(newer.numbers)
        writer.endMap()
    }

    /// Reads what `write` writes, and refuses anything else.
    public init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap(upTo: 6)
        try reader.key(0)
        let beaconer = UInt32(try reader.unsigned(upTo: UInt64(UInt32.max)))
        try reader.key(1)
        let witness = UInt32(try reader.unsigned(upTo: UInt64(UInt32.max)))
        try reader.key(2)
        let epoch = Epoch(try reader.unsigned(upTo: Epoch.limit))
        try reader.key(3)
        let seal = try reader.hash256()
        try reader.key(4)
        let older = EdgeCounts(try reader.numbers(EdgeCounts.numberCount, binsFrom: 14))
        try reader.key(5)
        let newer = EdgeCounts(try reader.numbers(EdgeCounts.numberCount, binsFrom: 14))
        try reader.endMap()
        self.init(
            beaconer: beaconer, witness: witness, epoch: epoch, older: older, newer: newer,
            seal: seal)
    }
}

extension HotspotHistory {
    /// A record of the state: a map with the keys 0 hotspot, 1 epoch, 2 older and 3 newer, both
    /// lists of 5 whole numbers.
    public func write(to writer: inout CBORWriter) {
        writer.beginMap(4)
        writer.key(0)
        writer.unsigned(UInt64(hotspot))
        writer.key(1)
        writer.unsigned(epoch.number)
        writer.key(2)
        writer.numbers(older.numbers)
        writer.key(3)
        writer.numbers(newer.numbers)
        writer.endMap()
    }

    /// Reads what `write` writes, and refuses anything else.
    public init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap(upTo: 4)
        try reader.key(0)
        let hotspot = UInt32(try reader.unsigned(upTo: UInt64(UInt32.max)))
        try reader.key(1)
        let epoch = Epoch(try reader.unsigned(upTo: Epoch.limit))
        try reader.key(2)
        let older = HotspotCounts(try reader.numbers(HotspotCounts.numberCount))
        try reader.key(3)
        let newer = HotspotCounts(try reader.numbers(HotspotCounts.numberCount))
        try reader.endMap()
        self.init(hotspot: hotspot, epoch: epoch, older: older, newer: newer)
    }
}

extension EdgeCounts {
    static let numberCount = 14 + MarginHistogram.binCount

    var numbers: [Int64] {
        [heard] + (0..<4).map { stepCounts[$0] } + (0..<4).map { stepLevels[$0] }
            + [squares, overFreeSpace, tooStrong, replays, odd]
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
        for bin in 0..<MarginHistogram.binCount {
            margins[bin] = UInt16(clamping: numbers[14 + bin])
        }
    }
}

extension HotspotCounts {
    static let numberCount = 5

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
    /// A list of exactly so many numbers, each below 2^53 either way, so that no sum of them
    /// overflows; from an index on they are a histogram's.
    fileprivate mutating func numbers(
        _ count: Int, binsFrom bins: Int = .max
    ) throws(CBORError) -> [Int64] {
        try beginArray(exactly: count)
        var numbers: [Int64] = []
        numbers.reserveCapacity(count)
        for index in 0..<count {
            let range: ClosedRange<Int64> =
                index < bins ? -(1 << 53)...(1 << 53) : 0...Int64(UInt16.max)
            numbers.append(try integer(in: range))
        }
        try endArray()
        return numbers
    }
}
