internal import Notation
public import Primitives

/// A text with signatures under it, in the form of C2SP's signed-note: text that ends in a line
/// feed, an empty line, then one line for each signature.
public struct SignedNote: Hashable, Sendable {
    /// What is signed, its last line feed included.
    public let text: [UInt8]
    public let signatures: [NoteSignature]

    /// A checkpoint with some dozens of cosignatures stays below.
    public static let greatestBytes = 16_384
    /// Readers must take 16 (signed-note); more are of no use here.
    public static let greatestSignatures = 32

    public init(text: [UInt8], signatures: [NoteSignature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads what `bytes` gives. Whether any signature is good is asked by `check`.
    public init(parsing note: RawSpan) throws(NoteError) {
        guard note.byteCount <= Self.greatestBytes else {
            throw .tooLong(bytes: note.byteCount)
        }
        let bytes = [UInt8](copying: note)
        guard note.isValidUTF8, !bytes.contains(where: { $0 < 0x20 && $0 != 0x0a || $0 == 0x7f })
        else { throw .notText }
        guard let end = Self.lastEmptyLine(bytes), bytes.last == 0x0a else { throw .noSignatures }
        text = Array(bytes[...end])
        var signatures: [NoteSignature] = []
        let lines = bytes[(end + 2)...].dropLast().split(
            separator: 0x0a, omittingEmptySubsequences: false)
        guard lines.count <= Self.greatestSignatures else {
            throw .tooManySignatures(found: lines.count)
        }
        for (number, line) in lines.enumerated() {
            guard let signature = Self.signature(line) else {
                throw .badSignatureLine(number: number + 1)
            }
            signatures.append(signature)
        }
        self.signatures = signatures
    }

    /// Where the text's last line feed stands: an empty line follows it.
    private static func lastEmptyLine(_ bytes: [UInt8]) -> Int? {
        var index = bytes.count - 2
        while index > 0 {
            if bytes[index] == 0x0a, bytes[index + 1] == 0x0a { return index }
            index -= 1
        }
        return nil
    }

    private static func signature(_ line: ArraySlice<UInt8>) -> NoteSignature? {
        guard line.starts(with: NoteLine.dash) else { return nil }
        let parts = line.dropFirst(NoteLine.dash.count).split(
            separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 2, NoteLine.isName(parts[0]),
            let bytes = try? Base64.bytes(from: Array(parts[1]).rawSpan), bytes.count > 4
        else { return nil }
        let id = bytes[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return NoteSignature(
            name: NoteLine.text(parts[0]), keyID: id, bytes: Array(bytes[4...]))
    }

    public var bytes: [UInt8] {
        var bytes = text
        bytes.append(0x0a)
        for signature in signatures {
            bytes += NoteLine.dash + Array(signature.name.utf8) + [0x20]
            var content: [UInt8] = []
            for shift in [24, 16, 8, 0] {
                content.append(UInt8(truncatingIfNeeded: signature.keyID >> UInt32(shift)))
            }
            bytes += Array(Base64.text(of: content + signature.bytes).utf8) + [0x0a]
        }
        return bytes
    }
}

extension SignedNote {
    /// Refuses the note unless this key signed it. Lines of other keys are passed over; each line
    /// of this key must be good.
    public func check<Check: SignatureCheck>(
        signedBy key: NoteKey, by check: Check.Type
    ) throws(NoteError) {
        precondition(key.kind == .ed25519, "a cosignature is checked with its time")
        let own = try lines(of: key)
        for line in own {
            guard let signature = Signature(line.bytes.rawSpan),
                Check.isValid(signature, of: text.rawSpan, by: key.key)
            else { throw .badSignature(by: key.name) }
        }
    }

    private func lines(of key: NoteKey) throws(NoteError) -> [NoteSignature] {
        let own = signatures.filter { $0.keyID == key.id && $0.name == key.name }
        guard !own.isEmpty else { throw .notSigned(by: key.name) }
        return own
    }

    /// When this cosigner signed the note, in seconds since 1970-01-01 UTC; the latest of several.
    /// Refuses the note unless each line of this key is good.
    public func check<Check: SignatureCheck>(
        cosignedBy key: NoteKey, by check: Check.Type
    ) throws(NoteError) -> UInt64 {
        precondition(key.kind == .cosignature, "a key of type 04 cosigns")
        var latest: UInt64 = 0
        for line in try lines(of: key) {
            guard line.bytes.count == 8 + Signature.byteCount,
                let signature = Signature(line.bytes.rawSpan.extracting(droppingFirst: 8))
            else { throw .badSignature(by: key.name) }
            let time = line.bytes.rawSpan.bigEndian64(at: 0)
            let signed = cosigned(at: time)
            guard Check.isValid(signature, of: signed.rawSpan, by: key.key) else {
                throw .badSignature(by: key.name)
            }
            latest = max(latest, time)
        }
        return latest
    }

    /// The same note with a cosigner's line more.
    public func cosign<Key: Signer & ~Copyable>(
        at time: UInt64, as key: NoteKey, by signer: borrowing Key
    ) -> SignedNote {
        precondition(key.kind == .cosignature && signer.publicKey == key.key, "a cosigner's key")
        let signed = cosigned(at: time)
        var bytes: [UInt8] = []
        bytes.append(bigEndian: time)
        signer.sign(signed.rawSpan).append(to: &bytes)
        let line = NoteSignature(name: key.name, keyID: key.id, bytes: bytes)
        return SignedNote(text: text, signatures: signatures + [line])
    }

    /// What a cosigner signs.
    private func cosigned(at time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + text
    }

    /// The note of a text by one key. The text must end in a line feed.
    public static func sign<Key: Signer & ~Copyable>(
        _ text: [UInt8], as key: NoteKey, by signer: borrowing Key
    ) -> SignedNote {
        precondition(text.last == 0x0a, "a note's text ends in a line feed")
        precondition(signer.publicKey == key.key, "the note's key is the signer's")
        let signature = signer.sign(text.rawSpan)
        return SignedNote(
            text: text,
            signatures: [NoteSignature(name: key.name, keyID: key.id, bytes: signature.bytes)])
    }
}

/// Why bytes are no note, no checkpoint or no proof of a log, or not the one that is due.
public enum NoteError: Error, Equatable, Sendable {
    case tooLong(bytes: Int)
    case notText
    case noSignatures
    case tooManySignatures(found: Int)
    case badSignatureLine(number: Int)
    case notSigned(by: String)
    case badSignature(by: String)
    case badCheckpoint(line: Int)
    case otherOrigin(found: String, wanted: String)
    case badProof(line: Int)
    case badVerifierKey

    public enum Code: String, CaseIterable, Sendable {
        case tooLong, notText, noSignatures, tooManySignatures, badSignatureLine, notSigned
        case badSignature, badCheckpoint, otherOrigin, badProof, badVerifierKey
    }

    public var code: Code {
        switch self {
        case .tooLong: .tooLong
        case .notText: .notText
        case .noSignatures: .noSignatures
        case .tooManySignatures: .tooManySignatures
        case .badSignatureLine: .badSignatureLine
        case .notSigned: .notSigned
        case .badSignature: .badSignature
        case .badCheckpoint: .badCheckpoint
        case .otherOrigin: .otherOrigin
        case .badProof: .badProof
        case .badVerifierKey: .badVerifierKey
        }
    }
}

extension NoteError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong(let bytes):
            "the note has \(bytes) bytes; at most \(SignedNote.greatestBytes) are read"
        case .notText: "the note is not UTF-8 text, or has control characters other than line feeds"
        case .noSignatures: "no signatures: an empty line and lines that begin with '— ' are due"
        case .tooManySignatures(let found):
            "\(found) signatures; at most \(SignedNote.greatestSignatures) are read"
        case .badSignatureLine(let number):
            "signature line \(number) is not '— NAME BASE64', or its base64 is too short"
        case .notSigned(let name): "nobody called \(Quote.text(name)) with the pinned key signed it"
        case .badSignature(let name): "the signature of \(Quote.text(name)) is not its key's"
        case .badCheckpoint(let line):
            "line \(line) of the checkpoint is not as due: origin, size, base64 of the root"
        case .otherOrigin(let found, let wanted):
            "a head of the log \(Quote.text(found)) where one of \(Quote.text(wanted)) is due"
        case .badProof(let line):
            "line \(line) of the proof is not as due: \(LogProof.title), index, hashes, empty line"
        case .badVerifierKey:
            "no verifier key: NAME+ID+BASE64 is due, of type 01 or 04, with the id that name and "
                + "key give"
        }
    }
}
