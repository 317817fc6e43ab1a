public import Attestation

/// What a hotspot's beacons and reports earned in units, or why they earned nothing.
public struct UnitsRecord: Hashable, Sendable {
    public var hotspot: UInt32
    /// Its site, by the founder's number.
    public var site: UInt32?
    public var trust: UInt16
    public var earned: UnitTally.Earned
    public var unpaid: UnpaidReason?
}

extension UnitsRecord: ResultRecord {
    public static let table = RecordTable(
        stage: "units", name: "units",
        summary: "What a hotspot's beacons and reports earned; those without any have no record.",
        fields: [
            RecordField(1, "hotspot", "uint", "hotspot id", "who"),
            RecordField(
                2, "site", "uint", "hotspot id", isNeeded: false,
                "its site's founder; absent: suspended"),
            RecordField(3, "trust", "uint", "1e-3", "the earner's, as used"),
            RecordField(4, "beacons", "uint", "count", "own beacons that earned"),
            RecordField(5, "beacon_shares", "uint", "1e-6", "their units by HIP-15"),
            RecordField(6, "beacon_units", "uint", "1e-6", "the same x M x trust"),
            RecordField(7, "reports", "uint", "count", "selected reports that earned"),
            RecordField(8, "report_shares", "uint", "1e-6", "their units by HIP-15"),
            RecordField(
                9, "report_units", "uint", "1e-6", "the same x min(M, the beaconer's M) x trust"),
            RecordField(
                10, "without_demand", "uint", "1e-6", "all units if demand were 1 everywhere"),
            RecordField(11, "unpaid_beacons", "uint", "count", "own beacons that earned nothing"),
            RecordField(
                12, "unpaid_reports", "uint", "count", "selected reports that earned nothing"),
            RecordField(
                13, "reason", "uint", isNeeded: false,
                "why nothing is earned: 0 another holds the site, 1 on probation, 2 suspended"),
        ])

    public var number: UInt64 { UInt64(hotspot) }

    public func encode(into writer: inout CBORWriter) {
        writer.beginMap(11 + (site == nil ? 0 : 1) + (unpaid == nil ? 0 : 1))
        writer.field(1, UInt64(hotspot))
        if let site { writer.field(2, UInt64(site)) }
        writer.field(3, UInt64(trust))
        writer.field(4, UInt64(earned.beacons))
        writer.field(5, earned.beaconShares)
        writer.field(6, earned.beaconUnits)
        writer.field(7, UInt64(earned.reports))
        writer.field(8, earned.reportShares)
        writer.field(9, earned.reportUnits)
        writer.field(10, earned.unitsWithoutDemand)
        writer.field(11, UInt64(earned.unpaidBeacons))
        writer.field(12, UInt64(earned.unpaidReports))
        if let unpaid { writer.field(13, UInt64(unpaid.rawValue)) }
        writer.endMap()
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap(upTo: 13)
        try reader.key(1)
        hotspot = try reader.hotspot()
        site = try reader.optionalKey(2) ? try reader.hotspot() : nil
        try reader.key(3)
        trust = UInt16(try reader.unsigned(upTo: 1_000))
        earned = try Self.earned(&reader)
        unpaid = try reader.optionalKey(13) ? try Self.reason(&reader) : nil
        try reader.endMap()
    }

    /// Units are bounded so that no sum of two overflows.
    private static func earned(
        _ reader: inout CBORReader
    ) throws(CBORError) -> UnitTally.Earned {
        var earned = UnitTally.Earned()
        try reader.key(4)
        earned.beacons = try reader.count32()
        earned.beaconShares = try reader.amount(5)
        earned.beaconUnits = try reader.amount(6)
        try reader.key(7)
        earned.reports = try reader.count32()
        earned.reportShares = try reader.amount(8)
        earned.reportUnits = try reader.amount(9)
        earned.unitsWithoutDemand = try reader.amount(10)
        try reader.key(11)
        earned.unpaidBeacons = try reader.count32()
        try reader.key(12)
        earned.unpaidReports = try reader.count32()
        return earned
    }

    private static func reason(_ reader: inout CBORReader) throws(CBORError) -> UnpaidReason {
        let code = try reader.unsigned(upTo: UInt64(UnpaidReason.allCases.count - 1))
        guard let reason = UnpaidReason(rawValue: UInt8(code)) else {
            preconditionFailure("reasons count from 0")
        }
        return reason
    }
}

extension CBORReader {
    /// A number of grains or units: at most 10^17, so that a few of them add up in 64 bits.
    mutating func amount(_ wanted: UInt64) throws(CBORError) -> UInt64 {
        try key(wanted)
        return try unsigned(upTo: RewardInput.greatestGrains)
    }
}
