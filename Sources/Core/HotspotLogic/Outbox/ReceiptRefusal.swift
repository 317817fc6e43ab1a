public import Attestation

/// Why a receipt is not believed; nothing is forgotten for it.
public enum ReceiptRefusal: Error, Equatable, Sendable {
    case statement(StatementError)
    case message(MessageError)
    /// Signed by a key that is not the oracle's receipt key.
    case otherKey
    /// It names no statement that waits for a receipt: another's, or given before.
    case notOurs
    /// An index below 2, where the network file and the chain's end stand.
    case impossibleIndex(UInt64)

    public enum Code: String, CaseIterable, Sendable {
        case statement, message
        case otherKey = "other_key"
        case notOurs = "not_ours"
        case impossibleIndex = "impossible_index"
    }

    public var code: Code {
        switch self {
        case .statement: .statement
        case .message: .message
        case .otherKey: .otherKey
        case .notOurs: .notOurs
        case .impossibleIndex: .impossibleIndex
        }
    }
}

extension ReceiptRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .statement(let reason): "no receipt of this network: \(reason)"
        case .message(let reason): "no receipt: \(reason)"
        case .otherKey: "signed by another key than the oracle's receipt key"
        case .notOurs: "it names no statement of ours that waits for a receipt"
        case .impossibleIndex(let index): "no statement can stand at index \(index) of the log"
        }
    }
}
