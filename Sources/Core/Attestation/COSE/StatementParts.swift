import Primitives

/// The four parts of any COSE_Sign1 in deterministic CBOR, before they are judged.
struct StatementParts {
    static let tag: UInt64 = 18

    /// Nothing when the protected header is not the one the network uses.
    let key: PublicKey?
    let unprotectedKeys: Int
    /// Nothing when the payload is `null`: "detached", as COSE calls it.
    let payload: Range<Int>?
    let signature: Signature

    init(_ bytes: RawSpan) throws(CBORError) {
        var reader = try CBORReader(bytes)
        try reader.tag(Self.tag)
        try reader.beginArray(exactly: 4)
        key = ProtectedHeader.key(in: try reader.bytes())
        let before = reader.offset
        try reader.skip()
        var unprotected = try CBORReader(bytes.extracting(before..<reader.offset))
        unprotectedKeys = try unprotected.beginMap()
        if try reader.nextKind() == .null {
            try reader.null()
            payload = nil
        } else {
            payload = try reader.byteRange()
        }
        signature = try reader.signature()
        try reader.endArray()
        try reader.finish()
    }
}
