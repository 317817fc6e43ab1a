public import Notation
public import Units

/// What one epoch paid one hotspot, and why, out of the epoch's files.
public struct RewardStory: Hashable, Sendable {
    public let epoch: UInt64
    public let hotspot: UInt32
    public let site: SiteRecord?
    public let units: UnitsRecord?
    public let payout: Payout
    public let totals: PayoutTotals
    public let lifetime: Grains

    /// The epoch a file `payouts` is of is told by its totals. Refuses files that are none, and a
    /// hotspot that the epoch does not know.
    public init(
        of hotspot: UInt32, sites: RawSpan, units: RawSpan, payouts: RawSpan, rewards: RawSpan
    ) throws(ResultFileError) {
        let pay = try RewardFiles.payouts(in: payouts)
        let lifetime = try RewardFiles.lifetime(in: rewards)
        guard Int(hotspot) < lifetime.count else {
            throw .unknownHotspot(number: hotspot, registered: lifetime.count)
        }
        let allSites = try ResultFile.records(SiteRecord.self, in: sites)
        site = allSites.first { $0.members.contains(hotspot) }
        self.units = try ResultFile.records(UnitsRecord.self, in: units)
            .first { $0.hotspot == hotspot }
        payout = pay.payouts.first { $0.hotspot == hotspot } ?? Payout(hotspot: hotspot)
        totals = pay.totals
        epoch = pay.totals.epoch
        self.hotspot = hotspot
        self.lifetime = lifetime[Int(hotspot)]
    }
}

extension RewardStory {
    /// For people, a line each.
    public var lines: [String] {
        var lines = ["epoch \(epoch)"]
        lines += siteLines
        lines += unitLines
        if payout.credits > 0 {
            lines.append("  data: \(payout.credits) credits, \(payout.data)")
        }
        lines += coverageLines
        if payout.returned.value > 0 { lines.append("  deposit given back: \(payout.returned)") }
        lines.append("  total: \(payout.total), of all epochs \(lifetime)")
        return lines
    }

    private var siteLines: [String] {
        guard let site else { return ["  in no site: suspended, or not registered then"] }
        let others = site.members.count - 1
        var place = "  site of hotspot \(site.founder)"
        if others > 0 { place += ", \(others) more within 300 m" }
        switch site.holder {
        case .some(hotspot): place += "; its coverage pay is this hotspot's"
        case .some(let holder): place += "; its coverage pay goes to hotspot \(holder)"
        case .none: place += "; nobody served there"
        }
        let factors =
            "  M \(Self.millionths(site.multiplier)) = density \(Self.millionths(site.density))"
            + " x gap \(Self.thousandths(site.gap)) x demand \(Self.millionths(site.demand))"
            + (isBounded(site) ? ", bounded" : "")
        let anchor =
            site.anchorSteps.map { "  anchor: \($0) edges away" }
            ?? "  no anchor: gap is 1 and M at most 0.5"
        return [place, factors] + reasons(of: site) + [anchor]
    }

    private func isBounded(_ site: SiteRecord) -> Bool {
        site.multiplier < site.density * site.gap * site.demand / 1_000_000_000
    }

    private func reasons(of site: SiteRecord) -> [String] {
        var lines = site.limits.map { limit in
            "    density: of \(limit.counted) sites in its cell of resolution \(limit.resolution), "
                + "\(limit.kept) count"
        }
        lines.append(
            "    gap: others cover \(Self.percent(site.coveredByOthers)) of its \(site.cells) cells"
        )
        lines.append(
            "    demand: \(site.credits) credits count in its cell; the median is "
                + "\(totals.medianCredits)")
        return lines
    }

    private var unitLines: [String] {
        guard let units else { return ["  units: none"] }
        let earned = units.earned
        var lines: [String] = []
        if earned.beacons > 0 || earned.reports > 0 {
            lines.append(
                "  units: \(Self.millionths(earned.units)) = \(earned.beacons) beacons "
                    + "\(Self.millionths(earned.beaconUnits)) + \(earned.reports) reports "
                    + "\(Self.millionths(earned.reportUnits)), at trust \(units.trust) per mille")
        }
        if earned.unpaidBeacons > 0 || earned.unpaidReports > 0 {
            lines.append(
                "  not paid: \(earned.unpaidBeacons) beacons and \(earned.unpaidReports) reports, "
                    + (units.unpaid?.sentence ?? "because their beaconer does not hold its site"))
        }
        return lines
    }

