public import Primitives

extension CBORReader {
    /// A byte string of exactly 32 bytes.
    public mutating func hash256() throws(CBORError) -> Hash256 {
        let bytes = try bytes(exactly: Hash256.byteCount)
        guard let hash = Hash256(bytes) else { preconditionFailure("32 bytes are a hash") }
        return hash
    }

    /// A byte string of exactly 32 bytes, taken for an Ed25519 public key. Whether it is a point
    /// is asked when a signature by it is checked.
    public mutating func publicKey() throws(CBORError) -> PublicKey {
        PublicKey(bytes: try hash256())
    }

    /// A byte string of exactly 64 bytes.
    public mutating func signature() throws(CBORError) -> Signature {
        let bytes = try bytes(exactly: Signature.byteCount)
        guard let signature = Signature(bytes) else {
            preconditionFailure("64 bytes are a signature")
        }
        return signature
    }

    /// A byte string of exactly 16 bytes.
    public mutating func block128() throws(CBORError) -> Block128 {
        let bytes = try bytes(exactly: Block128.byteCount)
        guard let block = Block128(bytes) else { preconditionFailure("16 bytes are a block") }
        return block
    }
}
