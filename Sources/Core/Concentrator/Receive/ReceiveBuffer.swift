import Primitives

/// Walks the bytes of the SX1302's receive buffer, record by record, without allocating.
///
/// The buffer is read in one piece, and what is left in it is a rest of other times: every record
/// begins with A5 C0 and ends with the 8-bit sum of its bytes. After a record that cannot be, the
/// walk looks for the next beginning one byte further on; sx1302_hal throws all the rest away. Each
/// step goes forward, and a sum is only made where a record can begin, so the cost has a bound: the
/// buffer's length times the 788 bytes of the longest record, for a buffer made to be bad.
public struct ReceiveBuffer: ~Escapable {
    private let bytes: RawSpan
    private var offset = 0

    static let marker: (UInt8, UInt8) = (0xA5, 0xC0)
    static let headerCount = 9
    /// From the end of the payload to the timing bytes.
    static let tailCount = 13

    public enum Item: Hashable, Sendable {
        case record(ReceiveRecord)
        case fault(ReceiveFault)
    }

    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) { self.bytes = bytes }

    /// Nil at the end.
    public mutating func next() -> Item? {
        let start = offset
        while offset < bytes.byteCount, !isMarked(offset) { offset += 1 }
        if offset > start { return .fault(.skipped(count: offset - start)) }
        guard offset < bytes.byteCount else { return nil }
        let item = read(at: offset)
        switch item {
        case .record(let record): offset = record.timing.upperBound + 1
        case .fault: offset += 1
        }
        return item
    }

    private func isMarked(_ place: Int) -> Bool {
        guard bytes.byte(at: place) == Self.marker.0 else { return false }
        // The first byte alone at the very end is the beginning of a record that was cut.
        return place + 1 == bytes.byteCount || bytes.byte(at: place + 1) == Self.marker.1
    }

    private func read(at start: Int) -> Item {
        let left = bytes.byteCount - start
        guard left >= Self.headerCount else { return cut(start) }
        let tail = start + Self.headerCount + Int(bytes.byte(at: start + 2))
        guard tail + Self.tailCount <= bytes.byteCount else { return cut(start) }
        let timing = tail + Self.tailCount
        let end = timing + 2 * Int(bytes.byte(at: tail + 12))
        guard end < bytes.byteCount else { return cut(start) }
        var sum: UInt8 = 0
        for place in start..<end { sum &+= bytes.byte(at: place) }
        guard sum == bytes.byte(at: end) else {
            return .fault(.wrongSum(at: start, found: bytes.byte(at: end), expected: sum))
        }
        return record(start, tail: tail, timing: timing..<end)
    }

    private func cut(_ start: Int) -> Item {
        .fault(.cut(at: start, left: bytes.byteCount - start))
    }

    private func record(_ start: Int, tail: Int, timing: Range<Int>) -> Item {
        let kind = bytes.byte(at: start + 4)
        let (number, modem) = (bytes.byte(at: start + 3), bytes.byte(at: start + 5))
        if let fault = fault(start, channel: number, modem: modem) { return .fault(fault) }
        let channel: ReceiveChannel =
            number == 8 ? .service : number == 9 ? .fsk : .multiple(number)
        if channel != .fsk {
            let (factor, rate) = (kind >> 4, kind >> 1 & 0x07)
            guard 5...12 ~= factor else {
                return .fault(.spreadingFactor(at: start, found: factor))
            }
            guard rate <= 4 else { return .fault(.codingRate(at: start, found: rate)) }
        }
        return .record(
            ReceiveRecord(
                payload: start + Self.headerCount..<tail, channel: channel,
                hasChecksum: kind & 1 != 0, codingRate: kind >> 1 & 0x07,
                spreadingFactor: kind >> 4, modem: modem, frequencyOffset: frequencyOffset(start),
                flags: ReceiveFlags(rawValue: bytes.byte(at: tail)),
                signalToNoise: Int8(bitPattern: bytes.byte(at: tail + 1)),
                channelLevel: level(bytes.byte(at: tail + 2), bytes.byte(at: tail + 4)),
                signalLevel: level(bytes.byte(at: tail + 3), bytes.byte(at: tail + 5)),
                timestamp: UInt32(littleEndian16(tail + 8)) << 16
                    | UInt32(littleEndian16(tail + 6)),
                checksum: littleEndian16(tail + 10), timing: timing))
    }

    /// The channel and the modem go together.
    private func fault(_ start: Int, channel: UInt8, modem: UInt8) -> ReceiveFault? {
        guard channel <= 9 else { return .unknownChannel(at: start, found: channel) }
        guard modem <= 17 else { return .unknownModem(at: start, found: modem) }
        switch (channel, modem) {
        case (8, 16), (9, 17), (0...7, 0...15): return nil
        default: return .modemElsewhere(at: start, modem: modem, channel: channel)
        }
    }

    private func frequencyOffset(_ start: Int) -> Int32 {
        let bits =
            UInt32(littleEndian16(start + 6)) | UInt32(bytes.byte(at: start + 8) & 0x0F) << 16
        return Int32(bitPattern: bits << 12) >> 12
    }

    private func level(_ raw: UInt8, _ deltas: UInt8) -> ReceiveLevel {
        ReceiveLevel(raw: raw, below: deltas & 0x0F, above: deltas >> 4)
    }

    private func littleEndian16(_ place: Int) -> UInt16 {
        UInt16(bytes.byte(at: place)) | UInt16(bytes.byte(at: place + 1)) << 8
    }
}
