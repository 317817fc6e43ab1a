public import Attestation

/// A record of a stage's result file: one deterministic CBOR map with integer keys. A file is a
/// CBOR sequence (RFC 8742) of them, ascending by ``number``, each number once (decision 0210).
public protocol ResultRecord: Sendable {
    static var table: RecordTable { get }
    /// The first field.
    var number: UInt64 { get }
    func encode(into writer: inout CBORWriter)
    /// Refuses what `encode` would not write.
    init(reading reader: inout CBORReader) throws(CBORError)
}

/// Why bytes are not a stage's result file.
public enum ResultFileError: Error, Equatable, Sendable, CustomStringConvertible {
    case record(stage: String, index: Int, CBORError)
    case order(stage: String, index: Int, number: UInt64, after: UInt64)
    /// Numbers that say the same in two ways and disagree.
    case contradiction(stage: String, number: UInt64, String)
    /// Asked for a hotspot that registered later.
    case unknownHotspot(number: UInt32, registered: Int)

    public enum Code: String, CaseIterable, Sendable {
        case record, order, contradiction, unknownHotspot
    }

    public var code: Code {
        switch self {
        case .record: .record
        case .order: .order
        case .contradiction: .contradiction
        case .unknownHotspot: .unknownHotspot
        }
    }

    public var description: String {
        switch self {
        case .record(let stage, let index, let error): "\(stage): record \(index): \(error)"
        case .order(let stage, let index, let number, let after):
            "\(stage): record \(index): number \(number) stands behind \(after)"
        case .contradiction(let stage, let number, let what):
            "\(stage): record of \(number): \(what)"
        case .unknownHotspot(let number, let registered):
            "there is no hotspot \(number); \(registered) are registered, counted from 0"
        }
    }
}

/// Reads and writes the records of a stage's file.
public enum ResultFile {
    /// A whole file is read at once; a million records of sites have about 100 MB.
    public static let greatestBytes = 1 << 31

    public static func bytes<Record: ResultRecord>(of records: [Record]) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 64 * records.count)
        for record in records { record.encode(into: &writer) }
        return writer.finish()
    }

    /// Refuses records that do not ascend, and every other spelling of what was written.
    public static func records<Record: ResultRecord>(
        _ type: Record.Type = Record.self, in bytes: RawSpan
    ) throws(ResultFileError) -> [Record] {
        var records: [Record] = []
        let stage = Record.table.stage
        do throws(CBORError) {
            var reader = try CBORReader(bytes, limit: greatestBytes)
            while reader.offset < bytes.byteCount {
                records.append(try Record(reading: &reader))
            }
        } catch {
            throw .record(stage: stage, index: records.count, error)
        }
        try check(records, stage)
        return records
    }

    static func check<Record: ResultRecord>(
        _ records: [Record], _ stage: String
    ) throws(ResultFileError) {
        for index in records.indices.dropFirst() {
            let (before, number) = (records[index - 1].number, records[index].number)
            guard before < number else {
                throw .order(stage: stage, index: index, number: number, after: before)
            }
        }
    }
}

extension CBORReader {
    /// A registry number.
    mutating func hotspot() throws(CBORError) -> UInt32 {
        UInt32(try unsigned(upTo: UInt64(UInt32.max)))
    }

    mutating func count32() throws(CBORError) -> UInt32 {
        UInt32(try unsigned(upTo: UInt64(UInt32.max)))
    }
}
