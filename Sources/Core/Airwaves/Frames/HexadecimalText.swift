/// Fixed-width hexadecimal numbers, as identifiers are written. Not for byte strings: those are
/// Notation's.
enum HexadecimalText {
    /// `digits` lower-case digits, leading zeros kept.
    static func write(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    /// Exactly `digits` digits of either case; bounded before anything is read.
    static func read(
        _ text: some StringProtocol, digits: Int, of what: IdentifierError.Identifier
    ) throws(IdentifierError) -> UInt64 {
        guard text.utf8.count == digits else {
            throw .wrongLength(what, found: text.utf8.count)
        }
        var value: UInt64 = 0
        for character in text.utf8 {
            guard let digit = digit(character) else { throw .notHexadecimal(what) }
            value = value << 4 | digit
        }
        return value
    }

    static func digit(_ character: UInt8) -> UInt64? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(character - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(character - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
