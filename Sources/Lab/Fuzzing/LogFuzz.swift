import EvidenceLog
import Primitives
import Signing

extension FuzzTarget {
    /// A bundle: the first byte says of how many entries. What is read is written the same way.
    static let entryBundle = FuzzTarget(name: "entry-bundle") { bytes in
        guard bytes.byteCount > 0 else { return }
        let content = [UInt8](copying: bytes.extracting(droppingFirst: 1))
        guard let bundle = try? EntryBundle(content, count: Int(bytes.byte(at: 0))) else { return }
        var again: [UInt8] = []
        for number in 0..<bundle.count { EntryBundle.append(bundle.entry(number), to: &again) }
        precondition(again == content, "a second spelling of a bundle")
        precondition(bundle.prefix(bundle.count / 2).count == bundle.count / 2)
    }

    /// A file's path: one spelling each.
    static let tilePath = FuzzTarget(name: "tile-path") { bytes in
        let text = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
        guard let path = try? TilePath(parsing: text) else { return }
        precondition(path.description == text, "a second spelling of a path")
        precondition(path.greatestBytes > 0 && path.whole.isFull)
    }

    /// A segment of the journal: read to its end whatever it holds, and never past it.
    static let logJournal = FuzzTarget(name: "log-journal") { bytes in
        guard let header = try? JournalHeader(parsing: bytes, by: SHA256.self) else { return }
        var scan = JournalScan(bytes, header: header, after: TreeFrontier<SHA256>())
        for _ in 0...bytes.byteCount {
            guard case .batch(let entries) = scan.step() else { return }
            precondition(entries.allSatisfy { $0.upperBound <= bytes.byteCount })
        }
        preconditionFailure("more batches than bytes")
    }

    /// A verifier key: one spelling each.
    static let noteKey = FuzzTarget(name: "note-key") { bytes in
        let text = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
        guard let key = try? NoteKey(verifierKey: text, by: SHA256.self) else { return }
        precondition(key.verifierKey == text, "a second spelling of a verifier key")
    }
}
