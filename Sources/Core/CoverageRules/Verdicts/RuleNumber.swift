/// The number of a rule: B for beacons, W for witness reports, X for what only history shows.
public enum RuleNumber: UInt8, CaseIterable, Comparable, Sendable {
    case b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12
    case w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15, w16, w17, w18, w19
    case w20, w21
    case x1, x2, x3, x4, x5, x6, x7, x8, x9

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Reads what `description` prints.
    public init?(parsing text: some StringProtocol) {
        guard let found = Self.allCases.first(where: { $0.description == text }) else { return nil }
        self = found
    }
}

extension RuleNumber: CustomStringConvertible {
    /// As in `W-12`.
    public var description: String {
        switch self {
        case ..<RuleNumber.w1: "B-\(rawValue + 1)"
        case ..<RuleNumber.x1: "W-\(rawValue - RuleNumber.w1.rawValue + 1)"
        default: "X-\(rawValue - RuleNumber.x1.rawValue + 1)"
        }
    }
}

/// Some of the rules, in one word.
public struct RuleSet: OptionSet, Hashable, Sendable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    public init(_ rule: RuleNumber) { rawValue = 1 << UInt64(rule.rawValue) }

    public init(_ rules: ClosedRange<RuleNumber>) {
        let above = UInt64(2) << UInt64(rules.upperBound.rawValue)
        rawValue = above - (1 << UInt64(rules.lowerBound.rawValue))
    }

    public func contains(_ rule: RuleNumber) -> Bool { rawValue >> UInt64(rule.rawValue) & 1 == 1 }

    /// Ascending.
    public var rules: [RuleNumber] { RuleNumber.allCases.filter { contains($0) } }

    /// What must be judged before a beacon is paid (PROTOCOL 5): all of its own but B-2, whose
    /// place may be unmeasured.
    public static let beaconNeeds = RuleSet(.b1).union(RuleSet(.b3 ... .b11))
    /// What must be judged before a witness report is paid.
    public static let witnessNeeds = RuleSet(.w1).union(RuleSet(.w3 ... .w8))
        .union(RuleSet(.w10 ... .w15)).union(RuleSet(.w18))
}
