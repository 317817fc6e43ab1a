import Airwaves
import Attestation
import Testing

@Suite("Periods of a network") struct NetworkPeriodsTests {
    @Test("the tables of PROTOCOL 1, as the independent script has them")
    func tables() throws {
        let vectors = try DerivationVectors.read("slots.json", as: DerivationVectors.Slots.self)
        for (name, periods) in DerivationVectors.periods {
            let table = try #require(vectors.periods[name])
            let fields = Mirror(reflecting: periods).children
            #expect(fields.count == table.count)
            for field in fields {
                let label = try #require(field.label)
                let number =
                    (field.value as? UInt64)
                    ?? UInt64(
                        periods.greatestSpreadingFactor.rawValue)
                #expect(table[label] == number, "\(name).\(label)")
            }
            try periods.check()
        }
    }

    static let rows: [(NetworkPeriodsError, @Sendable (inout NetworkPeriods) -> Void)] = [
        (.periodLength, { $0.milliseconds = 99 }), (.periodLength, { $0.milliseconds = 3_600_001 }),
        (.windowLength, { $0.periodsPerWindow = 1 }),
        (.windowLength, { $0.periodsPerWindow = 1_025 }),
        (.epochLength, { $0.windowsPerEpoch = 0 }), (.epochLength, { $0.windowsPerEpoch = 65 }),
        (.slotTooEarly, { $0.slotStart = 1 }), (.slotOrder, { $0.slotStart = 220 }),
        (.slotOrder, { $0.slotEnd = .max }),
        (.spareOrder, { $0.spareStart = 0 }), (.spareOrder, { $0.spareStart = 80 }),
        (.spareOrder, { $0.spareEnd = .max }),
        (.receptionOrder, { $0.lastReception = 299 }),
        (.receptionOrder, { $0.lastReception = 360 }),
        (.sealDue, { $0.sealDue = 0 }), (.cutoffOrder, { $0.sealDue = 25 }),
        (.cutoffOrder, { $0.cutoff = 30 }), (.cutoffOrder, { $0.opening = 361 }),
        (.openingInterval, { $0.openingInterval = 0 }),
        (.openingInterval, { $0.openingInterval = 361 }),
        (.closeTooEarly, { ($0.opening, $0.close, $0.lastReception) = (30, 0, 350) }),
        (.closeTooEarly, { $0.close = 361 }),
        (.oldCommitments, { $0.oldCommitments = 329 }),
        (.oldCommitments, { $0.oldCommitments = 360 }),
        (.spreadingFactor, { $0.greatestSpreadingFactor = .sf6 }),
    ]

    @Test("lengths that would make rules contradict each other", arguments: rows.indices)
    func refused(row: Int) {
        let (error, change) = Self.rows[row]
        var periods = NetworkPeriods.main
        change(&periods)
        #expect(throws: error) { try periods.check() }
    }

    @Test func everyRefusalHasAVector() {
        for error in NetworkPeriodsError.allCases {
            #expect(Self.rows.contains { $0.0 == error }, "\(error)")
            #expect(error.description.utf8.count > 20)
        }
    }

    @Test("numbers of periods, windows and epochs to their ends")
    func numbering() {
        for (_, periods) in DerivationVectors.periods {
            let last = Window(Window.limit)
            let first = periods.firstPeriod(of: last)
            #expect(first.number == Window.limit * periods.periodsPerWindow)
            #expect(periods.window(of: first) == last)
            #expect(periods.window(of: Period(first.number - 1)) == Window(Window.limit - 1))
            #expect(periods.epoch(of: last) == Epoch(Epoch.limit))
            #expect(periods.firstWindow(of: Epoch(Epoch.limit)) == last)
            #expect(periods.epoch(of: Window(3)) == Epoch(0))
            #expect(periods.epoch(of: Window(4)) == Epoch(1))
        }
        let main = NetworkPeriods.main
        // 30 periods and a millisecond less, and exactly 30.
        #expect(
            main.drawPeriod(in: Window(1), at: WindowOffset(milliseconds: 1_799_999)) == Period(387)
        )
        #expect(
            main.drawPeriod(in: Window(1), at: WindowOffset(milliseconds: 1_800_000)) == Period(388)
        )
    }
}
