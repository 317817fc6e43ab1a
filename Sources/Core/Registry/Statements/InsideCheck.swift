import Attestation
import Primitives

/// Signatures and statements inside of statements (docs/messages.md, rule 13): all that can be
/// checked without knowing who anybody is.
enum InsideCheck {
    static func flaw<Check: SignatureCheck, D: Digest & ~Copyable>(
        of statement: CheckedStatement, network: NetworkID, by check: Check.Type,
        hashing digest: D.Type, entry: (UInt64) -> [UInt8]?
    ) -> StatementRefusal? {
        switch statement.type {
        case .registration:
            let read = statement.read(as: Registration.self)
            return ownership(
                of: read.hotspotKey, read.hotspotSignature, by: statement.key, network, check)
        case .rotation:
            let read = statement.read(as: Rotation.self)
            return ownership(
                of: read.hotspotKey, read.hotspotSignature, by: statement.key, network, check)
        case .transfer: return acceptance(of: statement, network, check)
        case .fraudProof:
            let proof = statement.read(as: FraudProof.self)
            for named in proof.statements {
                guard let bytes = named.bytes ?? named.index.flatMap(entry) else {
                    return StatementRefusal(
                        .notProven, "the log has no entry \(named.index ?? 0)")
                }
                if let flaw = Self.flaw(of: bytes, named.id, in: proof, network, check, digest) {
                    return flaw
                }
            }
            return nil
        case .receiptClaim:
            let receipt = statement.read(as: ReceiptClaim.self).receipt
            guard isSigned(receipt, .receipt, network, check) else {
                return StatementRefusal(.notProven, "the receipt is not signed for this network")
            }
            return nil
        default: return nil
        }
    }

    private static func ownership<Check: SignatureCheck>(
        of hotspot: PublicKey, _ signature: Signature, by owner: PublicKey,
        _ network: NetworkID, _: Check.Type
    ) -> StatementRefusal? {
        let signed = ProofHash.ownership(network: network, owner: owner)
        guard Check.isValid(signature, of: signed.bytes, by: hotspot) else {
            return StatementRefusal(
                .badHotspotSignature, "not the hotspot key's for this owner and network")
        }
        return nil
    }

    private static func acceptance<Check: SignatureCheck>(
        of statement: CheckedStatement, _ network: NetworkID, _: Check.Type
    ) -> StatementRefusal? {
        let transfer = statement.read(as: Transfer.self)
        let signed = ProofHash.acceptance(
            network: network, hotspot: transfer.hotspot, oldOwner: statement.key)
        guard Check.isValid(transfer.acceptance, of: signed.bytes, by: transfer.newOwner) else {
            return StatementRefusal(
                .notAccepted, "not the new owner's for hotspot \(transfer.hotspot)")
        }
        return nil
    }

    /// Why one of an accusation's two statements does not prove it.
    private static func flaw<Check: SignatureCheck, D: Digest & ~Copyable>(
        of bytes: [UInt8], _ id: Hash256, in proof: FraudProof, _ network: NetworkID,
        _ check: Check.Type, _ digest: D.Type
    ) -> StatementRefusal? {
        guard let statement = try? SignedStatement(bytes.rawSpan), statement.key == proof.accused,
            let type = MessageType(rawValue: statement.typeNumber), type.form == .statement,
            isSigned(bytes, type, network, check)
        else { return StatementRefusal(.notProven, "one of the two is not the accused key's") }
        let context = StatementContext(network: network, type: type.name)
        guard statement.id(in: context, by: digest) == id else {
            return StatementRefusal(.notProven, "one of the two has another id")
        }
        let sequence = Self.sequence(of: statement.payload)
        guard sequence == proof.accusedSequence else {
            return StatementRefusal(
                .notProven,
                "one of the two has sequence number \(sequence.map { "\($0)" } ?? "none")")
        }
        return nil
    }

    private static func isSigned<Check: SignatureCheck>(
        _ bytes: [UInt8], _ type: MessageType, _ network: NetworkID, _ check: Check.Type
    ) -> Bool {
        do throws(StatementError) {
            let statement = try SignedStatement(bytes.rawSpan)
            try statement.verify(
                in: StatementContext(network: network, type: type.name), by: check)
            return true
        } catch {
            return false
        }
    }

    /// What stands under key 1 of a payload that need not pass any table: a key that signs two
    /// payloads under one number is at fault whatever else they hold.
    private static func sequence(of payload: RawSpan) -> UInt64? {
        do throws(CBORError) {
            var reader = try CBORReader(payload)
            _ = try reader.beginMap()
            try reader.key(0)
            _ = try reader.unsigned()
            try reader.key(1)
            return try reader.unsigned()
        } catch {
            return nil
        }
    }
}
