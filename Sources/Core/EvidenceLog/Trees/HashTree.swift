public import Primitives

/// A log's tree in memory: grows by leaves, answers roots and proofs of any size it has had. Keeps
/// every hash of every full subtree, 64 bytes an entry; `TiledTree` keeps them in files.
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
        return TreeWalk<D>.hash(0..<size, node)
    }

    /// The proof that the log of this size holds the entry of this index.
    public func inclusion(of index: UInt64, in size: UInt64) -> InclusionProof {
        precondition(index < size && size <= self.size, "entry \(index) of \(size)")
        return TreeWalk<D>.inclusion(of: index, in: size, node)
    }

    /// The proof that the log of one size begins with the log of another.
    public func consistency(from old: UInt64, to new: UInt64) -> ConsistencyProof {
        precondition(old <= new && new <= size, "from \(old) to \(new) of \(size)")
        return TreeWalk<D>.consistency(from: old, to: new, node)
    }

    private func node(_ height: Int, _ number: UInt64) -> Hash256 { levels[height][Int(number)] }
}
