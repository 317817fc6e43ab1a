import Units

/// A number of pay as the rule book spells it: a threshold of rule `P-1`.
public struct RewardNumber: Hashable, Sendable {
    public let name: String
    public let unit: String
    public let value: Int64
    /// Values that may stand there.
    public let bounds: ClosedRange<Int64>
}

extension RewardRules {
    public static let ruleNumber = "P-1"
    public static let unitTableName = "unit shares"
    public static let unitTableUnit = "1e-6 unit: beaconer, each witness; by witnesses from 1"
    public static let densityTableName = "density limits"
    public static let densityTableUnit = "count: N, target, greatest; by resolution from 4"

    /// Every number, in the order of the rule book.
    public var numbers: [RewardNumber] {
        Self.fields.map { field in
            RewardNumber(
                name: field.name, unit: field.unit, value: field.get(self), bounds: field.bounds)
        }
    }

    /// The table `unit shares`, two columns, row by row.
    public var unitShares: [Int64] {
        unitTable.rows.flatMap { [Int64($0.beaconer), Int64($0.witness)] }
    }

    /// The table `density limits`, three columns, row by row.
    public var densityLimits: [Int64] {
        densityTable.rows.flatMap { [Int64($0.neighbours), Int64($0.target), Int64($0.limit)] }
    }

    /// The rules of a rule book that answers with the value of a number and of a table, or nothing.
    /// Refuses a book in which one is missing or out of its bounds.
    public init(
        number: (_ name: String) -> Int64?, table: (_ name: String) -> [Int64]?
    ) throws(RewardRulesError) {
        self = .first
        for field in Self.fields {
            guard let value = number(field.name) else { throw .missing(field.name) }
            guard field.bounds.contains(value) else {
                throw .outOfBounds(field.name, found: value, allowed: field.bounds)
            }
            field.set(&self, value)
        }
        guard let units = table(Self.unitTableName) else { throw .missing(Self.unitTableName) }
        guard units.count.isMultiple(of: 2), units.allSatisfy({ $0 >= 0 }) else {
            throw .rowCount(table: Self.unitTableName, found: units.count)
        }
        let rows = stride(from: 0, to: units.count, by: 2).map { index in
            UnitTable.Row(beaconer: UInt64(units[index]), witness: UInt64(units[index + 1]))
        }
        unitTable = try UnitTable(rows: rows)
        densityTable = try Self.densityTable(table(Self.densityTableName))
    }

    private static func densityTable(
        _ values: [Int64]?
    ) throws(RewardRulesError) -> DensityTable {
        guard let values else { throw .missing(densityTableName) }
        guard values.count.isMultiple(of: 3) else {
            throw .rowCount(table: densityTableName, found: values.count)
        }
        let rows = stride(from: 0, to: values.count, by: 3).map { index in
            DensityTable.Row(
                neighbours: Int(values[index]), target: Int(values[index + 1]),
                limit: Int(values[index + 2]))
        }
        return try DensityTable(rows: rows)
    }
}

extension RewardRules {
    /// One number: where it is kept, and what may stand there.
    private struct Field: Sendable {
        let name: String
        let unit: String
        let bounds: ClosedRange<Int64>
        let get: @Sendable (RewardRules) -> Int64
        let set: @Sendable (inout RewardRules, Int64) -> Void
    }

    private static let fields: [Field] = [
        Field(
            name: "site radius", unit: "m", bounds: 0...300, get: { $0.siteRadius.value },
            set: { $0.siteRadius = Metres($1) }),
        Field(
            name: "standing epochs", unit: "epochs of 14", bounds: 1...14,
            get: { Int64($0.standingEpochs) }, set: { $0.standingEpochs = Int($1) }),
        Field(
            name: "standing lost after", unit: "epochs", bounds: 1...14,
            get: { Int64($0.standingLostAfter) }, set: { $0.standingLostAfter = Int($1) }),
        Field(
            name: "anchor trust", unit: "per mille", bounds: 0...1_000,
            get: { Int64($0.anchorTrust) }, set: { $0.anchorTrust = UInt16($1) }),
        Field(
            name: "anchor steps", unit: "edges", bounds: 0...100, get: { Int64($0.anchorSteps) },
            set: { $0.anchorSteps = Int($1) }),
        Field(
            name: "unanchored multiplier", unit: "1e-6", bounds: 0...4_000_000,
            get: { Int64($0.unanchoredMultiplier) }, set: { $0.unanchoredMultiplier = UInt64($1) }),
        Field(
            name: "greatest multiplier", unit: "1e-6", bounds: 0...4_000_000,
            get: { Int64($0.greatestMultiplier) }, set: { $0.greatestMultiplier = UInt64($1) }),
        Field(
            name: "greatest gap", unit: "per mille", bounds: 1_000...4_000,
            get: { Int64($0.greatestGap) }, set: { $0.greatestGap = UInt64($1) }),
        Field(
            name: "coverage trials", unit: "beacons", bounds: 1...1_000_000,
            get: { Int64($0.coverageTrials) }, set: { $0.coverageTrials = UInt64($1) }),
        Field(
            name: "payer part", unit: "one in", bounds: 1...1_000, get: { Int64($0.payerPart) },
            set: { $0.payerPart = UInt64($1) }),
        Field(
            name: "demand share", unit: "per mille", bounds: 0...500,
            get: { Int64($0.demandShare) }, set: { $0.demandShare = UInt64($1) }),
        Field(
            name: "data share", unit: "per mille", bounds: 0...1_000, get: { Int64($0.dataShare) },
            set: { $0.dataShare = UInt64($1) }),
        Field(
            name: "coverage at least", unit: "per mille", bounds: 0...1_000,
            get: { Int64($0.coverageAtLeast) }, set: { $0.coverageAtLeast = UInt64($1) }),
        Field(
            name: "coverage of unused", unit: "per mille", bounds: 0...1_000,
            get: { Int64($0.coverageOfUnused) }, set: { $0.coverageOfUnused = UInt64($1) }),
        Field(
            name: "cell cap", unit: "times the mean", bounds: 1...1_000,
            get: { Int64($0.cellCap) }, set: { $0.cellCap = UInt64($1) }),
    ]
}

/// Why a rule book says nothing that pay could be computed by.
public enum RewardRulesError: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(String)
    case outOfBounds(String, found: Int64, allowed: ClosedRange<Int64>)
    case rowCount(table: String, found: Int)
    case tooManyUnits(witnesses: Int)
    case densityRow(resolution: Int)

    public var description: String {
        switch self {
        case .missing(let name): "the rule book has no \"\(name)\"; pay needs it"
        case .outOfBounds(let name, let found, let allowed):
            "\"\(name)\" is \(found); it may be \(allowed.lowerBound) to \(allowed.upperBound)"
        case .rowCount(let table, let found):
            "table \"\(table)\" has \(found) numbers or rows, which is not what its rows need"
        case .tooManyUnits(let witnesses):
            "a beacon with \(witnesses) witnesses would earn more than 5 units"
        case .densityRow(let resolution):
            "density of resolution \(resolution): N is 1 to 7, 1 <= target <= limit <= 4095"
        }
    }
}
