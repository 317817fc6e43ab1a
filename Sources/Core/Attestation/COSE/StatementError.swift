/// Why bytes are no statement: not the one form of COSE_Sign1 the network uses, or not signed by
/// the key they name.
public enum StatementError: Error, Equatable, Sendable {
    /// Longer than a log entry may be.
    case tooLong(found: Int)
    /// The first byte is not the tag 18 of COSE_Sign1.
    case notTagged
    /// Not deterministic CBOR, or not an array of the four parts.
    case malformed(CBORError)
    /// The protected header is not exactly {1: -8, 4: key of 32 bytes}.
    case protectedHeader
    /// Something stands in the unprotected header, where no signature covers it.
    case unprotectedHeader
    /// The payload is absent ("detached") or empty.
    case noPayload
    /// The payload does not begin as each message does: a map whose key 0 is the type's number.
    case noType
    /// The signature does not verify for this key, network and type.
    case badSignature

    public enum Code: String, CaseIterable, Sendable {
        case tooLong, notTagged, malformed, protectedHeader, unprotectedHeader, noPayload, noType
        case badSignature
    }

    public var code: Code {
        switch self {
        case .tooLong: .tooLong
        case .notTagged: .notTagged
        case .malformed: .malformed
        case .protectedHeader: .protectedHeader
        case .unprotectedHeader: .unprotectedHeader
        case .noPayload: .noPayload
        case .noType: .noType
        case .badSignature: .badSignature
        }
    }
}

extension StatementError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong(let found):
            "the statement has \(found) bytes; at most \(StatementLimit.bytes) are taken"
        case .notTagged: "no statement: a COSE_Sign1 message begins with tag 18 (byte d2)"
        case .malformed(let reason): "the statement is not deterministic CBOR as due: \(reason)"
        case .protectedHeader:
            "the protected header must be {1: -8, 4: key}: EdDSA and the signer's 32-byte key"
        case .unprotectedHeader: "the unprotected header must be the empty map; nothing signs it"
        case .noPayload: "the statement has no payload; it must stand inside"
        case .noType: "the payload must be a map whose key 0 is the number of the message type"
        case .badSignature:
            "the signature is not the key's for these bytes, this network and this type"
        }
    }
}

public enum StatementLimit {
    /// A tile of the evidence log writes an entry's length in 16 bits; 60,000 leaves room for what
    /// may have to stand beside a statement (PROTOCOL 1).
    public static let bytes = 60_000
    /// Tag, array, protected header with key, unprotected header, heads of payload and signature,
    /// and the signature: what a statement has besides its payload, at most.
    public static let overhead = 2 + 40 + 1 + 3 + 66
    public static let payloadBytes = bytes - overhead
}
