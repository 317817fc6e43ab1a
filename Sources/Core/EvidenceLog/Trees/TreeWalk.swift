internal import Primitives

/// Roots and proofs of a tree whose full subtrees somebody knows: in memory, or in tiles.
///
/// `node` answers the root of a full subtree: `(height, number)` is over the entries
/// number * 2^height ..< (number + 1) * 2^height. It is asked at most twice for each height.
enum TreeWalk<D: Digest> {
    /// The hash over a range that begins at a multiple of the greatest power of two in it.
    static func hash<E: Error>(
        _ range: Range<UInt64>, _ node: (Int, UInt64) throws(E) -> Hash256
    ) throws(E) -> Hash256 {
        let count = range.upperBound - range.lowerBound
        if count == 0 { return TreeHash.empty(by: D.self) }
        if count & (count - 1) == 0 {
            let height = count.trailingZeroBitCount
            return try node(height, range.lowerBound >> UInt64(height))
        }
        let middle = range.lowerBound + split(count)
        return TreeHash.node(
            try hash(range.lowerBound..<middle, node),
            try hash(middle..<range.upperBound, node), by: D.self)
    }

    /// The proof that the log of this size holds the entry of this index.
    static func inclusion<E: Error>(
        of index: UInt64, in size: UInt64, _ node: (Int, UInt64) throws(E) -> Hash256
    ) throws(E) -> InclusionProof {
        var path: [Hash256] = []
        try appendPath(to: index, in: 0..<size, &path, node)
        return InclusionProof(index: index, size: size, path: path)
    }

    /// The proof that the log of one size begins with the log of another.
    static func consistency<E: Error>(
        from old: UInt64, to new: UInt64, _ node: (Int, UInt64) throws(E) -> Hash256
    ) throws(E) -> ConsistencyProof {
        var path: [Hash256] = []
        if old > 0, old < new {
            try appendConsistency(from: old, in: 0..<new, isWhole: true, &path, node)
        }
        return ConsistencyProof(oldSize: old, newSize: new, path: path)
    }

    private static func appendPath<E: Error>(
        to index: UInt64, in range: Range<UInt64>, _ path: inout [Hash256],
        _ node: (Int, UInt64) throws(E) -> Hash256
    ) throws(E) {
        let count = range.upperBound - range.lowerBound
        guard count > 1 else { return }
        let middle = range.lowerBound + split(count)
        if index < middle {
            try appendPath(to: index, in: range.lowerBound..<middle, &path, node)
            path.append(try hash(middle..<range.upperBound, node))
        } else {
            try appendPath(to: index, in: middle..<range.upperBound, &path, node)
            path.append(try hash(range.lowerBound..<middle, node))
        }
    }

    private static func appendConsistency<E: Error>(
        from old: UInt64, in range: Range<UInt64>, isWhole: Bool, _ path: inout [Hash256],
        _ node: (Int, UInt64) throws(E) -> Hash256
    ) throws(E) {
        if old == range.upperBound {
            if !isWhole { path.append(try hash(range, node)) }
            return
        }
        let middle = range.lowerBound + split(range.upperBound - range.lowerBound)
        if old <= middle {
            try appendConsistency(
                from: old, in: range.lowerBound..<middle, isWhole: isWhole, &path, node)
            path.append(try hash(middle..<range.upperBound, node))
        } else {
            try appendConsistency(
                from: old, in: middle..<range.upperBound, isWhole: false, &path, node)
            path.append(try hash(range.lowerBound..<middle, node))
        }
    }

    /// The greatest power of two below a count of at least 2.
    private static func split(_ count: UInt64) -> UInt64 {
        1 << UInt64(63 - (count - 1).leadingZeroBitCount)
    }
}
