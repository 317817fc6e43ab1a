import HexGrid

/// M of every site, with all it is made of (PROTOCOL 6, decision 0232).
public struct Multipliers: Sendable {
    public let density: Density
    public let anchors: Anchors
    public let gap: Gap
    public let demand: Demand
    /// By site, in 1e-6.
    public let values: [UInt64]
    /// The same as if demand were 1 everywhere: what demand adds is bounded by it.
    public let withoutDemand: [UInt64]
    /// Credits that count in the site's cell of resolution 8.
    public let credits: [UInt64]
    private let rules: RewardRules

    public init(_ sites: Sites, _ input: RewardInput, by rules: RewardRules) {
        density = Density(sites, by: rules.densityTable)
        anchors = Anchors(sites, edges: input.edges, mappers: input.mappers, by: rules)
        gap = Gap(sites, coverage: input.coverage, by: rules)
        demand = Demand(input.demand, sites, by: rules)
        self.rules = rules
        var (values, without, credits) = ([UInt64](), [UInt64](), [UInt64]())
        for site in sites.sites.indices {
            let burned = demand.credits(in: sites.cell(of: site).ancestor(8))
            let isAnchored = anchors.isAnchored(site)
            let factors = (
                density.scales[site], isAnchored ? gap.factor(of: site, by: rules) : 1_000
            )
            credits.append(burned)
            values.append(
                Self.product(
                    factors.0, factors.1, demand.factor(credits: burned), isAnchored, rules))
            without.append(Self.product(factors.0, factors.1, 1_000_000, isAnchored, rules))
        }
        (self.values, withoutDemand, self.credits) = (values, without, credits)
    }

    /// The gap that counts: without an anchor it is 1000.
    public func gapFactor(of site: Int) -> UInt64 {
        anchors.isAnchored(site) ? gap.factor(of: site, by: rules) : 1_000
    }

    public func demandFactor(of site: Int) -> UInt64 { demand.factor(credits: credits[site]) }

    /// density (1e-6) x gap (1e-3) x demand (1e-6): the exact product, rounded down once to 1e-6,
    /// then bounded. At most 10^6 x 4,000 x 2 x 10^6 < 2^63.
    static func product(
        _ density: UInt64, _ gap: UInt64, _ demand: UInt64, _ isAnchored: Bool,
        _ rules: RewardRules
    ) -> UInt64 {
        let product = density * gap * demand / 1_000_000_000
        let bounded = min(product, rules.greatestMultiplier)
        return isAnchored ? bounded : min(bounded, rules.unanchoredMultiplier)
    }
}
