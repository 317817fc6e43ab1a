internal import Notation
public import Primitives

/// One entry's inclusion in a log under a signed head, as a text to keep: C2SP's tlog-proof.
public struct LogProof: Hashable, Sendable {
    public static let title = "c2sp.org/tlog-proof@v1"

    public let index: UInt64
    public let path: [Hash256]
    /// The head, not yet checked.
    public let note: SignedNote

    public init(index: UInt64, path: [Hash256], note: SignedNote) {
        self.index = index
        self.path = path
        self.note = note
    }

    /// Reads what `bytes` gives. Refuses `extra` lines: nothing here gives them a meaning.
    public init(parsing proof: RawSpan) throws(NoteError) {
        guard proof.byteCount <= SignedNote.greatestBytes else {
            throw .tooLong(bytes: proof.byteCount)
        }
        let bytes = [UInt8](copying: proof)
        let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
        guard lines[0].elementsEqual(Self.title.utf8) else { throw .badProof(line: 1) }
        let indexMark = Array("index ".utf8)
        guard lines.count > 1, lines[1].starts(with: indexMark),
            let index = NoteLine.number(lines[1].dropFirst(indexMark.count))
        else { throw .badProof(line: 2) }
        var path: [Hash256] = []
        for (number, line) in lines.enumerated().dropFirst(2) {
            if line.isEmpty {
                guard line.endIndex < bytes.count else { break }
                self.index = index
                self.path = path
                let rest = Array(bytes[(line.endIndex + 1)...])
                note = try SignedNote(parsing: rest.rawSpan)
                return
            }
            guard path.count < InclusionProof.longestPath, let hash = NoteLine.hash(line) else {
                throw .badProof(line: number + 1)
            }
            path.append(hash)
        }
        throw .badProof(line: lines.count)
    }

    public var bytes: [UInt8] {
        let lines = [Self.title, "index \(index)"] + path.map { Base64.text(of: $0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + note.bytes
    }

    /// The head, if this proof shows under it that the key's log holds, at `index`, the entry of
    /// this leaf hash.
    public func check<Check: SignatureCheck, D: Digest & ~Copyable>(
        leaf: Hash256, index: UInt64, log key: NoteKey, by check: Check.Type, hashing: D.Type
    ) throws(LogProofError) -> Checkpoint {
        guard self.index == index else { throw .otherIndex(found: self.index, wanted: index) }
        let head: Checkpoint
        do throws(NoteError) {
            head = try Checkpoint(note, signedBy: key, by: check)
        } catch {
            throw .note(error)
        }
        do throws(TreeProofError) {
            try InclusionProof(index: index, size: head.size, path: path).check(
                leaf: leaf, root: head.root, by: hashing)
        } catch {
            throw .tree(error)
        }
        return head
    }
}

/// Why a proof does not show what was asked.
public enum LogProofError: Error, Equatable, Sendable, CustomStringConvertible {
    case otherIndex(found: UInt64, wanted: UInt64)
    case note(NoteError)
    case tree(TreeProofError)

    public var description: String {
        switch self {
        case .otherIndex(let found, let wanted):
            "a proof of entry \(found) where one of entry \(wanted) was asked"
        case .note(let reason): reason.description
        case .tree(let reason): reason.description
        }
    }
}
