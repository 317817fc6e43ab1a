public import Attestation
public import CoverageRules
public import Registry
public import Rewards

/// Why an epoch cannot be computed here. Never a judgement of anybody.
public enum EpochError: Error, Sendable, CustomStringConvertible {
    /// The closing record of its last window is not in the log yet.
    case notClosed(Epoch)
    /// No rule book was logged in time to hold in it.
    case noRuleBook(Epoch)
    case badRuleBook(Epoch, RuleBookError)
    case badPayRules(Epoch, RewardRulesError)
    case registry(RegistryError)
    case rewards(RewardInputError)

    public var description: String {
        switch self {
        case .notClosed(let epoch):
            "epoch \(epoch.number) has not closed: the log lacks the record that closes its "
                + "last window"
        case .noRuleBook(let epoch):
            "no rule book is in force in epoch \(epoch.number): one must be logged before"
        case .badRuleBook(let epoch, let error): "the rule book of epoch \(epoch.number): \(error)"
        case .badPayRules(let epoch, let error):
            "the rule book of epoch \(epoch.number): \(error)"
        case .registry(let error): error.description
        case .rewards(let error): error.description
        }
    }
}
