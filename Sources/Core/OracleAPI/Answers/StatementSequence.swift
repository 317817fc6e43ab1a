public import Attestation
import Primitives

/// Statements one directly after the other (`application/cbor-seq`): where each begins and ends.
public enum StatementSequence {
    /// Of a post (rule 7).
    public static let greatestCount = 256
    public static let greatestBytes = 1 << 20

    /// The statements' places. Refuses what is no sequence of whole statements in form, and more
    /// than `limit` of them. No signature is checked.
    public static func ranges(
        in bytes: RawSpan, limit: Int = greatestCount
    ) throws(SequenceError) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        while start < bytes.byteCount {
            guard ranges.count < limit else { throw SequenceError(position: limit, .tooMany) }
            let window = min(bytes.byteCount - start, StatementLimit.bytes)
            let rest = bytes.extracting(start..<start + window)
            let length = try length(of: rest, position: ranges.count)
            do throws(StatementError) {
                _ = try SignedStatement(rest.extracting(0..<length))
            } catch {
                throw SequenceError(position: ranges.count, .statement(error))
            }
            ranges.append(start..<start + length)
            start += length
        }
        return ranges
    }

    /// How long the item at the beginning is: tag 18, then an array.
    private static func length(
        of bytes: RawSpan, position: Int
    ) throws(SequenceError) -> Int {
        do throws(CBORError) {
            var reader = try CBORReader(bytes)
            try reader.tag(18)
            try reader.skip()
            return reader.offset
        } catch {
            throw SequenceError(position: position, .statement(.malformed(error)))
        }
    }

    /// Copies of the statements at these places.
    public static func statements(_ ranges: [Range<Int>], of bytes: RawSpan) -> [[UInt8]] {
        ranges.map { [UInt8](copying: bytes.extracting($0)) }
    }
}

/// Why bytes are no sequence of statements, and at which one, from 0.
public struct SequenceError: Error, Equatable, Sendable, CustomStringConvertible {
    public let position: Int
    public let reason: Reason

    public enum Reason: Equatable, Sendable {
        case statement(StatementError)
        case tooMany
    }

    public init(position: Int, _ reason: Reason) {
        self.position = position
        self.reason = reason
    }

    public var description: String {
        switch reason {
        case .statement(let error): "statement \(position): \(error)"
        case .tooMany: "more than \(position) statements; send the rest by itself"
        }
    }
}
