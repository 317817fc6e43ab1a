import EvidenceLog
import Notation
import Primitives
import Signing
import Testing

@Suite("Notes, checkpoints and proofs as C2SP writes them")
struct NoteTests {
    static let key: SecretKey = secret(7)

    static func secret(_ number: UInt8) -> SecretKey {
        guard let key = SecretKey(seed: [UInt8](repeating: number, count: 32).rawSpan) else {
            preconditionFailure("32 bytes are a seed")
        }
        return key
    }

    static let noteKey = NoteKey(
        name: "earshot/0123456789abcdef/test", key: key.publicKey, by: SHA256.self)

    static func checkpoint(_ size: UInt64 = 20_852_163) -> Checkpoint {
        Checkpoint(
            origin: noteKey.name, size: size, root: Hash256(words: (1, 2, 3, size)))
    }

    static func note(_ size: UInt64 = 20_852_163) -> SignedNote {
        SignedNote.sign(checkpoint(size).text, as: noteKey, by: key)
    }

    private func code(_ text: String) -> NoteError.Code? {
        do throws(NoteError) {
            let note = try SignedNote(parsing: Array(text.utf8).rawSpan)
            _ = try Checkpoint(note, signedBy: Self.noteKey, by: Ed25519.self)
            return nil
        } catch {
            #expect(!error.description.isEmpty)
            return error.code
        }
    }

