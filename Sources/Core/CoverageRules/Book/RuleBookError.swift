public import Attestation

/// Why bytes are no rule book that this version can judge by.
public enum RuleBookError: Error, Equatable, Sendable {
    /// What docs/messages.md refuses.
    case message(MessageError)
    case otherType(MessageType)
    case missing(String)
    case unknown(String)
    case order(String)
    case wrongUnit(String, wanted: String)
    case outOfRange(String, value: Int64, bounds: ClosedRange<Int64>)
    case missingTable(RequiredTable)
    case badTable(String)
    case unknownPlan(String)
    case badPlan(String)
}

extension RuleBookError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .message(let error): error.description
        case .otherType(let type): "this is a \(type.name); a rule book's content is `rules`"
        case .missing(let title): "the threshold \(title) is missing; every rule needs its numbers"
        case .unknown(let title): "no rule has a threshold \(title); a newer earshot may know it"
        case .order(let title):
            "the threshold \(title) is out of order or there twice: by rule, then by name"
        case .wrongUnit(let title, let wanted): "the threshold \(title) is in \(wanted)"
        case .outOfRange(let title, let value, let bounds):
            "the threshold \(title) is \(value); write \(bounds.lowerBound) to \(bounds.upperBound)"
        case .missingTable(let table): "the table \(table.rawValue) is missing; pay needs it"
        case .badTable(let name):
            "the table \(name) has another number of columns than pay reads, or rows of unequal length"
        case .unknownPlan(let name): "no regional plan is called \(name)"
        case .badPlan(let name):
            "the plan \(name) has a bandwidth, data rate or dwell time that no beacon can keep"
        }
    }
}
