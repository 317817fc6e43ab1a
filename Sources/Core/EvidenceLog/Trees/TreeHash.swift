public import Primitives

/// The hashes of a log's tree (RFC 6962 2.1). Leaves and nodes begin with different bytes, so that
/// no leaf can be passed off as a node.
public enum TreeHash {
    /// Of one entry: SHA-256 of 0x00 and its bytes.
    @inlinable public static func leaf<D: Digest & ~Copyable>(
        _ entry: RawSpan, by digest: D.Type
    ) -> Hash256 {
        var input = HashInput()
        input.append(byte: 0)
        return input.hash(followedBy: entry, by: digest)
    }

    /// Of two subtrees: SHA-256 of 0x01, the left hash, the right hash.
    @inlinable public static func node<D: Digest & ~Copyable>(
        _ left: Hash256, _ right: Hash256, by digest: D.Type
    ) -> Hash256 {
        var input = HashInput()
        input.append(byte: 1)
        input.append(left)
        input.append(right)
        return input.hash(by: digest)
    }

    /// The root of a log without entries: SHA-256 of nothing.
    @inlinable public static func empty<D: Digest & ~Copyable>(by digest: D.Type) -> Hash256 {
        HashInput().hash(by: digest)
    }
}
