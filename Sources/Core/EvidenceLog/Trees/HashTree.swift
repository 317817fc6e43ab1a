public import Primitives

/// A log's tree in memory: grows by leaves, answers roots and proofs of any size it has had. Keeps
/// every hash of every full subtree, 64 bytes an entry.
public struct HashTree<D: Digest>: Sendable {
    /// levels[l][n]: the root of the full subtree over entries n * 2^l ..< (n + 1) * 2^l.
    private var levels: [[Hash256]] = [[]]

    public init() {}

    public var size: UInt64 { UInt64(levels[0].count) }

    /// Appends an entry by its leaf hash. Constant cost on average.
    public mutating func append(_ leaf: Hash256) {
        levels[0].append(leaf)
        var level = 0
        while levels[level].count.isMultiple(of: 2) {
            let count = levels[level].count
            let node = TreeHash.node(
                levels[level][count - 2], levels[level][count - 1], by: D.self)
            if level + 1 == levels.count { levels.append([]) }
            levels[level + 1].append(node)
            level += 1
        }
    }

    public var root: Hash256 { root(at: size) }

    /// The root when the log had this many entries; more than there are is our own mistake.
    public func root(at size: UInt64) -> Hash256 {
        precondition(size <= self.size, "a tree of \(self.size) entries has no root at \(size)")
        return size == 0 ? TreeHash.empty(by: D.self) : hash(0..<size)
    }

    /// The proof that the log of this size holds the entry of this index.
    public func inclusion(of index: UInt64, in size: UInt64) -> InclusionProof {
        precondition(index < size && size <= self.size, "entry \(index) of \(size)")
        var path: [Hash256] = []
        appendPath(to: index, in: 0..<size, &path)
        return InclusionProof(index: index, size: size, path: path)
    }

    /// The proof that the log of one size begins with the log of another.
    public func consistency(from old: UInt64, to new: UInt64) -> ConsistencyProof {
        precondition(old <= new && new <= size, "from \(old) to \(new) of \(size)")
        var path: [Hash256] = []
        if old > 0, old < new { appendConsistency(from: old, in: 0..<new, isWhole: true, &path) }
        return ConsistencyProof(oldSize: old, newSize: new, path: path)
    }

    /// The hash over a range that begins at a multiple of the greatest power of two in it.
    private func hash(_ range: Range<UInt64>) -> Hash256 {
        let count = range.upperBound - range.lowerBound
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            return levels[level][Int(range.lowerBound >> UInt64(level))]
        }
        let middle = range.lowerBound + Self.split(count)
        return TreeHash.node(
            hash(range.lowerBound..<middle), hash(middle..<range.upperBound), by: D.self)
    }

    private func appendPath(
        to index: UInt64, in range: Range<UInt64>, _ path: inout [Hash256]
    ) {
        let count = range.upperBound - range.lowerBound
        guard count > 1 else { return }
        let middle = range.lowerBound + Self.split(count)
        if index < middle {
            appendPath(to: index, in: range.lowerBound..<middle, &path)
            path.append(hash(middle..<range.upperBound))
        } else {
            appendPath(to: index, in: middle..<range.upperBound, &path)
            path.append(hash(range.lowerBound..<middle))
        }
    }

    private func appendConsistency(
        from old: UInt64, in range: Range<UInt64>, isWhole: Bool, _ path: inout [Hash256]
    ) {
        if old == range.upperBound {
            if !isWhole { path.append(hash(range)) }
            return
        }
        let middle = range.lowerBound + Self.split(range.upperBound - range.lowerBound)
        if old <= middle {
            appendConsistency(from: old, in: range.lowerBound..<middle, isWhole: isWhole, &path)
            path.append(hash(middle..<range.upperBound))
        } else {
            appendConsistency(from: old, in: middle..<range.upperBound, isWhole: false, &path)
            path.append(hash(range.lowerBound..<middle))
        }
    }

    /// The greatest power of two below a count of at least 2.
    private static func split(_ count: UInt64) -> UInt64 {
        1 << UInt64(63 - (count - 1).leadingZeroBitCount)
    }
}
