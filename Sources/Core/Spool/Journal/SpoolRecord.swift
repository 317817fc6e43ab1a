/// A record's name: the owner's kind and number.
public struct SpoolRecord: Hashable, Sendable {
    public let kind: UInt8
    public let number: UInt64

    public init(kind: UInt8, number: UInt64) {
        self.kind = kind
        self.number = number
    }
}

/// Why an owner forgets a record.
public enum SpoolForgetting: Sendable {
    /// Somebody else has it now, and has confirmed that.
    case acknowledged
    /// The owner has replaced it, or needs it no more.
    case superseded

    var type: RecordType { self == .acknowledged ? .acknowledge : .supersede }
}

/// Bytes of a segment that are asked for: one whole record.
public struct SpoolRead: Equatable, Sendable {
    public let record: SpoolRecord
    public let segment: UInt32
    public let offset: Int
    public let byteCount: Int
    let seed: UInt32

    /// Where the payload lies in what was read; nil if that is not the record, undamaged.
    public func payload(in bytes: RawSpan) -> Range<Int>? {
        guard bytes.byteCount == byteCount, let header = RecordHeader(bytes, at: 0),
            header.byteCount == byteCount, header.number == record.number,
            header.kind == record.kind,
            RecordHeader.isSealed(bytes, at: 0, count: byteCount, seed: seed, offset: offset)
        else { return nil }
        return RecordHeader.byteCount..<byteCount - 4
    }
}

/// Bytes to bring to disk, all at once: at the end of the segment that is open, or as a new one.
public struct SpoolWrite: Equatable, Sendable {
    public let segment: UInt32
    public let isNew: Bool
    public let offset: Int
    public let bytes: [UInt8]
}

/// Why a record was not taken. None of it changes the spool.
public enum SpoolRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(Int, limit: Int)
    case numberFalls(UInt64, highest: UInt64)
    /// More waits to be written than one write may bring: commit first.
    case uncommitted(Int, limit: Int)
    /// The records that are never evicted take their half of the spool.
    case full(held: Int, limit: Int)
    /// The same, counted in records.
    case tooMany(held: Int, limit: Int)
    /// No room, and none was made: the disk fails, or commit was not called.
    case noRoom(bytes: Int, limit: Int)

    public var description: String {
        switch self {
        case .tooLong(let count, let limit):
            "a record of \(count) bytes; this spool takes \(limit) at most"
        case .numberFalls(let number, let highest):
            "record number \(number) after \(highest); numbers rise and none comes twice"
        case .uncommitted(let count, let limit):
            "\(count) bytes wait to be written, \(limit) at most may; commit first"
        case .full(let held, let limit):
            "records that are never evicted take \(held) of \(limit) bytes; "
                + "give the spool more room, or find out why they are not forgotten"
        case .tooMany(let held, let limit):
            "\(held) records that are never evicted are there, and \(limit) may be; "
                + "find out why they are not forgotten"
        case .noRoom(let bytes, let limit):
            "the spool's files have \(bytes) of \(limit) bytes and nothing could be freed"
        }
    }
}
