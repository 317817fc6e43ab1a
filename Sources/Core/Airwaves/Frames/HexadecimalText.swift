import Notation

/// Fixed-width numbers as identifiers are written: Notation's digits, with an identifier's refusals.
enum HexadecimalText {
    /// `digits` lower-case digits, leading zeros kept.
    static func write(_ value: UInt64, digits: Int) -> String {
        var text: [UInt8] = []
        Hex.append(value, digits: digits, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Exactly `digits` digits of either case; bounded before anything is read.
    static func read(
        _ text: some StringProtocol, digits: Int, of what: IdentifierError.Identifier
    ) throws(IdentifierError) -> UInt64 {
        guard text.utf8.count == digits else {
            throw .wrongLength(what, found: text.utf8.count)
        }
        guard let value = number(text) else { throw .notHexadecimal(what) }
        return value
    }

    /// Up to 16 digits of either case; nil for anything else, the empty text included.
    static func number(_ text: some StringProtocol) -> UInt64? {
        guard 1...16 ~= text.utf8.count else { return nil }
        let lower = Array(text.lowercased().utf8)
        return try? unsafe Hex.number(from: lower.span.bytes, digits: lower.count)
    }
}
