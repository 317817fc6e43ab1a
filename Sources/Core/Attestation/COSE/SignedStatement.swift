public import Primitives

/// A statement: a message with its signer's key and signature, as COSE_Sign1 (RFC 9052) in the
/// only form the network takes, read in place.
///
///     18([ h'a2 01 27 04 5820 <key>', {}, <payload>, <signature> ])
///
/// The key stands in the protected header (`kid`, decision 0061): the stage that checks signatures
/// looks at no byte of a payload before it is known to be the key's word, and foreign COSE tools
/// find the key where COSE has it. The payload is a map whose key 0 is the type's number; the rest
/// of it is read by the type, after the signature is checked.
public struct SignedStatement: ~Escapable {
    public let key: PublicKey
    /// The message: deterministic CBOR, but not yet checked to be.
    public let payload: RawSpan
    /// Where the payload stands in the statement's bytes.
    public let payloadRange: Range<Int>
    public let signature: Signature
    /// The number of the message's type: the payload's key 0.
    public let typeNumber: UInt64

    /// Reads the envelope. Refuses every other spelling of it; allocates nothing. The signature
    /// is not checked here.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) throws(StatementError) {
        guard bytes.byteCount <= StatementLimit.bytes else {
            throw .tooLong(found: bytes.byteCount)
        }
        guard bytes.byteCount > 0, bytes.byte(at: 0) == 0xd2 else { throw .notTagged }
        let parts = try Self.parts(of: bytes)
        guard let key = parts.key else { throw .protectedHeader }
        guard parts.unprotectedKeys == 0 else { throw .unprotectedHeader }
        guard let range = parts.payload, !range.isEmpty else { throw .noPayload }
        self.key = key
        payloadRange = range
        payload = bytes.extracting(range)
        signature = parts.signature
        typeNumber = try Self.typeNumber(of: payload)
    }

    private static func parts(of bytes: RawSpan) throws(StatementError) -> StatementParts {
        do throws(CBORError) {
            return try StatementParts(bytes)
        } catch {
            throw .malformed(error)
        }
    }

    /// The number under key 0 of a payload, which is all of it that is looked at.
    private static func typeNumber(of payload: RawSpan) throws(StatementError) -> UInt64 {
        do throws(CBORError) {
            var reader = try CBORReader(payload)
            _ = try reader.beginMap()
            try reader.key(0)
            return try reader.unsigned()
        } catch {
            throw .noType
        }
    }
}

extension SignedStatement {
    /// Refuses the statement unless its key signed it for this network and type by the network's
    /// one Ed25519 rule. `scratch` is used to lay out what was signed; a caller who verifies many
    /// hands in the same buffer and nothing is allocated.
    @inlinable public func verify<Check: SignatureCheck>(
        in context: StatementContext, by check: Check.Type, scratch: inout [UInt8]
    ) throws(StatementError) {
        let start = SigStructure(key: key, context: context, payloadCount: payload.byteCount)
        scratch.removeAll(keepingCapacity: true)
        scratch.append(start.bytes)
        scratch.append(payload)
        guard Check.isValid(signature, of: scratch.rawSpan, by: key) else {
            throw .badSignature
        }
    }

    @inlinable public func verify<Check: SignatureCheck>(
        in context: StatementContext, by check: Check.Type
    ) throws(StatementError) {
        var scratch: [UInt8] = []
        try verify(in: context, by: check, scratch: &scratch)
    }

    /// The statement's id: SHA-256 of what was signed (its Sig_structure), so that two envelopes
    /// with one content are one statement. The payload is hashed where it lies.
    @inlinable public func id<D: Digest & ~Copyable>(
        in context: StatementContext, by digest: D.Type
    ) -> Hash256 {
        SigStructure(key: key, context: context, payloadCount: payload.byteCount)
            .beginning.hash(followedBy: payload, by: digest)
    }
}

/// Signing: the other direction.
public enum Statement {
    /// The bytes of a statement of `payload` by `signer`. The payload must be a message's
    /// deterministic CBOR, at most `StatementLimit.payloadBytes`: an encoder that made it longer
    /// has a mistake of ours.
    @inlinable public static func sign<Key: Signer & ~Copyable>(
        _ payload: RawSpan, in context: StatementContext, by signer: borrowing Key
    ) -> [UInt8] {
        precondition(
            payload.byteCount <= StatementLimit.payloadBytes,
            "a payload of \(payload.byteCount) bytes does not fit in a statement")
        let key = signer.publicKey
        let start = SigStructure(key: key, context: context, payloadCount: payload.byteCount)
        var signed: [UInt8] = []
        signed.reserveCapacity(start.bytes.byteCount + payload.byteCount)
        signed.append(start.bytes)
        signed.append(payload)
        return seal(payload, key: key, signature: signer.sign(signed.rawSpan))
    }

    /// The envelope around a payload and a signature made elsewhere (a secure element).
    public static func seal(
        _ payload: RawSpan, key: PublicKey, signature: Signature
    ) -> [UInt8] {
        var writer = CBORWriter(
            reservingCapacity: payload.byteCount + StatementLimit.overhead)
        writer.tag(StatementParts.tag)
        writer.beginArray(4)
        writer.bytes(ProtectedHeader(key: key).bytes)
        writer.beginMap(0)
        writer.endMap()
        writer.bytes(payload)
        writer.bytes(signature)
        writer.endArray()
        return writer.finish()
    }
}

extension Statement {
    /// The id that a statement of this payload will have: the signature is no part of it, so it is
    /// known before anything is signed.
    @inlinable public static func id<D: Digest & ~Copyable>(
        of payload: RawSpan, in context: StatementContext, signer: PublicKey, by digest: D.Type
    ) -> Hash256 {
        SigStructure(key: signer, context: context, payloadCount: payload.byteCount)
            .beginning.hash(followedBy: payload, by: digest)
    }
}
