internal import Notation
public import Primitives

/// A head of a log (C2SP tlog-checkpoint): which log, how many entries, their root.
public struct Checkpoint: Hashable, Sendable {
    public let origin: String
    public let size: UInt64
    public let root: Hash256
    /// Further lines, whose meaning is between the log and whoever asked for them.
    public let extensions: [String]

    public init(origin: String, size: UInt64, root: Hash256, extensions: [String] = []) {
        precondition(
            !origin.isEmpty && ([origin] + extensions).allSatisfy { !$0.utf8.contains(0x0a) },
            "a line of a checkpoint is one line")
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Reads a note's text. Refuses every other spelling of the same head.
    public init(text: [UInt8]) throws(NoteError) {
        let lines = text.dropLast().split(separator: 0x0a, omittingEmptySubsequences: false)
        guard text.last == 0x0a, let origin = lines.first, !origin.isEmpty else {
            throw .badCheckpoint(line: 1)
        }
        guard lines.count > 1, let size = NoteLine.number(lines[1]) else {
            throw .badCheckpoint(line: 2)
        }
        guard lines.count > 2, let root = NoteLine.hash(lines[2]) else {
            throw .badCheckpoint(line: 3)
        }
        if let empty = lines.firstIndex(where: \.isEmpty) { throw .badCheckpoint(line: empty + 1) }
        self.init(
            origin: NoteLine.text(origin), size: size, root: root,
            extensions: lines[3...].map { NoteLine.text($0) })
    }

    /// What a log signs.
    public var text: [UInt8] {
        let lines = [origin, "\(size)", Base64.text(of: root.bytes)] + extensions
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Reads a note and refuses it unless it is a head of the key's log, signed by the key.
    public init<Check: SignatureCheck>(
        _ note: SignedNote, signedBy key: NoteKey, by check: Check.Type
    ) throws(NoteError) {
        try self.init(text: note.text)
        guard origin.utf8.elementsEqual(key.name.utf8) else {
            throw .otherOrigin(found: origin, wanted: key.name)
        }
        try note.check(signedBy: key, by: check)
    }
}
