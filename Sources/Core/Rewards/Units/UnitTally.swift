/// What beacons earned, by hotspot. A sum: one for each thread, merged at the end, in any order.
public struct UnitTally: Sendable {
    /// One hotspot's units of an epoch.
    public struct Earned: Hashable, Sendable {
        /// Own beacons that earned, and reports of others' that did.
        public var beacons: UInt32 = 0
        public var reports: UInt32 = 0
        /// 1e-6: units of HIP-15 before multiplier and trust.
        public var beaconShares: UInt64 = 0
        public var reportShares: UInt64 = 0
        /// 1e-6: after both.
        public var beaconUnits: UInt64 = 0
        public var reportUnits: UInt64 = 0
        /// 1e-6: all of them as if demand were 1 everywhere.
        public var unitsWithoutDemand: UInt64 = 0
        /// Beacons and reports that earned nothing because of what the hotspot is, see
        /// ``UnpaidReason``.
        public var unpaidBeacons: UInt32 = 0
        public var unpaidReports: UInt32 = 0

        public var units: UInt64 { beaconUnits + reportUnits }

        static func += (left: inout Earned, right: Earned) {
            left.beacons += right.beacons
            left.reports += right.reports
            left.beaconShares += right.beaconShares
            left.reportShares += right.reportShares
            left.beaconUnits += right.beaconUnits
            left.reportUnits += right.reportUnits
            left.unitsWithoutDemand += right.unitsWithoutDemand
            left.unpaidBeacons += right.unpaidBeacons
            left.unpaidReports += right.unpaidReports
        }
    }

    private let sites: Sites
    private let multipliers: Multipliers
    private let table: UnitTable
    /// By position.
    public internal(set) var earned: [Earned]

    public init(_ sites: Sites, _ multipliers: Multipliers, by rules: RewardRules) {
        self.sites = sites
        self.multipliers = multipliers
        table = rules.unitTable
        earned = Array(repeating: Earned(), count: sites.hotspots.count)
    }

    /// A beacon pays if its beaconer is its site's holder: a site's beacons are its holder's, or k
    /// keys in one window would make k times the units for whoever hears them (decision 0230).
    /// Selected witnesses count in n whoever they are; holders among them earn.
    public mutating func add(_ beacon: PaidBeacon) {
        let beaconer = position(of: beacon.beaconer)
        let row = table.row(witnesses: beacon.witnesses.count)
        guard row.witness > 0 || row.beaconer > 0 else { return }
        guard sites.isHolder(beaconer) else {
            earned[beaconer].unpaidBeacons += 1
            for witness in beacon.witnesses { earned[position(of: witness)].unpaidReports += 1 }
            return
        }
        let site = Int(sites.siteOf[beaconer])
        addBeacon(row.beaconer, by: beaconer, site)
        for witness in beacon.witnesses {
            addReport(row.witness, by: position(of: witness), beaconerSite: site)
        }
    }

    public mutating func merge(_ other: UnitTally) {
        precondition(earned.count == other.earned.count, "tallies of different epochs")
        for index in earned.indices { earned[index] += other.earned[index] }
    }

    /// Why a hotspot earns no units, whatever it hears; nothing if it can.
    public func unpaidReason(of position: Int) -> UnpaidReason? {
        let hotspot = sites.hotspots[position]
        if hotspot.condition == .suspended { return .suspended }
        guard sites.isHolder(position) else { return .otherHolds }
        return hotspot.condition == .probation ? .probation : nil
    }
}

/// Why beacons and reports of a hotspot earn it nothing.
public enum UnpaidReason: UInt8, Hashable, Sendable, CaseIterable {
    case otherHolds, probation, suspended
}

extension UnitTally {
    private func position(of number: UInt32) -> Int {
        guard let position = sites.position(of: number) else {
            preconditionFailure("a beacon names hotspot \(number), who is not there")
        }
        return position
    }

    private mutating func addBeacon(_ share: UInt64, by position: Int, _ site: Int) {
        guard sites.hotspots[position].condition == .active else {
            earned[position].unpaidBeacons += 1
            return
        }
        let trust = UInt64(sites.hotspots[position].trust)
        earned[position].beacons += 1
        earned[position].beaconShares += share
        earned[position].beaconUnits += Self.units(share, multipliers.values[site], trust)
        earned[position].unitsWithoutDemand += Self.units(
            share, multipliers.withoutDemand[site], trust)
    }

    private mutating func addReport(_ share: UInt64, by position: Int, beaconerSite: Int) {
        guard sites.isHolder(position), sites.hotspots[position].condition == .active else {
            earned[position].unpaidReports += 1
            return
        }
        let site = Int(sites.siteOf[position])
        let trust = UInt64(sites.hotspots[position].trust)
        let multiplier = min(multipliers.values[site], multipliers.values[beaconerSite])
        let without = min(
            multipliers.withoutDemand[site], multipliers.withoutDemand[beaconerSite])
        earned[position].reports += 1
        earned[position].reportShares += share
        earned[position].reportUnits += Self.units(share, multiplier, trust)
        earned[position].unitsWithoutDemand += Self.units(share, without, trust)
    }

    /// share (1e-6) x M (1e-6) x trust (1e-3): the exact product, rounded down once to 1e-6. At most
    /// 5 x 10^6 x 4 x 10^6 x 1000 < 2^63.
    static func units(_ share: UInt64, _ multiplier: UInt64, _ trust: UInt64) -> UInt64 {
        share * multiplier * trust / 1_000_000_000
    }
}
