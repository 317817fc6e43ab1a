internal import Primitives

/// What a record in a segment does.
public enum RecordType: UInt8, CaseIterable, Sendable {
    /// A new record of the owner: its number is above all before.
    case keep = 1
    /// The same record again, from a segment that is about to go.
    case move = 2
    /// Forgets records: its own number and those in the payload, eight bytes each. Somebody else
    /// has them now, the owner replaced them, or there was no more room.
    case acknowledge = 3
    case supersede = 4
    case evict = 5
    /// Segments below `number` do not count any more.
    case trim = 6
    /// What was counted before this segment; stands first in it.
    case totals = 7

    var forgets: Bool { self == .acknowledge || self == .supersede || self == .evict }
}

/// A record as it stands in a segment:
///
///     0  length of the payload   3  kind       12  payload
///     2  type, bit 7: begins     4  number     12 + length  CRC-32C
///
/// The checksum covers the segment's salt and number, the record's offset, and all of the record
/// before it: a record that was copied, or stands elsewhere, is none. The bit `begins` stands at
/// the first record of what one `commit` wrote: all before it was on disk by then.
public struct RecordHeader: Equatable, Sendable {
    /// What a record takes besides its payload.
    public static let overhead = 16
    public static let byteCount = 12

    public var type: RecordType
    public var begins = false
    public var kind: UInt8
    public var number: UInt64
    public var length: UInt16

    public init(_ type: RecordType, kind: UInt8, number: UInt64, length: Int) {
        self.type = type
        self.kind = kind
        self.number = number
        self.length = UInt16(length)
    }

    /// nil for what no record begins with. The bytes are long enough.
    init?(_ bytes: RawSpan, at offset: Int) {
        let first = bytes.byte(at: offset + 2)
        guard let type = RecordType(rawValue: first & 0x7F) else { return nil }
        self.type = type
        begins = first & 0x80 != 0
        kind = bytes.byte(at: offset + 3)
        number = bytes.bigEndian64(at: offset + 4)
        length = bytes.bigEndian16(at: offset)
        guard isPossible else { return nil }
    }

    public var byteCount: Int { Self.overhead + Int(length) }

    private var isPossible: Bool {
        switch type {
        case .keep, .move: true
        case .acknowledge, .supersede, .evict: length % 8 == 0
        case .trim: length == 0 && kind == 0 && number >= 1 && number <= UInt64(UInt32.max)
        case .totals: Int(length) % SpoolTotals.entryBytes == 0 && kind == 0 && number == 0
        }
    }

    /// Appends a record whose checksum `seal` fills in, when it is known where it will stand.
    func append(to bytes: inout [UInt8], payload: RawSpan) {
        precondition(payload.byteCount == Int(length), "\(payload.byteCount) bytes, not \(length)")
        bytes.append(bigEndian: length)
        bytes.append(type.rawValue)
        bytes.append(kind)
        bytes.append(bigEndian: number)
        bytes.append(payload)
        bytes.append(bigEndian: UInt32(0))
    }

    /// Binds the record at `start` of the bytes to its place in the segment.
    static func seal(
        _ bytes: inout [UInt8], at start: Int, count: Int, seed: UInt32, offset: Int, begins: Bool
    ) {
        if begins { bytes[start + 2] |= 0x80 }
        let sum = checksum(
            of: bytes.rawSpan.extracting(start..<start + count - 4), seed: seed, offset: offset)
        bytes.put(sum, at: start + count - 4)
    }

    /// - Parameter body: a record without its checksum.
    static func checksum(of body: RawSpan, seed: UInt32, offset: Int) -> UInt32 {
        var sum = CRC32C(state: seed)
        sum.add(bigEndian: UInt32(offset))
        sum.add(body)
        return sum.value
    }

    /// Whether the bytes at `start` are a whole record of a segment's `offset`.
    static func isSealed(
        _ bytes: RawSpan, at start: Int, count: Int, seed: UInt32, offset: Int
    ) -> Bool {
        let body = bytes.extracting(start..<start + count - 4)
        return checksum(of: body, seed: seed, offset: offset)
            == bytes.bigEndian32(at: start + count - 4)
    }
}
