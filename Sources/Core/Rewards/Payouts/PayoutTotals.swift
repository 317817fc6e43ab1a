public import Units

/// Where an epoch's pool went, to the grain: ``minted`` and ``notMinted`` make ``pool``.
public struct PayoutTotals: Hashable, Sendable {
    public var epoch: UInt64 = 0
    public var pool = Grains(0)
    /// Paid to hotspots.
    public var data = Grains(0)
    public var coverage = Grains(0)
    /// Half of coverage pay, kept to fill deposits: minted, not yet claimable.
    public var deposits = Grains(0)
    /// Data pay left to data and coverage did not take.
    public var unused = Grains(0)
    /// Of the coverage pool: total units were below the floor.
    public var shortfall = Grains(0)
    public var demandCut = Grains(0)
    public var capCut = Grains(0)
    /// By fraud proofs, of data and coverage.
    public var withheld = Grains(0)
    /// What rounding down left of the coverage pool.
    public var dust = Grains(0)
    /// What of the pool coverage could earn.
    public var coveragePool = Grains(0)
    /// 1e-6.
    public var totalUnits: UInt64 = 0
    public var floorUnits: UInt64 = 0
    /// Credits of e-1 that count in the median cell, see ``Demand``.
    public var medianCredits: UInt64 = 0
    /// Paid sites in cells with an anchored one, and what they had: three times the mean is the cap
    /// of a site of any cell. No such site: no cap.
    public var capSites: UInt64 = 0
    public var capGrains = Grains(0)
    public var credits: UInt64 = 0
    public var grainsPerCredit: UInt64 = 0
    /// Deposits given back; minted in earlier epochs.
    public var returned = Grains(0)
    /// Sum of all lifetime amounts after the epoch.
    public var lifetime = Grains(0)

    public init() {}

    public var minted: UInt64 { data.value + coverage.value + deposits.value }

    public var notMinted: UInt64 {
        unused.value + shortfall.value + demandCut.value + capCut.value + withheld.value
            + dust.value
    }
}
