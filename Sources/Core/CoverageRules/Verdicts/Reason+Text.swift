/// What a reason is called, which rules give it, and what its owner is told.
struct ReasonText {
    let code: String
    let rules: [RuleNumber]
    let unit: ReasonUnit
    /// The threshold its limit is, where it is one number of the rule book.
    let threshold: Threshold?
    /// `{measured}` and `{limit}` stand for the numbers; ends with what to do.
    let sentence: String

    init(
        _ code: String, _ rules: [RuleNumber], _ unit: ReasonUnit, _ threshold: Threshold?,
        _ sentence: String
    ) {
        self.code = code
        self.rules = rules
        self.unit = unit
        self.threshold = threshold
        self.sentence = sentence
    }

    init(_ code: String, _ rules: [RuleNumber], _ unit: ReasonUnit, _ sentence: String) {
        self.init(code, rules, unit, nil, sentence)
    }

    init(_ code: String, _ rules: [RuleNumber], _ sentence: String) {
        self.init(code, rules, .none, nil, sentence)
    }
}

extension Reason {
    /// As verdicts, thresholds and programs name it; never changes.
    public var code: String { text.code }

    /// The rules that give it, ascending. Where B-1, W-1 or W-5 leaves nothing to judge, the rules
    /// behind it are not judged for the same reason, and are not listed.
    public var rules: [RuleNumber] { text.rules }

    public var unit: ReasonUnit { text.unit }

    public var threshold: Threshold? { text.threshold }

    /// The sentence with its places for numbers, as `earshot rules` prints it.
    public var template: String { text.sentence }

    /// What the owner is told.
    public func sentence(measured: Int64, limit: Int64) -> String {
        var sentence = ""
        var rest = text.sentence[...]
        while let open = rest.firstIndex(of: "{"), let close = rest.firstIndex(of: "}") {
            sentence += rest[..<open]
            let isMeasured = rest[rest.index(after: open)..<close] == "measured"
            sentence += unit.text(isMeasured ? measured : limit)
            rest = rest[rest.index(after: close)...]
        }
        return sentence + rest
    }

    public init?(code: some StringProtocol) {
        guard let found = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = found
    }

    var text: ReasonText {
        switch rawValue {
        case ..<40: beaconText
        case ..<100: witnessText
        default: historyText
        }
    }
}

extension Verdict.Finding {
    public var sentence: String { reason.sentence(measured: measured, limit: limit) }
}
