import EvidenceLog
public import Primitives

/// The pay of one epoch, whole: the stages `sites`, `units`, `payouts` and `rewards`.
public struct EpochRewards: Sendable {
    public let sites: Sites
    public let multipliers: Multipliers
    public let tally: UnitTally
    public let payouts: Payouts

    /// Refuses an input that contradicts itself. On one core; whoever divides the beacons makes one
    /// ``UnitTally`` for each part, merges them and goes on by the other initializer.
    ///
    /// - Parameter sites: those of the input's hotspots, where they are known.
    public init(
        _ input: RewardInput, sites: Sites? = nil, by rules: RewardRules
    ) throws(RewardInputError) {
        try input.check(by: rules)
        let sites = sites ?? Sites(input.hotspots, by: rules)
        let multipliers = Multipliers(sites, input, by: rules)
        var tally = UnitTally(sites, multipliers, by: rules)
        for beacon in input.beacons { tally.add(beacon) }
        try self.init(sites, multipliers, tally, input, by: rules)
    }

    /// From the tally of all beacons on.
    public init(
        _ sites: Sites, _ multipliers: Multipliers, _ tally: UnitTally, _ input: RewardInput,
        by rules: RewardRules
    ) throws(RewardInputError) {
        (self.sites, self.multipliers, self.tally) = (sites, multipliers, tally)
        payouts = try Payouts(tally, sites, multipliers, input, by: rules)
    }

    public func tree<D: Digest>(by digest: D.Type) -> RewardTree<D> {
        RewardTree(payouts.lifetime)
    }

    /// Whether coverage of a hotspot counts as paid for its standing (``PaidHistory``).
    public func isPaid(_ position: Int) -> Bool {
        tally.earned[position].units > 0 && !sites.hotspots[position].fraudProven
    }
}
