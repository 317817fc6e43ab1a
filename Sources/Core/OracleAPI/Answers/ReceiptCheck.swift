public import Attestation
public import Primitives

/// Checks a receipt against who must have signed it and what was sent (rule 12).
public enum ReceiptCheck {
    /// The receipt, if it is this oracle's for this network. Whose statements it names is asked by
    /// the caller.
    /// - Parameter latest: the newest period that a record could have been made in by now; nil:
    ///   not known.
    public static func receipt<Check: SignatureCheck>(
        _ bytes: RawSpan, network: NetworkID, key: PublicKey, latest: Period?, by check: Check.Type
    ) throws(ReceiptError) -> Receipt {
        let receipt = try signed(bytes, network, key, check)
        if let latest, receipt.newest > latest {
            throw .ahead(found: receipt.newest, latest: latest)
        }
        let indexes = receipt.entries.map(\.index).sorted()
        for (one, other) in zip(indexes, indexes.dropFirst()) where one == other {
            throw .indexTwice(one)
        }
        return receipt
    }

    private static func signed<Check: SignatureCheck>(
        _ bytes: RawSpan, _ network: NetworkID, _ key: PublicKey, _ check: Check.Type
    ) throws(ReceiptError) -> Receipt {
        let payload: [UInt8]
        let signer: PublicKey
        do throws(StatementError) {
            let statement = try SignedStatement(bytes)
            signer = statement.key
            try statement.verify(
                in: StatementContext(network: network, type: MessageType.receipt.name), by: check)
            payload = [UInt8](copying: statement.payload)
        } catch {
            throw .statement(error)
        }
        guard signer == key else { throw .otherKey(signer) }
        do throws(MessageError) {
            return try Receipt(parsing: payload.rawSpan)
        } catch {
            throw .message(error)
        }
    }
}

/// Why a receipt is not taken.
public enum ReceiptError: Error, Equatable, Sendable {
    case statement(StatementError)
    case message(MessageError)
    /// Signed by somebody else than the oracle that was asked.
    case otherKey(PublicKey)
    /// It dates itself ahead of time, and so would put off what it promises.
    case ahead(found: Period, latest: Period)
    case indexTwice(UInt64)
    /// It names nothing that waits: it belongs to something else, or was shown before.
    case foreign

    public enum Code: String, CaseIterable, Sendable {
        case statement, message, otherKey, ahead, indexTwice, foreign
    }

    public var code: Code {
        switch self {
        case .statement: .statement
        case .message: .message
        case .otherKey: .otherKey
        case .ahead: .ahead
        case .indexTwice: .indexTwice
        case .foreign: .foreign
        }
    }
}

extension ReceiptError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .statement(let reason): "\(reason)"
        case .message(let reason): "its payload is refused: \(reason)"
        case .otherKey(let key):
            "it is signed by \(Address(key)), not by the receipt key of the network file"
        case .ahead(let found, let latest):
            "its newest record is of period \(found.number), and \(latest.number) is the latest "
                + "there can be"
        case .indexTwice(let index): "two of its entries claim the index \(index)"
        case .foreign: "it names no statement that waits for a receipt"
        }
    }
}
