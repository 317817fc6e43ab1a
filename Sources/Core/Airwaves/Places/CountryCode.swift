/// A country or territory by its ISO 3166-1 code of two capital letters, and XK for Kosovo.
public struct CountryCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let letters: UInt16

    /// Refuses bytes that are not two capital letters; whether such a country exists is not asked.
    public init?(_ first: UInt8, _ second: UInt8) {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        guard capitals.contains(first), capitals.contains(second) else { return nil }
        letters = UInt16(first) << 8 | UInt16(second)
    }

    /// Takes exactly what `description` prints.
    public init?(parsing text: some StringProtocol) {
        let bytes = text.utf8
        guard bytes.count == 2, let first = bytes.first, let second = bytes.dropFirst().first else {
            return nil
        }
        self.init(first, second)
    }

    public var description: String {
        String(decoding: [UInt8(letters >> 8), UInt8(letters & 0xFF)], as: UTF8.self)
    }

    public static func < (left: Self, right: Self) -> Bool { left.letters < right.letters }
}
