/// Which plan holds at a place, why, and what else the rule book accepts there (rule B-3).
///
/// Printed `PLAN RULE COUNTRY ALTERNATIVES`: `EU868 land CH -`, `unknown sea - -`.
public struct PlaceVerdict: Hashable, Sendable {
    /// The plan to use. Nothing where no plan is known: a radio stays silent there.
    public let plan: RegionalPlan?
    public let rule: PlaceRule
    /// The country whose plan it is, also where that country has none.
    public let country: CountryCode?
    /// The other plans of land within 25 km.
    public let alternatives: PlanSet
    /// The version of the region tables that say so. Tables change; a verdict names its own.
    public let tableVersion: UInt32

    public init(
        plan: RegionalPlan?, rule: PlaceRule, country: CountryCode?, alternatives: PlanSet,
        tableVersion: UInt32
    ) {
        self.plan = plan
        self.rule = rule
        self.country = country
        self.alternatives = alternatives
        self.tableVersion = tableVersion
    }

    /// Rule B-3: whether a beacon may use a plan here.
    public func allows(_ plan: RegionalPlan) -> Bool {
        plan == self.plan || alternatives.contains(plan)
    }
}

extension PlaceVerdict: CustomStringConvertible {
    public var description: String {
        let plan = plan?.description ?? "unknown"
        return "\(plan) \(rule.rawValue) \(country?.description ?? "-") \(alternatives)"
    }
}

/// How a plan was found (docs/decisions/0040-place-to-plan.md).
public enum PlaceRule: String, CaseIterable, Sendable {
    /// On land; no land of another plan within 10 km.
    case land
    /// On land, with land of another plan within 10 km: the map is no better than that, so the
    /// place may be on the other side.
    case border
    /// Not on the map's land, but within 25 km of it: the nearest country's plan. Harbours, small
    /// islands and a coast drawn a little inland.
    case coast
    /// No land within 25 km, so no plan.
    case sea
}
