import Primitives

/// Numbers as people and programs write them in lines and flags: decimal digits, a point, an
/// exponent. No infinity, no hexadecimal, no white space, no digit separators, no `+`.
public enum DecimalText {
    /// Longest number read: enough for any double printed in full, short enough to stay cheap.
    public static let longestNumber = 400

    // MARK: Whole numbers

    /// Appends the digits of a whole number.
    public static func append(_ number: some FixedWidthInteger, to output: inout [UInt8]) {
        guard number != 0 else { return output.append(0x30) }
        if number < 0 { output.append(0x2d) }
        let start = output.count
        var rest = UInt64(number.magnitude)
        while rest > 0 {
            output.append(0x30 + UInt8(rest % 10))
            rest /= 10
        }
        var (left, right) = (start, output.count - 1)
        while left < right {
            output.swapAt(left, right)
            (left, right) = (left + 1, right - 1)
        }
    }

    /// A whole number within bounds. Refuses leading zeros, so that a number has one spelling.
    public static func integer(
        from text: RawSpan, in bounds: ClosedRange<Int>
    ) throws(DecimalError) -> Int {
        guard text.byteCount > 0 else { throw .empty }
        let isNegative = text.byte(at: 0) == 0x2d
        let start = isNegative ? 1 : 0
        guard start < text.byteCount else { throw .notANumber(Quote.text(text)) }
        var magnitude: UInt64 = 0
        for offset in start..<text.byteCount {
            let byte = text.byte(at: offset)
            guard (0x30...0x39).contains(byte) else { throw .notAWholeNumber(Quote.text(text)) }
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(byte - 0x30))
            guard !overflow, !carry else {
                throw .outOfBounds(Quote.text(text), bounds.lowerBound, bounds.upperBound)
            }
            magnitude = sum
        }
        let isPadded = text.byteCount - start > 1 && text.byte(at: start) == 0x30
        guard !isPadded, !(isNegative && magnitude == 0) else {
            throw .otherSpelling(Quote.text(text))
        }
        let number: Int? =
            if isNegative {
                magnitude <= Int.min.magnitude ? Int(truncatingIfNeeded: 0 &- magnitude) : nil
            } else {
                Int(exactly: magnitude)
            }
        guard let number, bounds.contains(number) else {
            throw .outOfBounds(Quote.text(text), bounds.lowerBound, bounds.upperBound)
        }
        return number
    }

    // MARK: Numbers with a point

    /// The double nearest to a decimal number: `-`? digits, then optionally `.` digits, then
    /// optionally `e` and an exponent. Refuses what is too large for a double. Nothing is
    /// allocated for up to 19 digits with a small exponent, which is every ordinary coordinate.
    public static func double(from text: RawSpan) throws(DecimalError) -> Double {
        guard text.byteCount > 0 else { throw .empty }
        guard text.byteCount <= longestNumber else { throw .tooLong(text.byteCount) }
        var reader = DecimalReader()
        guard reader.read(text) else { throw .notANumber(Quote.text(text)) }
        if let exact = reader.exactDouble { return exact }
        let copy = String(decoding: (0..<text.byteCount).map { text.byte(at: $0) }, as: UTF8.self)
        guard let value = Double(copy), value.isFinite else {
            throw .tooLarge(Quote.text(text))
        }
        return value
    }

    /// A decimal number times 10^`decimals`, rounded half away from zero, exactly: no floating point
    /// comes near it. Nil for what is no number, is longer than `longestNumber` or does not fit.
    public static func scaled(from text: RawSpan, decimals: Int) -> Int64? {
        guard text.byteCount > 0, text.byteCount <= longestNumber else { return nil }
        var reader = DecimalReader()
        guard reader.read(text) else { return nil }
        return reader.scaled(by: decimals)
    }

    /// Appends the shortest digits that read back as the same double, never with an exponent:
    /// `0.00001`, `-0.5`, `52`. The caller keeps infinities and not-a-number out.
    public static func append(_ number: Double, to output: inout [UInt8]) {
        precondition(number.isFinite, "\(number) has no decimal text")
        let text = Array(number.description.utf8)
        guard let mark = text.firstIndex(of: 0x65) else {
            let isWhole = text.suffix(2) == [0x2e, 0x30]
            return output.append(contentsOf: isWhole ? text.dropLast(2) : text[...])
        }
        appendWithoutExponent(text, exponentAt: mark, to: &output)
    }

    private static func appendWithoutExponent(
        _ text: [UInt8], exponentAt mark: Int, to output: inout [UInt8]
    ) {
        var exponent = 0
        for byte in text[(mark + 2)...] { exponent = 10 * exponent + Int(byte - 0x30) }
        if text[mark + 1] == 0x2d { exponent = -exponent }
        let mantissa = text[..<mark]
        if mantissa.first == 0x2d { output.append(0x2d) }
        var digits = mantissa.filter { (0x30...0x39).contains($0) }
        // The mantissa has one digit before its point.
        if exponent < 0 {
            output.append(contentsOf: [0x30, 0x2e])
            output.append(contentsOf: repeatElement(0x30, count: -exponent - 1))
            if digits.last == 0x30, digits.count > 1 { digits.removeLast() }
            output.append(contentsOf: digits)
        } else {
            output.append(contentsOf: digits)
            output.append(
                contentsOf: repeatElement(0x30, count: max(0, exponent + 1 - digits.count)))
        }
    }
}

