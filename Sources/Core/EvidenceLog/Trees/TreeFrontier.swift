public import Primitives

/// A log's tree by no more than its root needs: one hash for each bit of the size that is set. Grows
/// by leaves and answers the root, in memory that 64 hashes bound.
public struct TreeFrontier<D: Digest>: Sendable {
    public private(set) var size: UInt64
    /// The roots of the full subtrees, the greatest first.
    private var hashes: [Hash256]

    public init() { self.init(size: 0, hashes: []) }

    /// - Parameter hashes: of the full subtrees of that size, the greatest first.
    init(size: UInt64, hashes: [Hash256]) {
        precondition(hashes.count == size.nonzeroBitCount, "\(hashes.count) hashes of \(size)")
        self.size = size
        self.hashes = hashes
    }

    /// Appends an entry by its leaf hash. Constant cost on average.
    public mutating func append(_ leaf: Hash256) {
        var hash = leaf
        for _ in 0..<(~size).trailingZeroBitCount {
            hash = TreeHash.node(hashes.removeLast(), hash, by: D.self)
        }
        hashes.append(hash)
        size += 1
    }

    public var root: Hash256 {
        guard var hash = hashes.last else { return TreeHash.empty(by: D.self) }
        for left in hashes.dropLast().reversed() {
            hash = TreeHash.node(left, hash, by: D.self)
        }
        return hash
    }
}
