public import Units

/// The numbers of the rule book that pay is computed by; `RewardRules+Book.swift` has the name each
/// has there.
public struct RewardRules: Hashable, Sendable {
    /// A hotspot joins a site whose founder is at most this far; W-12 has the same bound.
    public var siteRadius: Metres
    public var standingEpochs: Int
    public var standingLostAfter: Int
    /// Per mille: both ends of an edge that leads on from an anchor.
    public var anchorTrust: UInt16
    public var anchorSteps: Int
    /// 1e-6: the greatest multiplier without an anchor.
    public var unanchoredMultiplier: UInt64
    /// 1e-6: the greatest multiplier.
    public var greatestMultiplier: UInt64
    /// Per mille: the gap where nobody else covers anything; covered in full it is 1000.
    public var greatestGap: UInt64
    /// A share of what was sent in a cell is taken of at least so many, so that one lucky packet
    /// verifies little.
    public var coverageTrials: UInt64
    /// Of the credits burned in a cell, one payer counts for at most a part in this many.
    public var payerPart: UInt64
    /// Per mille of the value burned in a cell that demand may add to coverage pay there.
    public var demandShare: UInt64
    /// Per mille of what a buyer pays that the hotspot gets.
    public var dataShare: UInt64
    /// Per mille of the pool that coverage gets at least, and of what data leaves.
    public var coverageAtLeast: UInt64
    public var coverageOfUnused: UInt64
    /// Pay per paid site of a cell of resolution 5 is at most so many times the mean.
    public var cellCap: UInt64
    public var unitTable: UnitTable
    public var densityTable: DensityTable
}

extension RewardRules {
    /// The network's first rule book.
    public static var first: RewardRules {
        RewardRules(
            siteRadius: Metres(300), standingEpochs: 10, standingLostAfter: 3, anchorTrust: 900,
            anchorSteps: 8, unanchoredMultiplier: 500_000, greatestMultiplier: 4_000_000,
            greatestGap: 2_000, coverageTrials: 8, payerPart: 3, demandShare: 100, dataShare: 900,
            coverageAtLeast: 200, coverageOfUnused: 800, cellCap: 3, unitTable: .first,
            densityTable: .first)
    }
}
