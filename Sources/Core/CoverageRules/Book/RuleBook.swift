public import Airwaves
public import Primitives

/// Every number that a rule compares with, as one logged content has it (docs/messages.md, type
/// `rules`). Its hash enters the root of each epoch that was judged by it.
public struct RuleBook: Sendable {
    /// By `Threshold.rawValue`.
    let values: [Int64]
    /// The numbers pay is reckoned with, thresholds of the rule `P-1`, ascending by name. Which ones
    /// there must be is pay's to say.
    public let payNumbers: [PayNumber]
    public let tables: [RuleTable]
    /// By `RegionalPlan.rawValue`; nil where the book has not the plan.
    let plans: [RulePlan?]
    /// Ascending.
    public let firmware: [Hash256]
    /// The terrain tile set; without it W-20 is not judged.
    public let terrainRoot: Hash256?

    init(
        values: [Int64], payNumbers: [PayNumber], tables: [RuleTable], plans: [RulePlan?],
        firmware: [Hash256],
        terrainRoot: Hash256?
    ) {
        precondition(values.count == Threshold.allCases.count, "one value per threshold")
        self.values = values
        self.payNumbers = payNumbers
        self.tables = tables
        self.plans = plans
        self.firmware = firmware
        self.terrainRoot = terrainRoot
    }

    public subscript(threshold: Threshold) -> Int64 { values[threshold.rawValue] }

    public func plan(_ plan: RegionalPlan) -> RulePlan? { plans[Int(plan.rawValue)] }

    public func plan(named name: String) -> RulePlan? {
        RegionalPlan(parsing: name).flatMap { plan($0) }
    }

    /// A number of pay.
    public func payNumber(_ name: String) -> Int64? {
        payNumbers.first { $0.name == name }?.value
    }

    public func table(named name: String) -> RuleTable? { tables.first { $0.name == name } }

    /// The rule book hash: of the `rules` bytes.
    @inlinable public static func hash<D: Digest & ~Copyable>(
        of rules: RawSpan, by digest: D.Type
    ) -> Hash256 {
        Hash256(of: rules, by: digest)
    }
}

/// A threshold of `P-1`.
public struct PayNumber: Hashable, Sendable {
    public let name: String
    public let value: Int64
    public let unit: String

    /// In the place of a rule number.
    public static let rule = "P-1"
    /// In the place of a reason code: none of these makes a report fail.
    public static let code = "pay"
}

/// A table of whole numbers, row by row.
public struct RuleTable: Hashable, Sendable {
    public let name: String
    public let unit: String
    public let columns: Int
    public let values: [Int64]

    public var rowCount: Int { values.count / columns }

    public subscript(row: Int, column: Int) -> Int64 { values[row * columns + column] }
}

/// The tables that pay is reckoned with, so that a book without them is refused.
public enum RequiredTable: String, CaseIterable, Sendable {
    /// HIP-15: units of the beaconer and of each witness, by selected witnesses from 1.
    case unitShares = "unit shares"
    /// HIP-17 with the numbers of HIP-104: neighbours, target, greatest, by resolution from 4.
    case densityLimits = "density limits"

    var columns: Int {
        switch self {
        case .unitShares: 2
        case .densityLimits: 3
        }
    }
}
