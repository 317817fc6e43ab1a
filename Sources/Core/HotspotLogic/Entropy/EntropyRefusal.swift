public import Attestation

/// Why a record, a chain end or a batch of the oracle is not believed.
public enum EntropyRefusal: Error, Equatable, Sendable {
    /// No statement, or not signed for this network.
    case statement(StatementError)
    case message(MessageError)
    /// Signed by a key that is not the network's entropy key.
    case otherKey
    /// No chain's end is known that the record could lead to.
    case noChain
    /// The chain has no step for the period.
    case outsideOfChain(Period)
    /// Its step does not lead to the logged end or to a step that was checked.
    case notChaining(Period)
    /// Its period does not rise, or the batch says that it does not hold it.
    case notRising(Period, after: Period)
    /// It is more than 1.5 periods ahead of a clock that is vouched for.
    case ahead(Period, nanoseconds: Int64)

    public enum Code: String, CaseIterable, Sendable {
        case statement, message
        case otherKey = "other_key"
        case noChain = "no_chain"
        case outsideOfChain = "outside_of_chain"
        case notChaining = "not_chaining"
        case notRising = "not_rising"
        case ahead
    }

    public var code: Code {
        switch self {
        case .statement: .statement
        case .message: .message
        case .otherKey: .otherKey
        case .noChain: .noChain
        case .outsideOfChain: .outsideOfChain
        case .notChaining: .notChaining
        case .notRising: .notRising
        case .ahead: .ahead
        }
    }
}

extension EntropyRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .statement(let reason): "no entropy of this network: \(reason)"
        case .message(let reason): "no entropy record: \(reason)"
        case .otherKey: "signed by another key than the network's entropy key"
        case .noChain: "the end of the oracle's chain is not known yet"
        case .outsideOfChain(let period):
            "the oracle's chain has no step for period \(period.number)"
        case .notChaining(let period):
            "the step of period \(period.number) does not lead to the logged end of the chain"
        case .notRising(let period, let newest):
            "period \(period.number) does not come after period \(newest.number)"
        case .ahead(let period, let nanoseconds):
            "period \(period.number) begins \(nanoseconds / 1_000_000) ms from now by our clock"
        }
    }
}
