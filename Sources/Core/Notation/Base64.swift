import Primitives

/// Base64 of RFC 4648. What Earshot prints is the standard alphabet, padded, without line breaks;
/// it reads that and nothing else, except where a gateway protocol is known to be looser.
public enum Base64 {
    /// The text of these bytes: standard alphabet, padded.
    public static func text(of bytes: RawSpan) -> String {
        var output: [UInt8] = []
        append(bytes, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    public static func text(of bytes: [UInt8]) -> String { unsafe text(of: bytes.span.bytes) }

    public static func append(_ bytes: RawSpan, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + (bytes.byteCount + 2) / 3 * 4)
        var offset = 0
        while offset < bytes.byteCount {
            let count = min(3, bytes.byteCount - offset)
            var group: UInt32 = 0
            for index in 0..<3 {
                let byte = index < count ? bytes.byte(at: offset + index) : 0
                group = group << 8 | UInt32(byte)
            }
            for index in 0..<4 {
                let sextet = UInt8(group >> (18 - 6 * UInt32(index)) & 63)
                output.append(index <= count ? character(sextet) : 0x3d)
            }
            offset += 3
        }
    }

    /// The bytes of a text as `text(of:)` prints it. Refuses white space, the URL-safe alphabet,
    /// missing padding, and left-over bits that are not zero (a second spelling of the same bytes).
    public static func bytes(from text: some StringProtocol) throws(Base64Error) -> [UInt8] {
        var text = String(text)
        text.makeContiguousUTF8()
        return unsafe try bytes(from: text.utf8.span.bytes)
    }

    public static func bytes(from text: RawSpan) throws(Base64Error) -> [UInt8] {
        try decode(text, liberally: false)
    }

    /// The `data` of a GWMP packet, and nothing else: gateways in the field send both alphabets,
    /// with and without padding, and some leave the last bits dirty. Refuses what has no reading.
    public static func gatewayBytes(from text: RawSpan) throws(Base64Error) -> [UInt8] {
        try decode(text, liberally: true)
    }

    private static func decode(_ text: RawSpan, liberally: Bool) throws(Base64Error) -> [UInt8] {
        let digits = try digitCount(text, liberally: liberally)
        var result: [UInt8] = []
        result.reserveCapacity(digits / 4 * 3 + 2)
        var group: UInt32 = 0
        for offset in 0..<digits {
            let byte = text.byte(at: offset)
            group = try group << 6 | value(of: byte, at: offset, liberally: liberally)
            if offset % 4 == 3 {
                result.append(UInt8(truncatingIfNeeded: group >> 16))
                result.append(UInt8(truncatingIfNeeded: group >> 8))
                result.append(UInt8(truncatingIfNeeded: group))
                group = 0
            }
        }
        guard digits % 4 != 1 else { throw .halfAByte(characters: digits) }
        let spare: UInt32 = digits % 4 == 2 ? group & 15 : digits % 4 == 3 ? group & 3 : 0
        guard liberally || spare == 0 else { throw .dirtyBits(position: digits) }
        switch digits % 4 {
        case 2: result.append(UInt8(truncatingIfNeeded: group >> 4))
        case 3:
            result.append(UInt8(truncatingIfNeeded: group >> 10))
            result.append(UInt8(truncatingIfNeeded: group >> 2))
        default: break
        }
        return result
    }

    /// How many characters stand before the padding, which must be right, or in a liberal
    /// reading may be missing or too short.
    private static func digitCount(
        _ text: RawSpan, liberally: Bool
    ) throws(Base64Error) -> Int {
        var digits = text.byteCount
        while digits > 0, text.byteCount - digits < 2, text.byte(at: digits - 1) == 0x3d {
            digits -= 1
        }
        let padding = text.byteCount - digits
        let wanted = (4 - digits % 4) % 4
        guard padding == wanted || wanted == 3 || liberally && padding <= wanted else {
            throw .wrongPadding(found: padding, wanted: wanted)
        }
        return digits
    }

    private static func character(_ sextet: UInt8) -> UInt8 {
        switch sextet {
        case 0..<26: 0x41 + sextet
        case 26..<52: 0x61 + (sextet - 26)
        case 52..<62: 0x30 + (sextet - 52)
        case 62: 0x2b
        default: 0x2f
        }
    }

    private static func value(
        of byte: UInt8, at offset: Int, liberally: Bool
    ) throws(Base64Error) -> UInt32 {
        switch byte {
        case 0x41...0x5a: return UInt32(byte - 0x41)
        case 0x61...0x7a: return UInt32(byte - 0x61) + 26
        case 0x30...0x39: return UInt32(byte - 0x30) + 52
        case 0x2b: return 62
        case 0x2f: return 63
        case 0x2d where liberally: return 62
        case 0x5f where liberally: return 63
        case 0x2d, 0x5f: throw .otherAlphabet(byte: byte, position: offset + 1)
        default: throw .notADigit(byte: byte, position: offset + 1)
        }
    }
}

/// Why a text is not base64. Positions count bytes from 1.
public enum Base64Error: Error, Equatable, Sendable, CustomStringConvertible {
    case halfAByte(characters: Int)
    case wrongPadding(found: Int, wanted: Int)
    case dirtyBits(position: Int)
    case otherAlphabet(byte: UInt8, position: Int)
    case notADigit(byte: UInt8, position: Int)

    public var description: String {
        switch self {
        case .halfAByte(let characters):
            "\(characters) base64 characters cannot end a byte: one is missing or too many"
        case .wrongPadding(let found, let wanted):
            "this base64 ends in \(found) '=', it must end in \(wanted)"
        case .dirtyBits(let position):
            "character \(position) of this base64 has spare bits that are not zero"
        case .otherAlphabet(let byte, let position):
            "character \(position) is \(Quote.byte(byte)), of the URL-safe alphabet: "
                + "write base64 with '+' and '/'"
        case .notADigit(let byte, let position):
            "character \(position) is \(Quote.byte(byte)): base64 has A-Z a-z 0-9 + / and '=' at the end"
        }
    }
}
