public import Primitives

/// Shows that a log of some size holds an entry at an index (RFC 6962 2.1.1): the hashes beside
/// the way from its leaf up to the root.
public struct InclusionProof: Hashable, Sendable {
    public let index: UInt64
    /// How many entries the log has.
    public let size: UInt64
    /// From the leaf upwards.
    public let path: [Hash256]

    /// A tree of 2^63 entries is 63 high; no honest path is longer.
    public static let longestPath = 63

    public init(index: UInt64, size: UInt64, path: [Hash256]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// Refuses the proof unless it leads from this leaf hash to this root.
    @inlinable public func check<D: Digest & ~Copyable>(
        leaf: Hash256, root: Hash256, by digest: D.Type
    ) throws(TreeProofError) {
        guard index < size else { throw .beyondEnd(index: index, size: size) }
        var (place, last) = (index, size - 1)
        var hash = leaf
        for step in path {
            guard last > 0 else { throw .tooLong }
            if place & 1 == 1 || place == last {
                hash = TreeHash.node(step, hash, by: digest)
                while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                hash = TreeHash.node(hash, step, by: digest)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        guard last == 0 else { throw .tooShort }
        guard hash == root else { throw .otherRoot(computed: hash, claimed: root) }
    }
}

/// Why a proof shows nothing.
public enum TreeProofError: Error, Equatable, Sendable {
    case beyondEnd(index: UInt64, size: UInt64)
    case tooShort
    case tooLong
    case otherRoot(computed: Hash256, claimed: Hash256)
    /// A log cannot shrink.
    case shrunk(from: UInt64, to: UInt64)

    public enum Code: String, CaseIterable, Sendable {
        case beyondEnd, tooShort, tooLong, otherRoot, shrunk
    }

    public var code: Code {
        switch self {
        case .beyondEnd: .beyondEnd
        case .tooShort: .tooShort
        case .tooLong: .tooLong
        case .otherRoot: .otherRoot
        case .shrunk: .shrunk
        }
    }
}

extension TreeProofError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .beyondEnd(let index, let size):
            "entry \(index) lies beyond a log of \(size) entries; entries count from 0"
        case .tooShort: "the proof ends before the root: hashes are missing"
        case .tooLong: "the proof goes on past the root: hashes are too many"
        case .otherRoot: "the proof leads to another root: entry, index or log is not the claimed"
        case .shrunk(let old, let new):
            "a log of \(old) entries cannot become one of \(new); nothing is ever taken out"
        }
    }
}
