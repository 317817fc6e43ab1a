internal import Notation
public import Primitives

/// Why a log's files do not give what its head promises.
public enum TileFault: Error, Equatable, Sendable {
    /// Whoever keeps the files could not read one: nothing is said of the log.
    case unavailable(path: String, reason: String)
    case missing(path: TilePath)
    case wrongLength(path: TilePath, found: Int, wanted: Int)
    case badBundle(path: TilePath, EntryBundleError)
    /// A full tile is not the one that the level above names.
    case otherTile(path: TilePath, computed: Hash256, claimed: Hash256)
    /// An entry is not the one whose hash level 0 has.
    case otherEntry(index: UInt64, path: TilePath, computed: Hash256, claimed: Hash256)
    /// The tiles at the edge do not give the head's root.
    case otherRoot(size: UInt64, computed: Hash256, claimed: Hash256)

    public enum Code: String, CaseIterable, Sendable {
        case unavailable, missing, wrongLength, badBundle, otherTile, otherEntry, otherRoot
    }

    public var code: Code {
        switch self {
        case .unavailable: .unavailable
        case .missing: .missing
        case .wrongLength: .wrongLength
        case .badBundle: .badBundle
        case .otherTile: .otherTile
        case .otherEntry: .otherEntry
        case .otherRoot: .otherRoot
        }
    }
}

extension TileFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unavailable(let path, let reason): "\(path) cannot be read: \(reason)"
        case .missing(let path): "\(path) is missing"
        case .wrongLength(let path, let found, let wanted):
            "\(path) has \(found) bytes; \(wanted) are due"
        case .badBundle(let path, let error): "\(path) \(error)"
        case .otherTile(let path, let computed, let claimed):
            "\(path) is changed: its root is \(text(computed)), the tile above has \(text(claimed))"
        case .otherEntry(let index, let path, let computed, let claimed):
            "entry \(index) in \(path) is changed: its hash is \(text(computed)), "
                + "its tile has \(text(claimed))"
        case .otherRoot(let size, let computed, let claimed):
            "the tiles at the edge of \(size) entries give the root \(text(computed)), "
                + "the checkpoint has \(text(claimed))"
        }
    }

    private func text(_ hash: Hash256) -> String { Hex.text(of: hash.bytes) }
}
