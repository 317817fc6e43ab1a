/// How large a spool may become, and what follows from it.
public struct SpoolLimits: Equatable, Sendable {
    /// All its files together, never more.
    public let bytes: Int
    /// Records at once, when a commit has ended: each takes 16 bytes of memory. What is beyond is
    /// evicted.
    public let records: Int
    /// The longest payload.
    public let payload: Int

    public static let longestPayload = Int(UInt16.max)
    /// The names of segments in the index have 11 bits, so more cannot be told apart.
    public static let mostBytes = 1 << 30

    /// - Parameter records: without it, one for every 256 bytes, which statements have.
    public init(
        bytes: Int, records: Int? = nil, payload: Int = SpoolLimits.longestPayload
    ) throws(SpoolLimitsError) {
        guard (1...Self.longestPayload).contains(payload) else { throw .payload(payload) }
        let least = Self.leastBytes(payload: payload)
        guard (least...Self.mostBytes).contains(bytes) else {
            throw .bytes(bytes, least: least)
        }
        let records = records ?? bytes / 256
        guard (16...1 << 26).contains(records) else { throw .records(records) }
        self.bytes = bytes
        self.records = records
        self.payload = payload
    }

    private init(bytes: Int, records: Int) {
        self.bytes = bytes
        self.records = records
        payload = Self.longestPayload
    }

    /// For whoever only reads.
    public static let widest = SpoolLimits(bytes: mostBytes, records: 1 << 26)

    /// So small that what is written at once stays a small part of it.
    public static func leastBytes(payload: Int) -> Int {
        max(64 << 10, 64 * (payload + RecordHeader.overhead))
    }

    /// Past this, the next batch begins a new segment.
    var segment: Int { min(1 << 20, bytes / 32) }

    /// What one write brings at most: half of it new records, a quarter each for moved and for
    /// forgotten ones. A file so stays under 2 MiB, which the index can name.
    public var batch: Int {
        max(4 * (payload + RecordHeader.overhead), min(512 << 10, bytes / 16))
    }

    /// Cleaning begins here: a quarter of the room is left for what comes meanwhile.
    var highWater: Int { bytes / 4 * 3 }

    /// The longest segment file there can be.
    public static let longestSegment = 2 << 20
}

/// Limits that cannot be kept.
public enum SpoolLimitsError: Error, Equatable, Sendable, CustomStringConvertible {
    case bytes(Int, least: Int)
    case records(Int)
    case payload(Int)

    public var description: String {
        switch self {
        case .bytes(let bytes, let least):
            "a spool of \(bytes) bytes; write \(least) to \(SpoolLimits.mostBytes)"
        case .records(let count): "a spool of \(count) records; write 16 to \(1 << 26)"
        case .payload(let count):
            "records of \(count) bytes; write 1 to \(SpoolLimits.longestPayload)"
        }
    }
}

/// Which kinds of records are never evicted: sequence numbers, nonces, whatever must not come back
/// as it was. They may fill half of the spool.
public struct SpoolKinds: Equatable, Sendable {
    private var held: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    public init(held kinds: [UInt8]) {
        for kind in kinds {
            let bit = UInt64(1) << UInt64(kind & 63)
            switch kind >> 6 {
            case 0: held.0 |= bit
            case 1: held.1 |= bit
            case 2: held.2 |= bit
            default: held.3 |= bit
            }
        }
    }

    func holds(_ kind: UInt8) -> Bool {
        let word =
            switch kind >> 6 {
            case 0: held.0
            case 1: held.1
            case 2: held.2
            default: held.3
            }
        return word >> UInt64(kind & 63) & 1 == 1
    }

    public static func == (left: SpoolKinds, right: SpoolKinds) -> Bool { left.held == right.held }
}
