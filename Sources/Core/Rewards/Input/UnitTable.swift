/// Units of a beacon by the number of its witnesses (HIP-15): N = 4, r = 0.8. Up to four witnesses
/// the beaconer earns n/4 and each witness 1; beyond, the beaconer 2 - r^(n-4) and each witness
/// (4 - (1 - r^(n-4)))/n. In 1e-6, rounded down, so that no beacon earns more than 5 in total.
public struct UnitTable: Hashable, Sendable {
    public struct Row: Hashable, Sendable {
        public let beaconer: UInt64
        public let witness: UInt64

        public init(beaconer: UInt64, witness: UInt64) {
            self.beaconer = beaconer
            self.witness = witness
        }
    }

    /// rows[n - 1]: a beacon of n witnesses.
    public let rows: [Row]

    /// What all of one beacon may earn.
    public static let greatestTotal: UInt64 = 5_000_000

    /// Refuses a table without rows and a row that pays more than ``greatestTotal``.
    public init(rows: [Row]) throws(RewardRulesError) {
        guard !rows.isEmpty, rows.count <= 64 else {
            throw .rowCount(table: "unit shares", found: rows.count)
        }
        for (index, row) in rows.enumerated() {
            let (units, over) = row.witness.multipliedReportingOverflow(by: UInt64(index + 1))
            let (total, above) = units.addingReportingOverflow(row.beaconer)
            guard !over, !above, total <= Self.greatestTotal else {
                throw .tooManyUnits(witnesses: index + 1)
            }
        }
        self.init(known: rows)
    }

    private init(known rows: [Row]) { self.rows = rows }

    public var greatestWitnesses: Int { rows.count }

    /// The row for so many witnesses; of none, nothing is earned.
    public func row(witnesses: Int) -> Row {
        witnesses == 0 ? Row(beaconer: 0, witness: 0) : rows[witnesses - 1]
    }

    /// The first rule book's. `UnitTableTests` computes each row from the formula.
    public static let first = UnitTable(known: [
        Row(beaconer: 250_000, witness: 1_000_000),
        Row(beaconer: 500_000, witness: 1_000_000),
        Row(beaconer: 750_000, witness: 1_000_000),
        Row(beaconer: 1_000_000, witness: 1_000_000),
        Row(beaconer: 1_200_000, witness: 760_000),
        Row(beaconer: 1_360_000, witness: 606_666),
        Row(beaconer: 1_488_000, witness: 501_714),
        Row(beaconer: 1_590_400, witness: 426_200),
        Row(beaconer: 1_672_320, witness: 369_742),
        Row(beaconer: 1_737_856, witness: 326_214),
        Row(beaconer: 1_790_284, witness: 291_792),
        Row(beaconer: 1_832_227, witness: 263_981),
        Row(beaconer: 1_865_782, witness: 241_093),
        Row(beaconer: 1_892_625, witness: 221_955),
    ])
}
