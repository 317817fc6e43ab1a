public import Airwaves
public import Primitives

/// Every number that a rule compares with, as one logged content has it (docs/messages.md, type
/// `rules`). Its hash enters the root of each epoch that was judged by it.
public struct RuleBook: Sendable {
    /// By `Threshold.rawValue`.
    let values: [Int64]
    /// Ascending by name.
    public let tables: [RuleTable]
    /// By `RegionalPlan.rawValue`; nil where the book has not the plan.
    let plans: [RulePlan?]
    /// Ascending.
    public let firmware: [Hash256]
    /// The terrain tile set; without it W-20 is not judged.
    public let terrainRoot: Hash256?

    init(
        values: [Int64], tables: [RuleTable], plans: [RulePlan?], firmware: [Hash256],
        terrainRoot: Hash256?
    ) {
        precondition(values.count == Threshold.allCases.count, "one value per threshold")
        self.values = values
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

    public func table(named name: String) -> RuleTable? { tables.first { $0.name == name } }

    /// The rule book hash: of the `rules` bytes.
    @inlinable public static func hash<D: Digest & ~Copyable>(
        of rules: RawSpan, by digest: D.Type
    ) -> Hash256 {
        Hash256(of: rules, by: digest)
    }
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
    /// HIP-15 in 1e-6: number of selected witnesses (0...14), the beaconer's units, each witness's.
    case unitShares = "unit_shares"
    /// HIP-17 with the numbers of HIP-104: resolution, neighbours, target, maximum.
    case density

    var columns: Int {
        switch self {
        case .unitShares: 3
        case .density: 4
        }
    }
}
