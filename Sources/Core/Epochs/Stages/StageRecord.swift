public import Attestation
import Primitives
public import Rewards

/// A record of a stage's file that is not one of pay: one deterministic CBOR map with integer keys,
/// written in the order of its first field (decision 0210).
public protocol StageRecord: Hashable, Sendable {
    static var table: RecordTable { get }
    func encode(into writer: inout CBORWriter)
    /// Refuses what `encode` would not write.
    init(reading reader: inout CBORReader) throws(CBORError)
    /// Whether it stands before another one.
    func precedes(_ other: Self) -> Bool
}

/// Why bytes are no stage's file.
public enum StageFileError: Error, Equatable, Sendable, CustomStringConvertible {
    case record(stage: String, index: Int, CBORError)
    case order(stage: String, index: Int)

    public var description: String {
        switch self {
        case .record(let stage, let index, let error): "\(stage): record \(index): \(error)"
        case .order(let stage, let index):
            "\(stage): record \(index) does not stand behind the one before it"
        }
    }
}

extension StageRecord {
    /// A file of these records, which ascend.
    public static func bytes(of records: [Self]) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 128 * records.count)
        for record in records { record.encode(into: &writer) }
        return writer.finish()
    }

    /// Reads a file. Refuses records that do not ascend and every other spelling of them.
    public static func records(in bytes: RawSpan) throws(StageFileError) -> [Self] {
        var records: [Self] = []
        do throws(CBORError) {
            var reader = try CBORReader(bytes, limit: ResultFile.greatestBytes)
            while reader.offset < bytes.byteCount { records.append(try Self(reading: &reader)) }
        } catch {
            throw .record(stage: table.stage, index: records.count, error)
        }
        for index in records.indices.dropFirst()
        where !records[index - 1].precedes(records[index]) {
            throw .order(stage: table.stage, index: index)
        }
        return records
    }
}

extension CBORWriter {
    mutating func field(_ key: UInt64, _ value: UInt64) {
        self.key(key)
        unsigned(value)
    }

    mutating func field(_ key: UInt64, _ value: UInt64?) {
        guard let value else { return }
        self.key(key)
        unsigned(value)
    }

    mutating func field(_ key: UInt64, signed value: Int64?) {
        guard let value else { return }
        self.key(key)
        integer(value)
    }

    mutating func field(_ key: UInt64, _ value: Hash256?) {
        guard let value else { return }
        self.key(key)
        bytes(value)
    }
}

extension CBORReader {
    mutating func number(_ key: UInt64, upTo limit: UInt64 = .max) throws(CBORError) -> UInt64 {
        try self.key(key)
        return try unsigned(upTo: limit)
    }

    mutating func number(
        ifAt key: UInt64, upTo limit: UInt64 = .max
    ) throws(CBORError) -> UInt64? {
        try optionalKey(key) ? try unsigned(upTo: limit) : nil
    }

    mutating func hash(_ key: UInt64) throws(CBORError) -> Hash256 {
        try self.key(key)
        return try hash256()
    }
}

/// Bounds that numbers of records have.
enum RecordBound {
    static let hotspot = UInt64(UInt32.max)
    static let cell = UInt64.max
}
