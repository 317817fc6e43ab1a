internal import CSodium
public import Primitives

/// The network's one rule for signatures. A signature (R, S) of a message M by a key A is valid only if
///
/// 1. S is canonical: below the group's order L;
/// 2. A and R are canonical encodings of points: y below 2^255 - 19, no sign bit where x is 0;
/// 3. neither A nor R is one of the eight points of small order;
/// 4. S·B = R + H(R, A, M)·A **without** the cofactor: byte for byte, R is what the equation gives.
///
/// All of this is what libsodium 1.0.18 checks: 1 and 3 for both points and 2 for A by itself, 2 for R
/// by comparing bytes in 4. Small-order R goes beyond the protocol's sentence; no honest signer makes
/// one, and any verifier can refuse it (decision 0081). Later versions of libsodium may judge
/// differently, so the rule's corner cases are tried once per process before the first verdict.
public enum Ed25519: SignatureCheck {
    public static func isValid(
        _ signature: Signature, of message: RawSpan, by key: PublicKey
    ) -> Bool {
        _ = ruleHolds
        return isValidByLibrary(signature, of: message, by: key)
    }

    static func isValidByLibrary(
        _ signature: Signature, of message: RawSpan, by key: PublicKey
    ) -> Bool {
        let both = (signature.r.inMemoryOrder, signature.s.inMemoryOrder)
        let key = key.bytes.inMemoryOrder
        return unsafe withBytes(of: both) { signature in
            unsafe withBytes(of: key) { key in
                unsafe message.withAddress(orIfEmpty: key) { text, count in
                    unsafe crypto_sign_verify_detached(signature, text, count, key) == 0
                }
            }
        }
    }

    /// Stops the program where libsodium judges by another rule than the network's: going on would
    /// let this machine and the others disagree about evidence and money.
    private static let ruleHolds: Void = {
        _ = Sodium.ready
        for probe in RuleProbe.all {
            let verdict = probe.verdict()
            precondition(
                verdict == probe.expected,
                "libsodium \(Sodium.version) judges the signature '\(probe.name)' differently "
                    + "from the network's rule; use libsodium 1.0.18")
        }
    }()
}
