import Attestation
public import Units

/// The four result files of pay, as records.
public struct RewardFiles: Hashable, Sendable {
    public var sites: [SiteRecord]
    public var units: [UnitsRecord]
    public var totals: PayoutTotals
    public var payouts: [Payout]
    /// By number, from 0.
    public var lifetime: [Grains]

    public static let stages = ["sites", "units", "payouts", "rewards"]

    /// The tables of all records, in the order of the stages.
    public static var tables: [RecordTable] {
        [SiteRecord.table, UnitsRecord.table, PayoutTotals.table, Payout.table, RewardLeaf.table]
    }

    public init(_ rewards: EpochRewards) {
        sites = rewards.siteRecords
        units = rewards.unitsRecords
        totals = rewards.payouts.totals
        payouts = rewards.payouts.lines
        lifetime = rewards.payouts.lifetime
    }

    /// The bytes of a stage's file.
    public func bytes(of stage: RewardStage) -> [UInt8] {
        switch stage {
        case .sites: return ResultFile.bytes(of: sites)
        case .units: return ResultFile.bytes(of: units)
        case .payouts:
            var writer = CBORWriter(reservingCapacity: 64 * payouts.count + 256)
            totals.encode(into: &writer)
            for payout in payouts { payout.encode(into: &writer) }
            return writer.finish()
        case .rewards:
            var writer = CBORWriter(reservingCapacity: 16 * lifetime.count)
            for (number, amount) in lifetime.enumerated() {
                RewardLeaf(hotspot: UInt32(number), amount: amount).encode(into: &writer)
            }
            return writer.finish()
        }
    }
}

public enum RewardStage: String, CaseIterable, Sendable { case sites, units, payouts, rewards }

extension RewardFiles {
    /// Reads the file `payouts`. Refuses totals that do not add up to their pool.
    public static func payouts(
        in bytes: RawSpan
    ) throws(ResultFileError) -> (totals: PayoutTotals, payouts: [Payout]) {
        var records: [Payout] = []
        var totals = PayoutTotals()
        var index = 0
        do throws(CBORError) {
            var reader = try CBORReader(bytes, limit: ResultFile.greatestBytes)
            totals = try PayoutTotals(reading: &reader)
            index = 1
            while reader.offset < bytes.byteCount {
                records.append(try Payout(reading: &reader))
                index += 1
            }
        } catch {
            throw .record(stage: "payouts", index: index, error)
        }
        guard totals.minted + totals.notMinted == totals.pool.value else {
            throw .contradiction(
                stage: "payouts", number: totals.epoch,
                "minted \(totals.minted) and not minted \(totals.notMinted) are not the pool")
        }
        try ResultFile.check(records, "payouts")
        return (totals, records)
    }

    /// Reads the file `rewards`. Refuses gaps: a leaf's index is its number.
    public static func lifetime(in bytes: RawSpan) throws(ResultFileError) -> [Grains] {
        let leaves = try ResultFile.records(RewardLeaf.self, in: bytes)
        for (index, leaf) in leaves.enumerated() where Int(leaf.hotspot) != index {
            throw .order(
                stage: "rewards", index: index, number: leaf.number,
                after: UInt64(index == 0 ? 0 : index - 1))
        }
        return leaves.map(\.amount)
    }
}

extension EpochRewards {
    /// Ascending by founder.
    var siteRecords: [SiteRecord] {
        let order = sites.sites.indices.sorted { sites.sites[$0].founder < sites.sites[$1].founder }
        return order.map { site in
            var record = SiteRecord(cell: sites.cell(of: site))
            let (hotspots, place) = (sites.hotspots, sites.sites[site])
            record.founder = hotspots[place.founder].number
            record.members = place.members.map { hotspots[$0].number }
            record.holder = place.holder.map { hotspots[$0].number }
            record.hasStanding = place.hasStanding
            record.density = multipliers.density.scales[site]
            record.limits = multipliers.density.limits(of: site)
            record.gap = multipliers.gapFactor(of: site)
            record.coveredByOthers = multipliers.gap.coveredByOthers[site]
            record.cells = multipliers.gap.cellCounts[site]
            record.demand = multipliers.demandFactor(of: site)
            record.credits = multipliers.credits[site]
            let steps = multipliers.anchors.steps[site]
            record.anchorSteps = steps < 0 ? nil : UInt8(steps)
            record.multiplier = multipliers.values[site]
            record.withoutDemand = multipliers.withoutDemand[site]
            return record
        }
    }

    var unitsRecords: [UnitsRecord] {
        tally.earned.indices.compactMap { position in
            let earned = tally.earned[position]
            guard earned != UnitTally.Earned() else { return nil }
            let hotspot = sites.hotspots[position]
            let site = sites.siteOf[position]
            return UnitsRecord(
                hotspot: hotspot.number,
                site: site < 0 ? nil : sites.hotspots[sites.sites[Int(site)].founder].number,
                trust: hotspot.trust, earned: earned, unpaid: tally.unpaidReason(of: position))
        }
    }
}