/// One pass over a decimal number: its grammar, and its digits while they fit 64 bits.
struct DecimalReader {
    private var mantissa: UInt64 = 0
    private var digits = 0
    private var fraction = 0
    private var exponent = 0
    private var isNegative = false

    mutating func read(_ text: RawSpan) -> Bool {
        var offset = 0
        if text.byte(at: 0) == 0x2d {
            isNegative = true
            offset = 1
        }
        guard let afterWhole = readDigits(text, from: offset) else { return false }
        // `00.5` has two spellings.
        if afterWhole - offset > 1, text.byte(at: offset) == 0x30 { return false }
        offset = afterWhole
        if offset < text.byteCount, text.byte(at: offset) == 0x2e {
            guard let end = readDigits(text, from: offset + 1) else { return false }
            fraction = end - offset - 1
            offset = end
        }
        if offset < text.byteCount, text.byte(at: offset) | 0x20 == 0x65 {
            return readExponent(text, from: offset + 1)
        }
        return offset == text.byteCount
    }

    /// The value when it takes one correctly rounded step from two exact doubles (Clinger, "How to
    /// read floating point numbers accurately", 1990).
    var exactDouble: Double? {
        let power = exponent - fraction
        guard digits <= 19, mantissa <= 1 << 53, abs(power) <= 22 else { return nil }
        let value = Double(mantissa)
        let scaled =
            power < 0 ? value / Self.powersOfTen[-power] : value * Self.powersOfTen[power]
        return isNegative ? -scaled : scaled
    }

    /// Digits past the nineteenth are below what could be kept of a number that fits.
    func scaled(by decimals: Int) -> Int64? {
        let power = exponent - fraction + max(0, digits - 19) + decimals
        guard mantissa != 0 else { return 0 }
        guard power <= 18 else { return nil }
        var magnitude = mantissa
        if power >= 0 {
            for _ in 0..<power {
                let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                magnitude = product
            }
        } else {
            guard power > -20 else { return 0 }
            for _ in 0..<(-power - 1) { magnitude /= 10 }
            magnitude = (magnitude + 5) / 10
        }
        let signed = isNegative ? 0 &- magnitude : magnitude
        guard magnitude <= UInt64(Int64.max) else { return nil }
        return Int64(bitPattern: signed)
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
        1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    private mutating func readDigits(_ text: RawSpan, from start: Int) -> Int? {
        var offset = start
        while offset < text.byteCount {
            let byte = text.byte(at: offset)
            guard (0x30...0x39).contains(byte) else { break }
            digits += mantissa == 0 && byte == 0x30 ? 0 : 1
            if digits <= 19 { mantissa = mantissa &* 10 &+ UInt64(byte - 0x30) }
            offset += 1
        }
        return offset > start ? offset : nil
    }

    private mutating func readExponent(_ text: RawSpan, from start: Int) -> Bool {
        var offset = start
        var sign = 1
        if offset < text.byteCount, [0x2b, 0x2d].contains(text.byte(at: offset)) {
            sign = text.byte(at: offset) == 0x2d ? -1 : 1
            offset += 1
        }
        guard offset < text.byteCount else { return false }
        while offset < text.byteCount {
            let byte = text.byte(at: offset)
            guard (0x30...0x39).contains(byte) else { return false }
            exponent = min(100_000, exponent * 10 + Int(byte - 0x30))
            offset += 1
        }
        exponent *= sign
        return true
    }
}

/// Why a text is not the number that was wanted. Carries the text as quoted for a person.
public enum DecimalError: Error, Equatable, Sendable, CustomStringConvertible {
    case empty
    case notAWholeNumber(String)
    case notANumber(String)
    case otherSpelling(String)
    case outOfBounds(String, Int, Int)
    case tooLarge(String)
    case tooLong(Int)

    public var description: String {
        switch self {
        case .empty: "a number is missing"
        case .notAWholeNumber(let text): "\(text) is not a whole number"
        case .notANumber(let text): "\(text) is not a number: write it as in 52.5 or -0.25"
        case .otherSpelling(let text): "\(text): write the number without leading zeros"
        case .outOfBounds(let text, let low, let high): "\(text) is not within \(low) to \(high)"
        case .tooLarge(let text): "\(text) is too large a number"
        case .tooLong(let count):
            "a number of \(count) characters is longer than \(DecimalText.longestNumber)"
        }
    }
}
