internal import Airwaves
internal import Attestation
internal import OracleLogic
internal import Primitives
internal import Registry
internal import Signing

/// What an oracle made of the entries below one: what it starts from instead of reading them again.
/// Nobody else asks for it, and it can always be made again from the log.
///
/// A file of it: a line, then a CBOR sequence, then SHA-256 of all that.
struct SavedState: Sendable {
    /// Of the log.
    let origin: String
    let size: UInt64
    let root: Hash256
    /// The newest record that closed an epoch.
    let closedIndex: UInt64
    /// Where each epoch's result is in the log; ascending by epoch.
    let results: [(epoch: UInt64, index: UInt64)]
    /// Of the newest epoch that any names.
    let notices: [TrustNotice]
    let chains: [(index: UInt64, bytes: [UInt8])]
    let records: [(period: Period, index: UInt64)]
    let logic: OracleLogic

    static let line = "earshot-oracle-state-v1\n"
    /// A registry of ten million hotspots.
    static let greatestBytes = 2 << 30

    func bytes() -> [UInt8] {
        var bytes = Array(Self.line.utf8)
        var head = CBORWriter()
        head.beginArray(8)
        head.text(origin)
        head.unsigned(size)
        head.bytes(root)
        head.unsigned(closedIndex)
        Self.write(results.flatMap { [$0.epoch, $0.index] }, to: &head)
        head.beginArray(notices.count)
        for notice in notices {
            guard let payload = try? notice.payload() else {
                preconditionFailure("a notice that was logged passed its table")
            }
            head.bytes(payload)
        }
        head.endArray()
        head.beginArray(chains.count)
        for chain in chains {
            head.beginArray(2)
            head.unsigned(chain.index)
            head.bytes(chain.bytes)
            head.endArray()
        }
        head.endArray()
        Self.write(gaps, to: &head)
        head.endArray()
        bytes += head.finish()
        for part in [logic.encoded(), logic.registry.encoded()] {
            var item = CBORWriter(appendingTo: bytes)
            item.bytes(part)
            bytes = item.finish()
        }
        return bytes + SHA256.hash(bytes.rawSpan).bytes
    }

    private static func write(_ numbers: [UInt64], to writer: inout CBORWriter) {
        writer.beginArray(numbers.count)
        for number in numbers { writer.unsigned(number) }
        writer.endArray()
    }

    /// Of records, from each to the next: a year's take two megabytes.
    private var gaps: [UInt64] {
        var (period, index): (UInt64, UInt64) = (0, 0)
        return records.flatMap { record in
            defer { (period, index) = (record.period.number, record.index) }
            return [record.period.number - period, record.index - index]
        }
    }
}

extension SavedState {
    /// Refuses whatever `bytes()` did not write, by its hash and by what it says.
    init(
        reading bytes: [UInt8], file: CheckedStatement, places: PlaceTables
    ) throws(SavedStateError) {
        let (line, all) = (Self.line.utf8.count, bytes.count)
        guard all > line + Hash256.byteCount, bytes.prefix(line).elementsEqual(Self.line.utf8)
        else { throw .form }
        let end = all - Hash256.byteCount
        let said = Hash256(bytes.rawSpan.extracting(droppingFirst: end))
        guard said == SHA256.hash(bytes.rawSpan.extracting(0..<end)) else { throw .hash }
        do throws(CBORError) {
            let body = bytes.rawSpan.extracting(line..<end)
            var reader = try CBORReader(body, limit: Self.greatestBytes)
            try reader.beginArray(exactly: 8)
            let name = try reader.text(upTo: 1_024)
            origin = String(decoding: [UInt8](copying: name), as: UTF8.self)
            size = try reader.unsigned()
            root = try reader.hash256()
            closedIndex = try reader.unsigned()
            results = try Self.pairs(&reader).map { ($0, $1) }
            guard zip(results, results.dropFirst()).allSatisfy({ $0.epoch < $1.epoch }) else {
                throw CBORError(.outOfRange, at: reader.offset)
            }
            notices = try Self.notices(&reader)
            chains = try Self.chains(&reader)
            records = try Self.records(try Self.pairs(&reader), below: size, at: reader.offset)
            try reader.endArray()
            let counts = try reader.byteRange()
            let registry = try reader.byteRange()
            guard reader.offset == body.byteCount else {
                throw CBORError(.extraItem, at: reader.offset)
            }
            logic = try Self.logic(
                counts: body.extracting(counts), registry: body.extracting(registry), file, places)
        } catch { throw .cbor(error) }
    }

