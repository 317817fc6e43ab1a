import Attestation
import Primitives

/// Why bytes are not the message that one of the oracle's keys should have signed.
enum SignedMessageError: Error {
    /// No statement, or not signed for this network.
    case statement(StatementError)
    case message(MessageError)
    case otherKey
}

extension HotspotMachine {
    /// The message of a statement that this key signed for this network.
    mutating func checked<Wanted: TypedMessage>(
        _ bytes: [UInt8], signedBy key: PublicKey
    ) throws(SignedMessageError) -> Wanted {
        let payload: [UInt8]
        var isOther = false
        do throws(StatementError) {
            let statement = try SignedStatement(bytes.rawSpan)
            isOther = statement.key != key
            if !isOther {
                let context = StatementContext(network: network.id, type: Wanted.type.name)
                try statement.verify(in: context, by: Check.self, scratch: &scratch)
            }
            payload = [UInt8](copying: statement.payload)
        } catch {
            throw .statement(error)
        }
        guard !isOther else { throw .otherKey }
        do throws(MessageError) {
            return try Wanted(parsing: payload.rawSpan)
        } catch {
            throw .message(error)
        }
    }
}

extension EntropyRefusal {
    init(_ error: SignedMessageError) {
        self =
            switch error {
            case .statement(let reason): .statement(reason)
            case .message(let reason): .message(reason)
            case .otherKey: .otherKey
            }
    }
}

extension ReceiptRefusal {
    init(_ error: SignedMessageError) {
        self =
            switch error {
            case .statement(let reason): .statement(reason)
            case .message(let reason): .message(reason)
            case .otherKey: .otherKey
            }
    }
}
