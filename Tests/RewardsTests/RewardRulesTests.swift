import Testing

@testable import Rewards

@Suite("Units of a beacon: HIP-15") struct UnitTableTests {
    /// N = 4, r = 4/5, each row exact over 5^(n-4) and rounded down to 1e-6.
    @Test("each row is the formula's", arguments: 1...14)
    func formula(witnesses: Int) {
        let row = UnitTable.first.row(witnesses: witnesses)
        guard witnesses > 4 else {
            #expect(row.beaconer == UInt64(witnesses) * 250_000)
            #expect(row.witness == 1_000_000)
            return
        }
        var (four, five) = (UInt64(1), UInt64(1))
        for _ in 4..<witnesses { (four, five) = (four * 4, five * 5) }
        #expect(row.beaconer == (2 * five - four) * 1_000_000 / five)
        let all = (4 * five - (five - four)) * 1_000_000
        #expect(row.witness == all / (five * UInt64(witnesses)))
    }

    /// The figures of HIP-15's implementation (Helium's oracles, four decimals, the nearest).
    @Test("the published figures")
    func published() {
        let figures: [(Int, UInt64, UInt64)] = [
            (1, 2_500, 10_000), (4, 10_000, 10_000), (5, 12_000, 7_600), (6, 13_600, 6_067),
            (8, 15_904, 4_262), (10, 17_379, 3_262), (12, 18_322, 2_640), (14, 18_926, 2_220),
        ]
        for (witnesses, beaconer, witness) in figures {
            let row = UnitTable.first.row(witnesses: witnesses)
            #expect((row.beaconer + 50) / 100 == beaconer, "\(witnesses)")
            #expect((row.witness + 50) / 100 == witness, "\(witnesses)")
        }
    }

    @Test("no witness, no unit")
    func nobody() {
        #expect(UnitTable.first.row(witnesses: 0) == UnitTable.Row(beaconer: 0, witness: 0))
    }

    @Test("a row may pay 5 in total and not 5.000001")
    func total() throws {
        _ = try UnitTable(rows: [UnitTable.Row(beaconer: 0, witness: 5_000_000)])
        #expect(throws: RewardRulesError.tooManyUnits(witnesses: 1)) {
            try UnitTable(rows: [UnitTable.Row(beaconer: 1, witness: 5_000_000)])
        }
        #expect(throws: RewardRulesError.tooManyUnits(witnesses: 2)) {
            try UnitTable(rows: [
                UnitTable.Row(beaconer: 0, witness: 0), UnitTable.Row(beaconer: 0, witness: .max),
            ])
        }
        #expect(throws: RewardRulesError.rowCount(table: "unit shares", found: 0)) {
            try UnitTable(rows: [])
        }
    }
}

@Suite("Numbers of pay in the rule book") struct RewardRulesTests {
    private func rules(
        _ change: (name: String, value: Int64?)? = nil, units: [Int64]? = nil,
        density: [Int64]? = nil
    ) throws(RewardRulesError) -> RewardRules {
        let first = RewardRules.first
        return try RewardRules(
            number: { name in
                if let change, change.name == name { return change.value }
                return first.numbers.first { $0.name == name }?.value
            },
            table: { name in
                name == RewardRules.unitTableName
                    ? units ?? first.unitShares
                    : name == RewardRules.densityTableName ? density ?? first.densityLimits : nil
            })
    }

    @Test("what is written is read again")
    func inverse() throws {
        #expect(try rules() == RewardRules.first)
        var other = RewardRules.first
        for number in RewardRules.first.numbers {
            let value = number.bounds.lowerBound
            other = try rules((number.name, value))
            #expect(other.numbers.first { $0.name == number.name }?.value == value)
        }
    }

    @Test("each number: missing, on its bounds, one past them")
    func bounds() throws {
        for number in RewardRules.first.numbers {
            _ = try rules((number.name, number.bounds.lowerBound))
            _ = try rules((number.name, number.bounds.upperBound))
            #expect(throws: RewardRulesError.missing(number.name)) {
                try rules((number.name, nil))
            }
            for value in [number.bounds.lowerBound - 1, number.bounds.upperBound + 1] {
                #expect(
                    throws: RewardRulesError.outOfBounds(
                        number.name, found: value, allowed: number.bounds)
                ) { try rules((number.name, value)) }
            }
        }
    }

    @Test("density: N, target and limit on their bounds and past them")
    func density() throws {
        let first = RewardRules.first.densityLimits
        _ = try rules(density: [7, 4_095, 4_095] + first.dropFirst(3))
        for bad: [Int64] in [[0, 1, 1], [8, 1, 1], [1, 0, 1], [1, 2, 1], [1, 1, 4_096]] {
            #expect(throws: RewardRulesError.densityRow(resolution: 4)) {
                try rules(density: bad + first.dropFirst(3))
            }
        }
        #expect(throws: RewardRulesError.rowCount(table: "density limits", found: 6)) {
            try rules(density: Array(first.dropLast(3)))
        }
        #expect(throws: RewardRulesError.rowCount(table: "density limits", found: 20)) {
            try rules(density: Array(first.dropLast()))
        }
        #expect(throws: RewardRulesError.rowCount(table: "unit shares", found: 3)) {
            try rules(units: [1, 2, 3])
        }
    }
}

@Suite("Standing") struct StandingTests {
    @Test("paid in 10 of 14 and not absent 3 times in a row")
    func table() {
        let rows: [(name: String, paid: String, holds: Bool)] = [
            ("always", "11111111111111", true),
            ("ten, the newest ones", "00001111111111", true),
            ("ten, spread", "11011011011011", true),
            ("nine", "11011011011010", false),
            ("eleven, the last two without", "10111111111100", true),
            ("eleven, the last three without", "11111111111000", false),
            ("paid again after three without", "11111111110001", true),
            ("nothing", "00000000000000", false),
        ]
        for row in rows {
            var history = PaidHistory.none
            for mark in row.paid { history = history.adding(paid: mark == "1") }
            #expect(history.holdsStanding(by: .first) == row.holds, "\(row.name)")
        }
    }

    @Test("an epoch falls out after 14")
    func window() {
        var history = PaidHistory.none.adding(paid: true)
        for _ in 0..<13 { history = history.adding(paid: false) }
        #expect(history.paidEpochs == 1)
        #expect(history.adding(paid: false).paidEpochs == 0)
        #expect(PaidHistory(bits: .max).paidEpochs == 14)
    }
}
