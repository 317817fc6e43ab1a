public import Primitives

/// A published log as a stranger reads it: a head, and files that are believed only as far as they
/// lead to it.
public struct LogReader<Source: TileSource, D: Digest> {
    public let source: Source
    public let note: SignedNote
    public let head: Checkpoint
    private var tree: TiledTree<D>

    /// Takes the bytes of `checkpoint`. Who signed them is asked by `check`: the key stands in entry
    /// 0, which is read first.
    public init(checkpoint: RawSpan, from source: Source) throws(LogReadError) {
        do throws(NoteError) {
            note = try SignedNote(parsing: checkpoint)
            head = try Checkpoint(text: note.text)
        } catch { throw .head(error) }
        do throws(TileFault) {
            tree = try TiledTree(size: head.size, root: head.root, from: source)
        } catch { throw .files(error) }
        self.source = source
    }

    /// Refuses the head unless it is signed by the log's key.
    public func check<Check: SignatureCheck>(
        signedBy key: NoteKey, by check: Check.Type
    ) throws(NoteError) {
        _ = try Checkpoint(note, signedBy: key, by: check)
    }

    public var size: UInt64 { head.size }

    /// Entries 256 * number and on, as many as there are.
    public mutating func bundle(_ number: UInt64) throws(TileFault) -> EntryBundle {
        try tree.bundle(number, from: source)
    }

    /// Gives `body` the index and bytes of each entry of a range, in order. Holds 256 at a time.
    public mutating func entries(
        _ range: Range<UInt64>, _ body: (UInt64, RawSpan) -> Void
    ) throws(TileFault) {
        try tree.entries(range, from: source, body)
    }

    public mutating func root(at size: UInt64) throws(TileFault) -> Hash256 {
        try tree.root(at: size, from: source)
    }

    public mutating func leaf(_ index: UInt64) throws(TileFault) -> Hash256 {
        try tree.leaf(index, from: source)
    }

    /// An entry's inclusion under this head, to keep.
    public mutating func proof(of index: UInt64) throws(TileFault) -> LogProof {
        let proof = try tree.inclusion(of: index, in: size, from: source)
        return LogProof(index: index, path: proof.path, note: note)
    }

    public mutating func consistency(
        from old: UInt64
    ) throws(TileFault) -> ConsistencyProof {
        try tree.consistency(from: old, to: size, from: source)
    }
}

/// Why a log cannot be read.
public enum LogReadError: Error, Equatable, Sendable, CustomStringConvertible {
    case head(NoteError)
    case files(TileFault)

    public var description: String {
        switch self {
        case .head(let error): "checkpoint: \(error)"
        case .files(let fault): fault.description
        }
    }
}
