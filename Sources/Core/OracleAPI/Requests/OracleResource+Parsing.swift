import Attestation
import Notation
import Primitives

extension OracleResource {
    /// Reads a request's path and query. Parts of a query stand in any order, as programs that make
    /// one from a dictionary write them; they may be absent where the page gives a value for that, but
    /// not stand twice.
    public init(parsing target: some StringProtocol) throws(OracleResourceError) {
        let target = Array(target.utf8)
        guard target.count <= 512 else { throw .tooLong(bytes: target.count) }
        let mark = target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
        var query = QueryReader(target[mark...].dropFirst())
        let path = target[..<mark].split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self) }
        guard path.count > 2, path[0].isEmpty, path[1] == "v1" else { throw .unknownPath }
        self = try Self.resource(path.dropFirst(2), &query)
        try query.finish()
    }

    private static func resource(
        _ path: ArraySlice<String>, _ query: inout QueryReader
    ) throws(OracleResourceError) -> OracleResource {
        let parts = Array(path)
        switch (parts[0], parts.count) {
        case ("statements", 1): return .statements
        case ("checkpoint", 1): return .checkpoint
        case ("network", 1): return .network
        case ("entropy", 1):
            let after = try query.number("after", 0...Period.limit)
            let limit = try query.number("limit", 1...greatestLimit) ?? greatestLimit
            let wait = try query.number("wait", 0...longestWait) ?? 0
            return .entropy(after: after.map { Period($0) }, limit: limit, wait: wait)
        case ("entropy", 2) where parts[1] == "chains": return .chains
        case ("entropy", 2) where parts[1] == "newest": return .newestEntropy
        case ("hotspots", 2): return .hotspot(try address(parts[1]))
        case ("hotspots", 3) where parts[2] == "reports":
            let address = try address(parts[1])
            guard let window = try query.number("window", 0...Window.limit) else {
                throw .badQuery(name: "window")
            }
            let after = try query.hash("after")
            let limit = try query.number("limit", 1...greatestReports) ?? greatestReports
            return .reports(address, Window(window), after: after, limit: limit)
        case ("reports", 2):
            guard let id = HashText.hash(Array(parts[1].utf8)[...]) else { throw .badName }
            return .report(id)
        case ("proofs", 2):
            guard let index = QueryReader.number(Array(parts[1].utf8)[...]) else { throw .badName }
            return .proof(index: index)
        default: throw .unknownPath
        }
    }

    private static func address(_ text: String) throws(OracleResourceError) -> Address {
        do throws(AddressError) {
            return try Address(parsing: text)
        } catch {
            throw .badName
        }
    }
}

/// Why a request's target is none of the page.
public enum OracleResourceError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(bytes: Int)
    case unknownPath
    /// An address, index or id that is not spelled as one.
    case badName
    case badQuery(name: String)
    case unknownQuery

    public var description: String {
        switch self {
        case .tooLong(let bytes): "a path and query of \(bytes) bytes; at most 512 are read"
        case .unknownPath: "no such path; see docs/oracle-api.md"
        case .badName: "the last part of the path is no address, index or id as it is due there"
        case .badQuery(let name): "\(name) is missing, or not a number or id in its range"
        case .unknownQuery: "the query has parts that are unknown or twice"
        }
    }
}

/// Takes the parts of a query by their names.
struct QueryReader {
    private var parts: [ArraySlice<UInt8>]

    init(_ query: ArraySlice<UInt8>) {
        parts =
            query.isEmpty
            ? [] : query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
    }

    private mutating func value(_ name: String) -> ArraySlice<UInt8>? {
        let head = (name + "=").utf8
        guard let place = parts.firstIndex(where: { $0.starts(with: head) }) else { return nil }
        return parts.remove(at: place).dropFirst(head.count)
    }

    mutating func number(
        _ name: String, _ range: ClosedRange<UInt64>
    ) throws(OracleResourceError) -> UInt64? {
        guard let value = value(name) else { return nil }
        guard let number = Self.number(value), range.contains(number) else {
            throw .badQuery(name: name)
        }
        return number
    }

    mutating func hash(_ name: String) throws(OracleResourceError) -> Hash256? {
        guard let value = value(name) else { return nil }
        guard let hash = HashText.hash(value) else { throw .badQuery(name: name) }
        return hash
    }

    func finish() throws(OracleResourceError) {
        guard parts.isEmpty else { throw .unknownQuery }
    }

    /// A decimal number without leading zeros, below 2^63.
    static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard (1...19).contains(digits.count), digits.count == 1 || digits.first != 0x30 else {
            return nil
        }
        var value: UInt64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + UInt64(digit - 0x30)
        }
        return value < 1 << 63 ? value : nil
    }
}

/// Hashes as text: 64 lower-case hexadecimal digits.
enum HashText {
    static func hash(_ digits: ArraySlice<UInt8>) -> Hash256? {
        guard digits.count == 64,
            let bytes = try? Hex.bytes(from: String(decoding: digits, as: UTF8.self))
        else { return nil }
        return Hash256(bytes.rawSpan)
    }
}
