public import Primitives

/// The protected header's bytes: {1: -8, 4: key}. -8 is EdDSA (RFC 9053 2.2), 4 is `kid`.
struct ProtectedHeader {
    /// a2: two keys; 01 27: algorithm -8; 04 58 20: kid, 32 bytes, which follow.
    static let beginning: InlineArray<6, UInt8> = [0xa2, 0x01, 0x27, 0x04, 0x58, 0x20]
    static let byteCount = 6 + Hash256.byteCount

    private let input: HashInput

    init(key: PublicKey) {
        var input = HashInput()
        for index in 0..<6 { input.append(byte: Self.beginning[index]) }
        input.append(key)
        self.input = input
    }

    var bytes: RawSpan { @_lifetime(borrow self) get { input.bytes } }

    /// The key of a protected header, or nothing when it is any other header.
    static func key(in header: RawSpan) -> PublicKey? {
        guard header.byteCount == byteCount else { return nil }
        for index in 0..<6 where header.byte(at: index) != beginning[index] { return nil }
        return PublicKey(header.extracting(last: Hash256.byteCount))
    }
}

/// What a COSE signature is over (RFC 9052 4.4): ["Signature1", protected header, external AAD,
/// payload] as deterministic CBOR. Everything before the payload's bytes is laid out inline.
@usableFromInline struct SigStructure {
    @usableFromInline let beginning: HashInput

    @usableFromInline var bytes: RawSpan {
        @_lifetime(borrow self) get { beginning.bytes }
    }

    @usableFromInline init(key: PublicKey, context: StatementContext, payloadCount: Int) {
        var input = HashInput()
        input.append(byte: 0x84)
        input.append(byte: 0x60 | 10)
        input.append(ascii: "Signature1")
        Self.appendHead(ProtectedHeader.byteCount, to: &input)
        input.append(ProtectedHeader(key: key).bytes)
        let data = context.additionalData
        Self.appendHead(data.count, to: &input)
        input.append(data.bytes)
        Self.appendHead(payloadCount, to: &input)
        beginning = input
    }

    /// The head of a byte string of at most 65,535 bytes, as `CBORWriter` would write it.
    private static func appendHead(_ count: Int, to input: inout HashInput) {
        switch count {
        case ..<24: input.append(byte: 0x40 | UInt8(count))
        case ..<0x100:
            input.append(byte: 0x58)
            input.append(byte: UInt8(count))
        default:
            precondition(count < 0x10000, "a payload has at most 65,535 bytes")
            input.append(byte: 0x59)
            input.append(byte: UInt8(count >> 8))
            input.append(byte: UInt8(count & 0xff))
        }
    }
}
