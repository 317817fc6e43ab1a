import Primitives
import Seeds
public import Signing

/// The keys of a scripted oracle, all from one seed: anybody can make them, they guard nothing.
public final class OracleKeys: Sendable {
    public let founder: SecretKey
    public let oracle: SecretKey
    public let log: SecretKey
    public let receipt: SecretKey
    public let entropy: SecretKey
    /// Of nobody the network knows: for lies.
    public let stranger: SecretKey
    /// The reverse hash chain's last step.
    let chainSeed: Hash256

    public init(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        founder = Self.key(&numbers)
        oracle = Self.key(&numbers)
        log = Self.key(&numbers)
        receipt = Self.key(&numbers)
        entropy = Self.key(&numbers)
        stranger = Self.key(&numbers)
        chainSeed = Hash256(words: (numbers.next(), numbers.next(), numbers.next(), numbers.next()))
    }

    private static func key(_ numbers: inout SeededNumbers) -> SecretKey {
        guard let key = SecretKey(seed: numbers.bytes(32).rawSpan) else {
            preconditionFailure("32 bytes are a seed")
        }
        return key
    }
}
