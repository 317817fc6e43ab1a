internal import Primitives

/// Entries as a log's files hold them (C2SP tlog-tiles): of each its length as two bytes, then its
/// bytes.
public struct EntryBundle: Sendable {
    public static let longestEntry = 65_535

    /// Beginning with the first entry's length, of all entries.
    public let bytes: [UInt8]
    /// Where each entry ends.
    private let ends: [Int]

    public var count: Int { ends.count }

    /// Reads exactly `count` entries and refuses anything behind them.
    public init(_ bytes: [UInt8], count: Int) throws(EntryBundleError) {
        ends = try Self.ends(in: bytes.rawSpan, count: count)
        self.bytes = bytes
    }

    /// The bytes of one entry.
    @_lifetime(borrow self)
    public func entry(_ number: Int) -> RawSpan { bytes.rawSpan.extracting(range(number)) }

    /// Where an entry stands in `bytes`.
    public func range(_ number: Int) -> Range<Int> {
        (number == 0 ? 2 : ends[number - 1] + 2)..<ends[number]
    }

    /// The first entries alone.
    public func prefix(_ count: Int) -> EntryBundle {
        precondition(count <= self.count, "\(count) of \(self.count) entries")
        return EntryBundle(
            Array(bytes.prefix(count == 0 ? 0 : ends[count - 1])), Array(ends.prefix(count)))
    }

    private init(_ bytes: [UInt8], _ ends: [Int]) {
        self.bytes = bytes
        self.ends = ends
    }

    /// Where each of `count` entries ends; they must be all there is.
    public static func ends(
        in bytes: RawSpan, count: Int
    ) throws(EntryBundleError) -> [Int] {
        var ends: [Int] = []
        ends.reserveCapacity(min(count, bytes.byteCount / 2))
        var offset = 0
        for number in 0..<count {
            guard offset + 2 <= bytes.byteCount else {
                throw .missing(entry: number, of: count)
            }
            let length = Int(bytes.byte(at: offset)) << 8 | Int(bytes.byte(at: offset + 1))
            guard offset + 2 + length <= bytes.byteCount else {
                throw .cutOff(
                    entry: number, length: length, found: bytes.byteCount - offset - 2)
            }
            offset += 2 + length
            ends.append(offset)
        }
        guard offset == bytes.byteCount else {
            throw .trailing(bytes: bytes.byteCount - offset, after: count)
        }
        return ends
    }

    /// Writes an entry. One longer than 65,535 bytes is our own mistake.
    public static func append(_ entry: RawSpan, to bytes: inout [UInt8]) {
        precondition(entry.byteCount <= longestEntry, "an entry of \(entry.byteCount) bytes")
        bytes.append(UInt8(truncatingIfNeeded: entry.byteCount >> 8))
        bytes.append(UInt8(truncatingIfNeeded: entry.byteCount))
        bytes.append(entry)
    }
}

/// Why bytes are no entries.
public enum EntryBundleError: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(entry: Int, of: Int)
    case cutOff(entry: Int, length: Int, found: Int)
    case trailing(bytes: Int, after: Int)

    public var description: String {
        switch self {
        case .missing(let entry, let count): "ends before entry \(entry) of its \(count)"
        case .cutOff(let entry, let length, let found):
            "breaks off in its entry \(entry): \(found) of \(length) bytes are there"
        case .trailing(let bytes, let count):
            "has \(bytes) bytes too many after its \(count) entries"
        }
    }
}
