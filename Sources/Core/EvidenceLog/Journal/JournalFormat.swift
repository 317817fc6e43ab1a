public import Primitives

/// The beginning of a journal's segment: where entries wait, durable, until tiles have them.
///
///     "earshotj" | version | first index | salt | root at first index | check
///        8       |    8    |      8      |  8   |        32           |   8
///
/// Numbers are big-endian; the check is the first eight bytes of SHA-256 of all before it.
public struct JournalHeader: Equatable, Sendable {
    /// The index of the segment's first entry.
    public let first: UInt64
    /// Drawn at random for this segment, and before each of its batches: nobody who sends entries
    /// can write what looks like a batch.
    public let salt: UInt64
    /// Of the log before its first entry.
    public let root: Hash256

    public static let byteCount = 72
    public static let version: UInt64 = 1
    static let magic = Array("earshotj".utf8)

    public init(first: UInt64, salt: UInt64, root: Hash256) {
        self.first = first
        self.salt = salt
        self.root = root
    }

    public func append<D: Digest>(to bytes: inout [UInt8], by digest: D.Type) {
        var header = Self.magic
        header.append(bigEndian: Self.version)
        header.append(bigEndian: first)
        header.append(bigEndian: salt)
        root.append(to: &header)
        header.append(bigEndian: Hash256(of: header.rawSpan, by: digest).words.0)
        bytes += header
    }

    public init<D: Digest>(
        parsing bytes: RawSpan, by digest: D.Type
    ) throws(JournalHeaderError) {
        guard bytes.byteCount >= Self.byteCount,
            bytes.extracting(first: 8).isSame(as: Self.magic.rawSpan)
        else { throw .notAJournal }
        let version = bytes.bigEndian64(at: 8)
        guard version == Self.version else { throw .version(version) }
        let checked = bytes.extracting(first: Self.byteCount - 8)
        guard
            Hash256(of: checked, by: digest).words.0
                == bytes.bigEndian64(at: Self.byteCount - 8),
            let root = Hash256(bytes.extracting(32..<64))
        else { throw .damaged }
        self.init(first: bytes.bigEndian64(at: 16), salt: bytes.bigEndian64(at: 24), root: root)
    }
}

public enum JournalHeaderError: Error, Equatable, Sendable, CustomStringConvertible {
    case notAJournal
    case version(UInt64)
    case damaged

    public var description: String {
        switch self {
        case .notAJournal: "is no segment of a log's journal"
        case .version(let version):
            "is of version \(version) of the journal; this program reads \(JournalHeader.version)"
        case .damaged: "is damaged in its first \(JournalHeader.byteCount) bytes"
        }
    }
}

/// What one commit wrote: a head of 56 bytes, then the entries as bundles have them.
///
///     salt | first index | entries | bytes | root after them
///      8   |      8      |    4    |   4   |       32
///
/// The root is also the batch's check: no other entries lead there from the root before.
public struct JournalBatch: Equatable, Sendable {
    public let first: UInt64
    public let count: Int
    /// Of the entries with their lengths.
    public let byteCount: Int
    public let root: Hash256

    public static let headCount = 56
    public static let mostEntries = 65_536
    public static let mostBytes = 16 << 20

    public init(first: UInt64, count: Int, byteCount: Int, root: Hash256) {
        precondition(
            (1...Self.mostEntries).contains(count) && byteCount <= Self.mostBytes,
            "a batch of \(count) entries in \(byteCount) bytes")
        self.first = first
        self.count = count
        self.byteCount = byteCount
        self.root = root
    }

    public func appendHead(salt: UInt64, to bytes: inout [UInt8]) {
        bytes.append(bigEndian: salt)
        bytes.append(bigEndian: first)
        bytes.append(bigEndian: UInt64(count) << 32 | UInt64(byteCount))
        root.append(to: &bytes)
    }

    /// Reads a head; nil where none of this segment stands.
    init?(head bytes: RawSpan, salt: UInt64) {
        guard bytes.byteCount >= Self.headCount, bytes.bigEndian64(at: 0) == salt,
            let root = Hash256(bytes.extracting(24..<Self.headCount))
        else { return nil }
        let both = bytes.bigEndian64(at: 16)
        let (count, size) = (Int(both >> 32), Int(both & 0xffff_ffff))
        guard (1...Self.mostEntries).contains(count), size <= Self.mostBytes else { return nil }
        self.init(first: bytes.bigEndian64(at: 8), count: count, byteCount: size, root: root)
    }
}