    private static func logic(
        counts: RawSpan, registry: RawSpan, _ file: CheckedStatement, _ places: PlaceTables
    ) throws(CBORError) -> OracleLogic {
        // What has the right hash and does not read was written by another version of this program.
        guard
            let registry = try? Registry(decoding: registry, file: file, places: places),
            let logic = try? OracleLogic(decoding: counts, registry: registry)
        else { throw CBORError(.outOfRange, at: 0) }
        return logic
    }

    private static func pairs(
        _ reader: inout CBORReader
    ) throws(CBORError) -> [(UInt64, UInt64)] {
        let count = try reader.beginArray()
        var pairs: [(UInt64, UInt64)] = []
        for _ in 0..<count / 2 { pairs.append((try reader.unsigned(), try reader.unsigned())) }
        try reader.endArray()
        return pairs
    }

    private static func notices(
        _ reader: inout CBORReader
    ) throws(CBORError) -> [TrustNotice] {
        var notices: [TrustNotice] = []
        for _ in 0..<(try reader.beginArray()) {
            let start = reader.offset
            guard let notice = try? TrustNotice(parsing: try reader.bytes()) else {
                throw CBORError(.outOfRange, at: start)
            }
            notices.append(notice)
        }
        try reader.endArray()
        return notices
    }

    private static func chains(
        _ reader: inout CBORReader
    ) throws(CBORError) -> [(index: UInt64, bytes: [UInt8])] {
        var chains: [(index: UInt64, bytes: [UInt8])] = []
        for _ in 0..<(try reader.beginArray()) {
            try reader.beginArray(exactly: 2)
            let index = try reader.unsigned()
            let bytes = [UInt8](copying: try reader.bytes())
            guard let statement = try? SignedStatement(bytes.rawSpan),
                (try? EntropyChainEnd(parsing: statement.payload)) != nil
            else { throw CBORError(.outOfRange, at: reader.offset) }
            chains.append((index, bytes))
            try reader.endArray()
        }
        try reader.endArray()
        return chains
    }

    private static func records(
        _ gaps: [(UInt64, UInt64)], below size: UInt64, at offset: Int
    ) throws(CBORError) -> [(period: Period, index: UInt64)] {
        var (period, index): (UInt64, UInt64) = (0, 0)
        var records: [(period: Period, index: UInt64)] = []
        records.reserveCapacity(gaps.count)
        for gap in gaps {
            guard gap.0 <= Period.limit - period, gap.1 > 0, gap.1 < size - index else {
                throw CBORError(.outOfRange, at: offset)
            }
            (period, index) = (period + gap.0, index + gap.1)
            records.append((Period(period), index))
        }
        return records
    }
}

/// Why a saved state is not used.
enum SavedStateError: Error, CustomStringConvertible {
    case file(String)
    case form, hash
    case cbor(CBORError)
    /// The log has fewer entries, or others.
    case ahead(of: UInt64)
    case otherLog

    var description: String {
        switch self {
        case .file(let reason): reason
        case .ahead(let size): "the log has \(size) entries only"
        case .otherLog: "it is of another log, or of another past of this one"
        case .form: "it is no state that this version of the program saves"
        case .hash: "it is damaged: its bytes do not have the hash that stands at their end"
        case .cbor(let error): "it does not read: \(error)"
        }
    }
}
