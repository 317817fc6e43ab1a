/// The network's one Ed25519 rule (canonical S, A and R, no small-order A, cofactorless), which
/// Core needs from outside.
public protocol SignatureCheck {
    static func isValid(_ signature: Signature, of message: RawSpan, by key: PublicKey) -> Bool
}

/// The holder of a secret key. Core asks it to sign; the secret stays outside Core, and has one
/// owner: a signer need not be copyable.
public protocol Signer: ~Copyable {
    var publicKey: PublicKey { get }
    func sign(_ message: RawSpan) -> Signature
}

/// An Ed25519 public key, the identity of a hotspot, owner, oracle, router or mapper ingest.
public struct PublicKey: Hashable, Comparable, Sendable {
    public let bytes: Hash256

    public init(bytes: Hash256) { self.bytes = bytes }

    public static func < (left: PublicKey, right: PublicKey) -> Bool { left.bytes < right.bytes }
}

/// An Ed25519 signature: R, then S.
public struct Signature: Hashable, Sendable {
    public let r: Hash256
    public let s: Hash256

    public init(r: Hash256, s: Hash256) {
        self.r = r
        self.s = s
    }
}
