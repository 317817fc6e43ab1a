internal import Primitives

/// One corner case of the signature rule with the verdict the network gives it.
struct RuleProbe {
    let name: String
    let key: Hash256
    let r: Hash256
    let s: Hash256
    let message: [UInt8]
    let expected: Bool

    func verdict() -> Bool {
        unsafe message.withUnsafeBytes { bytes in
            Ed25519.isValidByLibrary(
                Signature(r: r, s: s), of: unsafe RawSpan(_unsafeBytes: bytes),
                by: PublicKey(bytes: key))
        }
    }
}
