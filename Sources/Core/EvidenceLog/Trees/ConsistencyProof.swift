public import Primitives

/// Shows that a greater log begins with all entries of a smaller one (RFC 6962 2.1.2).
public struct ConsistencyProof: Hashable, Sendable {
    public let oldSize: UInt64
    public let newSize: UInt64
    public let path: [Hash256]

    public init(oldSize: UInt64, newSize: UInt64, path: [Hash256]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.path = path
    }

    /// Refuses the proof unless it joins these two roots. Nothing is consistent with everything; a
    /// log with itself needs no hashes.
    @inlinable public func check<D: Digest & ~Copyable>(
        oldRoot: Hash256, newRoot: Hash256, by digest: D.Type
    ) throws(TreeProofError) {
        guard oldSize <= newSize else { throw .shrunk(from: oldSize, to: newSize) }
        if oldSize == 0 || oldSize == newSize {
            guard path.isEmpty else { throw .tooLong }
            let wanted = oldSize == 0 ? TreeHash.empty(by: digest) : newRoot
            guard oldRoot == wanted else { throw .otherRoot(computed: wanted, claimed: oldRoot) }
            return
        }
        // A full subtree's root is the old root itself and is left out of the path.
        let isFull = oldSize & (oldSize - 1) == 0
        guard isFull || !path.isEmpty else { throw .tooShort }
        var (place, last) = (oldSize - 1, newSize - 1)
        while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
        var old = isFull ? oldRoot : path[0]
        var new = old
        for step in isFull ? path[...] : path.dropFirst() {
            guard last > 0 else { throw .tooLong }
            if place & 1 == 1 || place == last {
                old = TreeHash.node(step, old, by: digest)
                new = TreeHash.node(step, new, by: digest)
                while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                new = TreeHash.node(new, step, by: digest)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        guard last == 0 else { throw .tooShort }
        guard old == oldRoot else { throw .otherRoot(computed: old, claimed: oldRoot) }
        guard new == newRoot else { throw .otherRoot(computed: new, claimed: newRoot) }
    }
}