    /// The example of the documentation of golang.org/x/mod/sumdb/note: text, keys and signatures
    /// as they stand there.
    @Test("the example of Go's own notes: text, two signers, key ids")
    func foreign() throws {
        let text = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            — EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=

            """
        let note = try SignedNote(parsing: Array(text.utf8).rawSpan)
        for (name, id, base64) in [
            ("PeterNeumann", "c74f20a3", "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
            ("EnochRoot", "af0cfe78", "ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"),
        ] {
            let bytes = Array(try Base64.bytes(from: base64).dropFirst())
            let publicKey = PublicKey(bytes.rawSpan)
            let key = NoteKey(name: name, key: try #require(publicKey), by: SHA256.self)
            #expect(key.verifierKey == "\(name)+\(id)+\(base64)")
            try note.check(signedBy: key, by: Ed25519.self)
        }
        #expect(String(decoding: note.bytes, as: UTF8.self) == text)
    }

    @Test("what is written is read, verifies, and is written the same")
    func roundTrip() throws {
        let bytes = Self.note().bytes
        let note = try SignedNote(parsing: bytes.rawSpan)
        #expect(note == Self.note())
        #expect(note.bytes == bytes)
        let head = try Checkpoint(note, signedBy: Self.noteKey, by: Ed25519.self)
        #expect(head == Self.checkpoint())
        let extended = Checkpoint(
            origin: "a", size: 0, root: Hash256(words: (0, 0, 0, 0)), extensions: ["b c", "d"])
        let read = try Checkpoint(text: extended.text)
        #expect(read == extended)
    }

    @Test("every way to spoil a note or checkpoint has its name")
    func refusals() {
        let good = String(decoding: Self.note().bytes, as: UTF8.self)
        let lines = good.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let signature = lines[4]
        let other = SignedNote.sign(
            Self.checkpoint().text,
            as: NoteKey(name: "other", key: Self.key.publicKey, by: SHA256.self), by: Self.key)
        let foreign = SignedNote.sign(
            Checkpoint(origin: "other", size: 1, root: Hash256(words: (1, 1, 1, 1))).text,
            as: Self.noteKey, by: Self.key)
        #expect(code(good) == nil)
        #expect(code(good + String(repeating: "\(signature)\n", count: 200)) == .tooLong)
        #expect(code(good + String(repeating: "\(signature)\n", count: 31)) == nil)
        #expect(code(good + String(repeating: "\(signature)\n", count: 32)) == .tooManySignatures)
        #expect(code("\u{7}" + good) == .notText)
        #expect(code(good.replacing("\n", with: "\r\n")) == .notText)
        #expect(code(String(good.dropLast())) == .noSignatures)
        #expect(code(good.replacing("\n\n", with: "\n")) == .noSignatures)
        #expect(code(good + "- x AAAAAAA=\n") == .badSignatureLine)
        #expect(code(good + "— x AAAA\n") == .badSignatureLine)
        #expect(code(good + "— x+y AAAAAAA=\n") == .badSignatureLine)
        #expect(code(String(decoding: other.bytes, as: UTF8.self)) == .notSigned)
        #expect(code(String(decoding: foreign.bytes, as: UTF8.self)) == .otherOrigin)
        #expect(code(good.replacing("20852163", with: "020852163")) == .badCheckpoint)
        #expect(code(good.replacing("20852163", with: "2085216x")) == .badCheckpoint)
        #expect(code(good.replacing("20852163", with: "20852164")) == .badSignature)
        #expect(code(good.replacing("\(lines[2])", with: "AAAA")) == .badCheckpoint)
        #expect(code(good.replacing(signature, with: "— x AAAAAAA=")) == .notSigned)
        #expect(code("\n" + good) == .badCheckpoint)
    }

    @Test("lines of unknown keys are passed over; a bad line of a known one is not")
    func several() throws {
        let good = Self.note()
        let stranger = NoteSignature(name: "witness", keyID: 1, bytes: [1, 2, 3])
        let with = SignedNote(text: good.text, signatures: [stranger] + good.signatures)
        try with.check(signedBy: Self.noteKey, by: Ed25519.self)
        let bad = NoteSignature(
            name: Self.noteKey.name, keyID: Self.noteKey.id,
            bytes: [UInt8](repeating: 1, count: 64))
        let spoiled = SignedNote(text: good.text, signatures: good.signatures + [bad])
        #expect(throws: NoteError.badSignature(by: Self.noteKey.name)) {
            try spoiled.check(signedBy: Self.noteKey, by: Ed25519.self)
        }
    }

    @Test("a proof proves its entry under its head, and nothing else")
    func proofs() throws {
        let (tree, leaves) = TreeTests.tree(40)
        let head = Checkpoint(origin: Self.noteKey.name, size: 40, root: tree.root)
        let note = SignedNote.sign(head.text, as: Self.noteKey, by: Self.key)
        for index in 0..<40 {
            let proof = LogProof(
                index: UInt64(index), path: tree.inclusion(of: UInt64(index), in: 40).path,
                note: note)
            let read = try LogProof(parsing: proof.bytes.rawSpan)
            #expect(read == proof)
            let found = try read.check(
                leaf: leaves[index], index: UInt64(index), log: Self.noteKey, by: Ed25519.self,
                hashing: SHA256.self)
            #expect(found == head)
            #expect(throws: LogProofError.self) {
                try read.check(
                    leaf: leaves[(index + 1) % 40], index: UInt64(index), log: Self.noteKey,
                    by: Ed25519.self, hashing: SHA256.self)
            }
            #expect(throws: LogProofError.otherIndex(found: UInt64(index), wanted: 40)) {
                try read.check(
                    leaf: leaves[index], index: 40, log: Self.noteKey, by: Ed25519.self,
                    hashing: SHA256.self)
            }
        }
    }

    @Test("a proof in any other spelling is refused at its line")
    func spelling() throws {
        let (tree, _) = TreeTests.tree(5)
        let proof = LogProof(index: 3, path: tree.inclusion(of: 3, in: 5).path, note: Self.note())
        let good = String(decoding: proof.bytes, as: UTF8.self)
        func line(_ text: String) -> NoteError? {
            do throws(NoteError) {
                _ = try LogProof(parsing: Array(text.utf8).rawSpan)
                return nil
            } catch {
                return error
            }
        }
        #expect(line(good) == nil)
        #expect(line(good.replacing("@v1", with: "@v2")) == .badProof(line: 1))
        #expect(line(good.replacing("index 3", with: "index 03")) == .badProof(line: 2))
        #expect(line(good.replacing("index 3", with: "extra AA==\nindex 3")) == .badProof(line: 2))
        #expect(line(good.replacing("index 3\n", with: "index 3\nAAAA\n")) == .badProof(line: 3))
        #expect(line("") == .badProof(line: 1))
        #expect(line(good.split(separator: "\n\n")[0] + "\n") != nil)
    }
}
