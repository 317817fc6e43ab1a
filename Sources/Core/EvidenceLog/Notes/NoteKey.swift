internal import Notation
public import Primitives

/// A key that signs notes under a name: of a log, the name is the log's origin. Written as C2SP's
/// verifier key, `name+id+base64`.
public struct NoteKey: Hashable, Sendable {
    /// What its signatures are, by the type's number in C2SP's signed notes.
    public enum Kind: UInt8, Sendable {
        /// Ed25519 over the note's text: a log's.
        case ed25519 = 1
        /// Ed25519 over a time and the note's text: a cosigner's (tlog-cosignature).
        case cosignature = 4
    }

    public let name: String
    public let key: PublicKey
    public let kind: Kind
    /// The first 4 bytes of SHA-256 of name, line feed, type, key: finds the key's line, no more.
    public let id: UInt32

    /// A name that cannot stand in a note (empty, with white space, '+' or control characters) is
    /// our own mistake.
    public init<D: Digest & ~Copyable>(
        name: String, key: PublicKey, kind: Kind = .ed25519, by digest: D.Type
    ) {
        precondition(NoteLine.isName(Array(name.utf8)[...]), "no name of a note's key: \(name)")
        self.name = name
        self.key = key
        self.kind = kind
        var input = Array(name.utf8)
        input.append(0x0a)
        input.append(kind.rawValue)
        key.bytes.append(to: &input)
        id = UInt32(truncatingIfNeeded: Hash256(of: input.rawSpan, by: digest).words.0 >> 32)
    }

    /// As tools of transparency logs take it.
    public var verifierKey: String {
        "\(name)+\(Hex.text(of: id))+\(Base64.text(of: [kind.rawValue] + key.bytes.bytes))"
    }

    /// Reads what `verifierKey` gives. Refuses kinds that are not known here, and an id that is not
    /// the key's.
    public init<D: Digest & ~Copyable>(
        verifierKey text: String, by digest: D.Type
    ) throws(NoteError) {
        // Base64 has plus signs too, but a name has none.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, NoteLine.isName(Array(parts[0].utf8)[...]),
            let bytes = try? Base64.bytes(from: String(parts[2])), bytes.count == 33,
            let kind = Kind(rawValue: bytes[0]), let key = PublicKey(Array(bytes[1...]).rawSpan)
        else { throw .badVerifierKey }
        self.init(name: String(parts[0]), key: key, kind: kind, by: digest)
        guard verifierKey == text else { throw .badVerifierKey }
    }
}

/// One signature line of a note: an em dash, the key's name, base64 of key id and signature.
public struct NoteSignature: Hashable, Sendable {
    public let name: String
    public let keyID: UInt32
    /// What stands behind the key id: 64 bytes of an Ed25519 key, more of others.
    public let bytes: [UInt8]

    public init(name: String, keyID: UInt32, bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }
}

/// What the lines of notes have in common.
enum NoteLine {
    /// The em dash, U+2014, and a space.
    static let dash: [UInt8] = [0xe2, 0x80, 0x94, 0x20]

    /// Not empty, no white space, no '+', no control characters.
    static func isName(_ name: ArraySlice<UInt8>) -> Bool {
        !name.isEmpty && !name.contains { $0 <= 0x20 || $0 == 0x2b || $0 == 0x7f }
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Array(bytes), as: UTF8.self)
    }

    /// A decimal number without leading zeros.
    static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard (1...20).contains(digits.count), digits.count == 1 || digits.first != 0x30 else {
            return nil
        }
        var value: UInt64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit - 0x30))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// 32 bytes of base64.
    static func hash(_ line: ArraySlice<UInt8>) -> Hash256? {
        guard line.count == 44, let bytes = try? Base64.bytes(from: Array(line).rawSpan) else {
            return nil
        }
        return Hash256(bytes.rawSpan)
    }
}
