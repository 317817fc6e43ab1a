import Primitives

/// Hexadecimal text. One spelling: two lower-case digits per byte, nothing between or before them.
public enum Hex {
    /// The text of these bytes. One allocation, for the text.
    public static func text(of bytes: RawSpan) -> String {
        unsafe String(unsafeUninitializedCapacity: 2 * bytes.byteCount) { target in
            for offset in 0..<bytes.byteCount {
                let byte = bytes.byte(at: offset)
                unsafe target[2 * offset] = digit(byte >> 4)
                unsafe target[2 * offset + 1] = digit(byte & 0xf)
            }
            return 2 * bytes.byteCount
        }
    }

    public static func text(of bytes: [UInt8]) -> String { unsafe text(of: bytes.span.bytes) }

    /// The text of a number at its full width: a `UInt32` has 8 digits.
    public static func text<Number: FixedWidthInteger & UnsignedInteger>(
        of number: Number
    ) -> String {
        var bytes: [UInt8] = []
        append(number, digits: Number.bitWidth / 4, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the text of these bytes. For lines that are built in place.
    public static func append(_ bytes: RawSpan, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + 2 * bytes.byteCount)
        for offset in 0..<bytes.byteCount {
            let byte = bytes.byte(at: offset)
            output.append(digit(byte >> 4))
            output.append(digit(byte & 0xf))
        }
    }

    /// Appends the lowest `digits` hex digits of a number, leading zeros kept.
    @inlinable
    public static func append(
        _ number: some FixedWidthInteger & UnsignedInteger, digits: Int, to output: inout [UInt8]
    ) {
        var shift = 4 * digits
        while shift > 0 {
            shift -= 4
            output.append(digit(UInt8(truncatingIfNeeded: number >> shift) & 0xf))
        }
    }

    /// The bytes of a text. Refuses upper case, separators and half a byte.
    public static func bytes(from text: some StringProtocol) throws(HexError) -> [UInt8] {
        var text = String(text)
        text.makeContiguousUTF8()
        return unsafe try bytes(from: text.utf8.span.bytes)
    }

    /// The bytes of a text that stands in a buffer. One allocation, for the result.
    public static func bytes(from text: RawSpan) throws(HexError) -> [UInt8] {
        var result: [UInt8] = []
        try append(bytesOf: text, to: &result)
        return result
    }

    /// Appends the bytes of a text. When it throws, `output` may hold those before the wrong digit.
    public static func append(
        bytesOf text: RawSpan, to output: inout [UInt8]
    ) throws(HexError) {
        output.reserveCapacity(output.count + text.byteCount / 2)
        var offset = 0
        while offset + 1 < text.byteCount {
            let high = try value(of: text.byte(at: offset), at: offset)
            let low = try value(of: text.byte(at: offset + 1), at: offset + 1)
            output.append(high << 4 | low)
            offset += 2
        }
        if offset < text.byteCount {
            _ = try value(of: text.byte(at: offset), at: offset)
            throw .halfAByte(digits: text.byteCount)
        }
    }

    /// A number of exactly `digits` hex digits, at most 16.
    public static func number(from text: RawSpan, digits: Int) throws(HexError) -> UInt64 {
        precondition(digits > 0 && digits <= 16, "\(digits) digits do not fit 64 bits")
        guard text.byteCount == digits else {
            throw .wrongLength(found: text.byteCount, digits: digits)
        }
        var number: UInt64 = 0
        for offset in 0..<digits {
            number = try number << 4 | UInt64(value(of: text.byte(at: offset), at: offset))
        }
        return number
    }

    @usableFromInline
    static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    private static func value(of byte: UInt8, at offset: Int) throws(HexError) -> UInt8 {
        switch byte {
        case 0x30...0x39: return byte - 0x30
        case 0x61...0x66: return byte - 0x57
        case 0x41...0x46: throw .upperCase(byte: byte, position: offset + 1)
        default: throw .notADigit(byte: byte, position: offset + 1)
        }
    }
}

/// Why a text is not hexadecimal. Positions count bytes from 1.
public enum HexError: Error, Equatable, Sendable, CustomStringConvertible {
    case halfAByte(digits: Int)
    case upperCase(byte: UInt8, position: Int)
    case notADigit(byte: UInt8, position: Int)
    case wrongLength(found: Int, digits: Int)

    public var description: String {
        switch self {
        case .halfAByte(let digits):
            "hex has two digits per byte; this has \(digits), so one is missing or too many"
        case .upperCase(let byte, let position):
            "character \(position) is \(Quote.byte(byte)): write hex digits in lower case"
        case .notADigit(let byte, let position):
            "character \(position) is \(Quote.byte(byte)): hex has only the digits 0-9 and a-f"
        case .wrongLength(let found, let digits):
            "\(digits) hex digits are wanted here; this has \(found) characters"
        }
    }
}