    private var coverageLines: [String] {
        guard payout.gross.value > 0 else { return [] }
        var lines = [
            "  coverage: \(payout.gross) of a pool of \(totals.coveragePool) for "
                + "\(Self.millionths(max(totals.totalUnits, totals.floorUnits))) units"
        ]
        let cuts = [
            ("demand beyond a tenth of what was burned in its cell", payout.demandCut),
            ("its cell beyond three times the mean", payout.capCut),
            ("withheld by a fraud proof, data too", payout.withheld),
            ("kept for the deposit, \(payout.depositMissing) still missing", payout.deposit),
        ]
        for (name, amount) in cuts where amount.value > 0 {
            lines.append("    less \(amount): \(name)")
        }
        return lines
    }

    static func millionths(_ value: UInt64) -> String { decimal(value, digits: 6) }

    static func thousandths(_ value: UInt64) -> String { decimal(value, digits: 3) }

    private static func percent(_ perMille: UInt64) -> String {
        decimal(perMille, digits: 1) + " %"
    }

    /// Without zeros at its end.
    private static func decimal(_ value: UInt64, digits: Int) -> String {
        var unit: UInt64 = 1
        for _ in 0..<digits { unit *= 10 }
        guard value % unit > 0 else { return "\(value / unit)" }
        var rest = String(value % unit + unit).dropFirst()
        while rest.last == "0" { rest.removeLast() }
        return "\(value / unit).\(rest)"
    }
}

extension UnpaidReason {
    /// Why, as the end of a sentence.
    public var sentence: String {
        switch self {
        case .otherHolds: "because another hotspot holds the site"
        case .probation: "because it is on probation"
        case .suspended: "because it is suspended"
        }
    }
}

extension RewardStory {
    /// The names of ``values``: the columns of `--csv`, whole numbers in the units of
    /// docs/epochs.md, empty where there is none.
    public static let columns = [
        "epoch", "hotspot", "site", "holder", "multiplier", "density", "gap", "covered", "demand",
        "site_credits", "anchor_steps", "trust", "beacons", "beacon_units", "reports",
        "report_units", "unpaid_beacons", "unpaid_reports", "credits", "data", "gross",
        "demand_cut", "cap_cut", "withheld", "deposit", "deposit_missing", "returned", "coverage",
        "total", "lifetime",
    ]

    public var values: [UInt64?] {
        let earned = units?.earned
        let place: [UInt64?] = [
            epoch, UInt64(hotspot), site.map { UInt64($0.founder) },
            site?.holder.map { UInt64($0) }, site?.multiplier, site?.density, site?.gap,
            site?.coveredByOthers, site?.demand, site?.credits,
            site?.anchorSteps.map { UInt64($0) },
        ]
        let work: [UInt64?] = [
            units.map { UInt64($0.trust) }, earned.map { UInt64($0.beacons) },
            earned?.beaconUnits, earned.map { UInt64($0.reports) }, earned?.reportUnits,
            earned.map { UInt64($0.unpaidBeacons) }, earned.map { UInt64($0.unpaidReports) },
        ]
        let amounts = [
            payout.data, payout.gross, payout.demandCut, payout.capCut, payout.withheld,
            payout.deposit, payout.depositMissing, payout.returned, payout.coverage, payout.total,
            lifetime,
        ]
        return place + work + [payout.credits] + amounts.map(\.value)
    }

    /// One line of CSV, without its end.
    public var commaSeparated: String {
        values.map { $0.map(String.init) ?? "" }.joined(separator: ",")
    }

    /// The members of one JSON object, absent where there is no value.
    public func write(to json: inout JSONWriter) {
        for (name, value) in zip(Self.columns, values) {
            if let value { json.member(name, value) }
        }
    }
}
