internal import Primitives

/// What a segment file begins with, 44 bytes, the most significant byte of numbers first:
///
///     0  magic "earspool"   12  segment    28  length of the segment before that counts
///     8  version, 1         16  salt       32  highest number given before this segment
///    10  0                  24  first      40  CRC-32C of the 40 bytes before
///
/// A file gets its name only when header and first batch are on disk, so that a file without a
/// good header is damage, never a torn tail.
public struct SegmentHeader: Equatable, Sendable {
    public static let byteCount = 44
    public static let version: UInt16 = 1

    /// From 1, rising by 1; also the file's name.
    public let number: UInt32
    /// Chance. Every record's checksum depends on it, so that what an older file of the same name
    /// left on the disk never passes for a record.
    public let salt: UInt64
    /// The oldest segment that counted when this one was begun; older files are left-overs.
    public let first: UInt32
    /// So many bytes of the segment before are its records; what follows there was never confirmed.
    public let previousLength: UInt32
    public let highest: UInt64

    public init(
        number: UInt32, salt: UInt64, first: UInt32, previousLength: UInt32, highest: UInt64
    ) {
        precondition(first >= 1 && first <= number, "segment \(number) after \(first)")
        self.number = number
        self.salt = salt
        self.first = first
        self.previousLength = previousLength
        self.highest = highest
    }

    /// Reads the first bytes of a segment. Every version ends its header with the same checksum at
    /// the same place, so that damage is not taken for a newer version.
    public init(parsing bytes: RawSpan) throws(SegmentHeaderError) {
        guard bytes.byteCount >= Self.byteCount else { throw .short(bytes.byteCount) }
        guard bytes.bigEndian64(at: 0) == Self.magic else { throw .otherFile }
        var sum = CRC32C()
        sum.add(bytes.extracting(first: Self.byteCount - 4))
        guard sum.value == bytes.bigEndian32(at: 40) else { throw .checksum }
        let version = bytes.bigEndian16(at: 8)
        guard version == Self.version, bytes.bigEndian16(at: 10) == 0 else {
            throw .version(version)
        }
        let (number, first) = (bytes.bigEndian32(at: 12), bytes.bigEndian32(at: 24))
        guard first >= 1, first <= number else { throw .order(number: number, first: first) }
        self.init(
            number: number, salt: bytes.bigEndian64(at: 16), first: first,
            previousLength: bytes.bigEndian32(at: 28), highest: bytes.bigEndian64(at: 32))
    }

    public func encode(into bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(bigEndian: Self.magic)
        bytes.append(bigEndian: Self.version)
        bytes.append(bigEndian: UInt16(0))
        bytes.append(bigEndian: number)
        bytes.append(bigEndian: salt)
        bytes.append(bigEndian: first)
        bytes.append(bigEndian: previousLength)
        bytes.append(bigEndian: highest)
        var sum = CRC32C()
        sum.add(bytes.rawSpan.extracting(droppingFirst: start))
        bytes.append(bigEndian: sum.value)
    }

    /// What every record's checksum in this segment begins with.
    var seed: UInt32 {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: salt)
        bytes.append(bigEndian: number)
        var sum = CRC32C()
        sum.add(bytes.rawSpan)
        return sum.state
    }

    /// "earspool"
    private static let magic: UInt64 = 0x6561_7273_706f_6f6c
}

/// Why a file is no segment that this program reads.
public enum SegmentHeaderError: Error, Equatable, Sendable, CustomStringConvertible {
    case short(Int)
    case otherFile
    case checksum
    case version(UInt16)
    case order(number: UInt32, first: UInt32)

    public var description: String {
        switch self {
        case .short(let count):
            "has \(count) bytes, and its header alone has \(SegmentHeader.byteCount)"
        case .otherFile: "does not begin as a spool's segment"
        case .checksum: "has a damaged header"
        case .version(let version):
            "is written in version \(version) of the format, and this program reads version "
                + "\(SegmentHeader.version); use the program that wrote it, or a newer one"
        case .order(let number, let first):
            "says that it is segment \(number) and that the oldest is \(first)"
        }
    }
}
