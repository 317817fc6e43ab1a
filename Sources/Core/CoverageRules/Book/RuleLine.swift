public import Notation

/// One line of the list of rules: a rule, one reason it gives, and the number it compares with.
public struct RuleLine: Sendable {
    public let number: RuleNumber
    public let reason: Reason
    /// The rule book's number and its unit; nil where the limit is no one number of the book.
    public let limit: (value: Int64, unit: String)?

    /// All, or those of one rule; ascending by rule, then in the order of the reasons' numbers.
    public static func lines(of book: RuleBook, about rule: RuleNumber? = nil) -> [RuleLine] {
        RuleNumber.allCases.filter { rule == nil || rule == $0 }.flatMap { number in
            Reason.allCases.filter { $0.rules.contains(number) }.map { reason in
                RuleLine(
                    number: number, reason: reason,
                    limit: reason.threshold.map { (book[$0], $0.entry.unit) })
            }
        }
    }

    public var limitText: String { limit.map { "\($0.value) \($0.unit)" } ?? "-" }

    /// The members `number`, `code`, `limit`, `unit`, `sentence`.
    public func write(to json: inout JSONWriter) {
        json.member("number", number.description)
        json.member("code", reason.code)
        if let limit { json.member("limit", limit.value) }
        json.member("unit", limit?.unit ?? reason.unit.rawValue)
        json.member("sentence", reason.template)
    }
}
