/// Thirty-two bytes that name something: a SHA-256 value, a statement id, a key.
/// Four words, not an array: no allocation, cheap to compare and to hash. The order is that of
/// the bytes, so sorting by it is sorting by the printed hexadecimal text.
public struct Hash256: Hashable, Comparable, Sendable {
    public let words: (UInt64, UInt64, UInt64, UInt64)

    /// Each word is eight bytes, big-endian.
    public init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    public static func == (left: Hash256, right: Hash256) -> Bool { left.words == right.words }

    public static func < (left: Hash256, right: Hash256) -> Bool { left.words < right.words }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}
