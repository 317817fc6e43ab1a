public import Notation
import Primitives

/// Answers one line: reads its bytes (without the line end) and appends the answer (without one).
public typealias LineHandler = (RawSpan, inout LineOutput) throws(LineError) -> Void

struct LineCommand: Sendable {
    let longestLine: Int
    let answersJSON: Bool
    let start: @Sendable (Options) throws(UsageError) -> LineHandler
}

/// Why a line could not be answered, in words for a person.
public struct LineError: Error, Equatable, Sendable, CustomStringConvertible {
    public let reason: String

    public init(_ reason: String) { self.reason = reason }

    public var description: String { reason }

    /// Runs what throws an error that explains itself, and passes the explanation on.
    @inlinable
    public static func from<Value, Failure: Error & CustomStringConvertible>(
        _ body: () throws(Failure) -> Value
    ) throws(LineError) -> Value {
        do throws(Failure) {
            return try body()
        } catch { throw LineError(error.description) }
    }
}

/// Where answers collect before they are written. Appending never allocates once it has grown.
public struct LineOutput {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    public mutating func append(_ text: StaticString) {
        for offset in 0..<text.utf8CodeUnitCount {
            bytes.append(unsafe text.utf8Start[offset])
        }
    }

    public mutating func append(byte: UInt8) { bytes.append(byte) }

    public mutating func append(_ text: RawSpan) {
        for offset in 0..<text.byteCount { bytes.append(text.byte(at: offset)) }
    }

    public mutating func append(_ number: some FixedWidthInteger) {
        DecimalText.append(number, to: &bytes)
    }

    /// Shortest digits that read back as the same double, without an exponent.
    public mutating func append(decimal number: Double) { DecimalText.append(number, to: &bytes) }

    public mutating func append(hex: RawSpan) { Hex.append(hex, to: &bytes) }

    public mutating func append(
        hex number: some FixedWidthInteger & UnsignedInteger, digits: Int
    ) { Hex.append(number, digits: digits, to: &bytes) }

    /// Lets what already appends to bytes append here.
    public mutating func withBytes<Result, Failure: Error>(
        _ body: (inout [UInt8]) throws(Failure) -> Result
    ) throws(Failure) -> Result { try body(&bytes) }

    /// Appends one JSON value, written piece by piece.
    public mutating func json<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        var before: [UInt8] = []
        swap(&before, &bytes)
        var writer = JSONWriter(after: before)
        do throws(Failure) {
            try body(&writer)
        } catch {
            bytes = writer.bytes
            throw error
        }
        bytes = writer.bytes
    }

    /// Takes back everything after the first `count` bytes.
    mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}

/// The parts of a line between separators, as ranges: nothing is allocated, and an empty part
/// counts. `a,,b` has three.
public struct Fields {
    private let separator: UInt8
    private var start: Int? = 0

    public init(separator: UInt8) { self.separator = separator }

    public mutating func next(in line: RawSpan) -> Range<Int>? {
        guard let start else { return nil }
        var end = start
        while end < line.byteCount, line.byte(at: end) != separator { end += 1 }
        self.start = end < line.byteCount ? end + 1 : nil
        return start..<end
    }

    /// Exactly two parts, or a complaint that says how the line should look.
    public static func two(
        in line: RawSpan, separator: UInt8, shape: StaticString
    ) throws(LineError) -> (Range<Int>, Range<Int>) {
        var fields = Fields(separator: separator)
        guard let first = fields.next(in: line), let second = fields.next(in: line),
            fields.next(in: line) == nil
        else { throw LineError("\(Quote.text(line)): write it as \(shape)") }
        return (first, second)
    }
}
