import EvidenceLog
import Primitives
import Signing
import Testing

@Suite("Notes: verifier keys and cosignatures of others")
struct CosignatureTests {
    /// The example of C2SP's signed-note specification 1.0.0.
    @Test("the specification's verifier key is read, and checks its note")
    func specification() throws {
        let text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
        let key = try NoteKey(verifierKey: text, by: SHA256.self)
        #expect(key.id == 0x530d_903a && key.kind == .ed25519 && key.verifierKey == text)
        let bytes = Array(
            """
            This is an example message.

            — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

            """.utf8)
        let note = try SignedNote(parsing: bytes.rawSpan)
        try note.check(signedBy: key, by: Ed25519.self)
    }

    /// A head of Sigstore's public log log2025-1.rekor.sigstore.dev with the cosignature of
    /// Mullvad's witness, and the verifier key that witness.stagemole.eu publishes.
    static let key = "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv"
    static let head = Array(
        """
        log2025-1.rekor.sigstore.dev
        139911860
        EliTHtnx44DhEBH+5qIXBtQsSpc54Avam7mIYEvxnTA=

        — log2025-1.rekor.sigstore.dev zxGZFcOra4Y7QpuiQen+CmnUvDZbxSXfBOXJzL+HKIeR9aC58QTfao58ABqkhVyBhQDseS+TZdDNpcnZhoRxkh7IbQ0=
        — witness.stagemole.eu Z/euoAAAAABqxF18wrJCADsJ1G5Lc2JaRjZqqBwjpNqH24yQse4iJ4rKS6b5MtvHP+IbKYXwaWuWokdGA+BubLFi+TrwK7xpKr6XBw==

        """.utf8)

    @Test("a public witness' cosignature of a public log's head is good, with its time")
    func foreign() throws {
        let key = try NoteKey(verifierKey: Self.key, by: SHA256.self)
        #expect(key.kind == .cosignature && key.verifierKey == Self.key)
        let note = try SignedNote(parsing: Self.head.rawSpan)
        #expect(try Checkpoint(text: note.text).size == 139_911_860)
        #expect(try note.check(cosignedBy: key, by: Ed25519.self) == 0x6ac4_5d7c)
        for place in [3, 30, 60] {
            var bytes = Self.head
            bytes[place] ^= 1
            let other = try SignedNote(parsing: bytes.rawSpan)
            #expect(throws: NoteError.badSignature(by: key.name)) {
                try other.check(cosignedBy: key, by: Ed25519.self)
            }
        }
    }

    @Test("our own cosignature: its time is signed, and so is the text")
    func own() throws {
        let secret = NoteTests.secret(8)
        let key = NoteKey(
            name: "witness.example.net/w1", key: secret.publicKey, kind: .cosignature,
            by: SHA256.self)
        let note = NoteTests.note()
        let both = note.cosign(at: 1_790_000_000, as: key, by: secret)
        let read = try SignedNote(parsing: both.bytes.rawSpan)
        try read.check(signedBy: NoteTests.noteKey, by: Ed25519.self)
        #expect(try read.check(cosignedBy: key, by: Ed25519.self) == 1_790_000_000)
        let later = read.cosign(at: 1_790_000_060, as: key, by: secret)
        #expect(try later.check(cosignedBy: key, by: Ed25519.self) == 1_790_000_060)
        #expect(throws: NoteError.notSigned(by: key.name)) {
            try note.check(cosignedBy: key, by: Ed25519.self)
        }
        var line = read.signatures[1].bytes
        line[7] ^= 1
        let moved = SignedNote(
            text: read.text,
            signatures: [NoteSignature(name: key.name, keyID: key.id, bytes: line)])
        let short = SignedNote(
            text: read.text,
            signatures: [NoteSignature(name: key.name, keyID: key.id, bytes: line.dropLast())])
        for bad in [moved, short] {
            #expect(throws: NoteError.badSignature(by: key.name)) {
                try bad.check(cosignedBy: key, by: Ed25519.self)
            }
        }
    }

    @Test(
        "a verifier key in another spelling, of another kind or with another id is refused",
        arguments: [
            "", "a+b", "witness.stagemole.eu+67f7aea1+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
            "witness.stagemole.eu+67F7AEA0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
            "witness.stagemole.eu+67f7aea0+BUqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
            "+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
            "witness stagemole+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
            "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqk",
        ])
    func refused(text: String) {
        #expect(throws: NoteError.badVerifierKey) {
            _ = try NoteKey(verifierKey: text, by: SHA256.self)
        }
    }
}
