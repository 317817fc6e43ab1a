public import Attestation
import Units

extension Payout: ResultRecord {
    public static let table = RecordTable(
        stage: "payouts", name: "payout",
        summary: "What one hotspot gets for the epoch; those who get nothing have no record.",
        fields: [
            RecordField(1, "hotspot", "uint", "hotspot id", "who"),
            RecordField(2, "credits", "uint", "credit", "burned for packets it carried"),
            RecordField(3, "data", "uint", "grain", "pay for them"),
            RecordField(4, "gross", "uint", "grain", "units x coverage pool / divisor"),
            RecordField(5, "demand_cut", "uint", "grain", "what demand added beyond its bound"),
            RecordField(6, "cap_cut", "uint", "grain", "what its cell had beyond the cap"),
            RecordField(7, "withheld", "uint", "grain", "by a fraud proof, data and coverage"),
            RecordField(8, "deposit", "uint", "grain", "kept for the deposit"),
            RecordField(9, "deposit_missing", "uint", "grain", "of the deposit, after that"),
            RecordField(10, "returned", "uint", "grain", "a deposit given back"),
            RecordField(11, "coverage", "uint", "grain", "coverage pay that is claimable"),
        ])

    public var number: UInt64 { UInt64(hotspot) }

    public func encode(into writer: inout CBORWriter) {
        writer.beginMap(11)
        writer.field(1, UInt64(hotspot))
        writer.field(2, credits)
        let amounts = [
            data, gross, demandCut, capCut, withheld, deposit, depositMissing, returned, coverage,
        ]
        for (index, amount) in amounts.enumerated() {
            writer.field(UInt64(index) + 3, amount.value)
        }
        writer.endMap()
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap(upTo: 11)
        try reader.key(1)
        self.init(hotspot: try reader.hotspot())
        try reader.key(2)
        credits = try reader.unsigned(upTo: RewardInput.greatestCredits)
        data = Grains(try reader.amount(3))
        gross = Grains(try reader.amount(4))
        demandCut = Grains(try reader.amount(5))
        capCut = Grains(try reader.amount(6))
        withheld = Grains(try reader.amount(7))
        deposit = Grains(try reader.amount(8))
        depositMissing = Grains(try reader.amount(9))
        returned = Grains(try reader.amount(10))
        coverage = Grains(try reader.amount(11))
        try reader.endMap()
    }
}

extension PayoutTotals: ResultRecord {
    public static let table = RecordTable(
        stage: "payouts", name: "totals",
        summary: """
            The file's first record: where the pool went. 4 to 6 are minted, 7 to 12 are not; \
            together they are 2.
            """,
        fields: [
            RecordField(1, "epoch", "uint", "epoch", "which"),
            RecordField(2, "pool", "uint", "grain", "`hotspots_grains` of the epoch"),
            RecordField(3, "coverage_pool", "uint", "grain", "max(20 %, 80 % of what data left)"),
            RecordField(4, "data", "uint", "grain", "paid for packets"),
            RecordField(5, "coverage", "uint", "grain", "paid for coverage"),
            RecordField(6, "deposits", "uint", "grain", "kept to fill deposits"),
            RecordField(7, "unused", "uint", "grain", "neither data's nor in the coverage pool"),
            RecordField(8, "shortfall", "uint", "grain", "total units were below the floor"),
            RecordField(9, "demand_cut", "uint", "grain", "demand beyond its bounds"),
            RecordField(10, "cap_cut", "uint", "grain", "cells beyond the cap"),
            RecordField(11, "withheld", "uint", "grain", "by fraud proofs"),
            RecordField(12, "dust", "uint", "grain", "left by rounding down"),
            RecordField(13, "total_units", "uint", "1e-6", "all units"),
            RecordField(14, "floor_units", "uint", "1e-6", "the divisor's least"),
            RecordField(15, "median_credits", "uint", "credit", "of cells with standing"),
            RecordField(16, "credits", "uint", "credit", "burned for packets"),
            RecordField(17, "grains_per_credit", "uint", "grain", "the price"),
            RecordField(
                18, "cap_sites", "uint", "count", "paid sites of anchored cells; 0: no cap"),
            RecordField(19, "cap_grains", "uint", "grain", "what these had before the cap"),
            RecordField(20, "returned", "uint", "grain", "deposits given back"),
            RecordField(21, "lifetime", "uint", "grain", "sum of all leaves"),
        ])

    public var number: UInt64 { epoch }

    public func encode(into writer: inout CBORWriter) {
        let values = [
            epoch, pool.value, coveragePool.value, data.value, coverage.value, deposits.value,
            unused.value, shortfall.value, demandCut.value, capCut.value, withheld.value,
            dust.value, totalUnits, floorUnits, medianCredits, credits, grainsPerCredit, capSites,
            capGrains.value, returned.value, lifetime.value,
        ]
        writer.beginMap(values.count)
        for (index, value) in values.enumerated() { writer.field(UInt64(index) + 1, value) }
        writer.endMap()
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        self.init()
        _ = try reader.beginMap(upTo: 21)
        try reader.key(1)
        epoch = try reader.unsigned(upTo: 68_719_476_736)
        pool = Grains(try reader.amount(2))
        coveragePool = Grains(try reader.amount(3))
        data = Grains(try reader.amount(4))
        coverage = Grains(try reader.amount(5))
        deposits = Grains(try reader.amount(6))
        unused = Grains(try reader.amount(7))
        shortfall = Grains(try reader.amount(8))
        demandCut = Grains(try reader.amount(9))
        capCut = Grains(try reader.amount(10))
        withheld = Grains(try reader.amount(11))
        dust = Grains(try reader.amount(12))
        totalUnits = try reader.field(13)
        floorUnits = try reader.amount(14)
        medianCredits = try reader.field(15)
        credits = try reader.amount(16)
        grainsPerCredit = try reader.amount(17)
        capSites = try reader.amount(18)
        capGrains = Grains(try reader.amount(19))
        returned = Grains(try reader.amount(20))
        lifetime = Grains(try reader.amount(21))
        try reader.endMap()
    }
}

extension RewardLeaf: ResultRecord {
    public static let table = RecordTable(
        stage: "rewards", name: "leaf",
        summary: """
            A leaf of the reward tree: one for each registration, from 0 on without gaps. Its bytes \
            in the tree are the number (4) and the amount (16), big-endian.
            """,
        fields: [
            RecordField(1, "hotspot", "uint", "hotspot id", "who; the leaf's index"),
            RecordField(2, "lifetime", "uint", "grain", "all it ever earned"),
        ])

    public var number: UInt64 { UInt64(hotspot) }

    public func encode(into writer: inout CBORWriter) {
        writer.beginMap(2)
        writer.field(1, UInt64(hotspot))
        writer.field(2, amount.value)
        writer.endMap()
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap(upTo: 2)
        try reader.key(1)
        let hotspot = try reader.hotspot()
        self.init(hotspot: hotspot, amount: Grains(try reader.amount(2)))
        try reader.endMap()
    }
}
