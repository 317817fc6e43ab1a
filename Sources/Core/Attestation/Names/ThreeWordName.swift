public import Primitives

/// A name for people, derived from a public key and never chosen: `brave-onyx-otter`.
///
/// Two keys may share one (there are 16,777,216), and anybody can look for a key with a name they
/// like: no decision ever takes a name, and a program that asks for a hotspot takes its address.
public struct ThreeWordName: Hashable, Sendable, CustomStringConvertible {
    /// Numbers of the three words in their lists of 256.
    public let first: UInt8
    public let second: UInt8
    public let third: UInt8

    /// The first three bytes of SHA-256 over `earshot/name/v1` and the key's 32 bytes.
    public init<D: Digest & ~Copyable>(of key: PublicKey, by digest: D.Type) {
        var input = HashInput("earshot/name/v1")
        input.append(key)
        let word = input.hash(by: digest).words.0
        first = UInt8(truncatingIfNeeded: word >> 56)
        second = UInt8(truncatingIfNeeded: word >> 48)
        third = UInt8(truncatingIfNeeded: word >> 40)
    }

    public var description: String {
        "\(Self.firstWords[Int(first)])-\(Self.secondWords[Int(second)])-"
            + Self.thirdWords[Int(third)]
    }

    static let firstWords = firstText.split(separator: " ")
    static let secondWords = secondText.split(separator: " ")
    static let thirdWords = thirdText.split(separator: " ")
}
