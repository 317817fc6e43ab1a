public import Primitives

/// One signature to check among many: its message is a piece of a buffer that holds them all.
public struct SignatureClaim: Sendable {
    public let key: PublicKey
    public let signature: Signature
    public let message: Range<Int>

    public init(key: PublicKey, signature: Signature, message: Range<Int>) {
        self.key = key
        self.signature = signature
        self.message = message
    }
}

extension Ed25519 {
    /// Checks a chunk of claims one by one with the one rule, into as many verdicts; allocates nothing.
    ///
    /// For servers, which give each core one chunk: Ed25519 scales by cores, and a task per signature
    /// only adds to the 50 us that one takes. Not the algebraic batch equation: that one has to be
    /// cofactored, so it would accept what `isValid` refuses (decision 0081).
    ///
    /// A claim whose piece is not inside of `messages` is our own bug and traps.
    public static func areValid(
        _ claims: Span<SignatureClaim>, in messages: RawSpan, verdicts: inout MutableSpan<Bool>
    ) {
        precondition(
            claims.count == verdicts.count,
            "\(claims.count) claims cannot be answered in \(verdicts.count) verdicts")
        for index in claims.indices {
            let claim = claims[index]
            verdicts[index] = isValid(
                claim.signature, of: messages.extracting(claim.message), by: claim.key)
        }
    }
}
