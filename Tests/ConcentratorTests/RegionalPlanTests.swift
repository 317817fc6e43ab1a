import Airwaves
import Concentrator
import ConcentratorSamples
import Foundation
import Testing
import Units

@Suite("Regions: what a concentrator hears in each")
struct RegionalPlanTests {
    static func board(for plan: RegionalPlan) -> Board? {
        Board.all.first { $0.serves(plan.rules.beaconChannels[0]) }
    }

    static func plan(_ plan: RegionalPlan, subBand: Int? = nil) throws -> ReceivePlan {
        let board = try #require(Self.board(for: plan))
        return try ReceivePlan(for: plan, subBand: subBand, on: board)
    }

    @Test(
        "every beacon channel is heard, each on its own number, or no board is made for them",
        arguments: RegionalPlan.allCases)
    func beacons(region: RegionalPlan) throws {
        let channels = region.rules.beaconChannels
        guard let board = Self.board(for: region) else {
            #expect(region == .eu433)
            let error = #expect(throws: RegionalReceiveError.self) {
                try ReceivePlan(for: region, on: .coreCell)
            }
            #expect(error?.description.contains("no board that Earshot knows is") == true)
            return
        }
        let plan = try ReceivePlan(for: region, on: board)
        #expect(channels.allSatisfy(plan.hears))
        #expect(!plan.hears(Hertz(channels[0].value + 1)))
        #expect(plan.channels.count == channels.count && plan.channels.allSatisfy { $0 != nil })
        #expect(plan.listensFirst == (region == .kr920))
        #expect(plan.clock == .a && plan.radioA != nil)
    }

    @Test("what was promoted: EU868 and US915 are the plans observed on the wire")
    func samples() throws {
        #expect(try Self.plan(.eu868) == SamplePlan.eu868.plan())
        #expect(try Self.plan(.us915) == SamplePlan.us915.plan())
        let fine = try ReceivePlan(for: .eu868, on: .coreCell, timestamps: .fine)
        #expect(try fine == SamplePlan.eu868.plan(timestamps: .fine))
    }

    @Test("a sub-band is eight channels from its own first, up to the plan's last")
    func subBands() throws {
        let firsts: [(RegionalPlan, Int, UInt64)] = [
            (.us915, 1, 902_300_000), (.us915, 2, 903_900_000), (.us915, 8, 913_500_000),
            (.au915, 1, 915_200_000), (.au915, 8, 926_400_000), (.au915Sub1, 2, 916_800_000),
            (.cn470, 1, 470_300_000), (.cn470, 11, 486_300_000), (.cn470, 12, 487_900_000),
        ]
        for (region, subBand, first) in firsts {
            let plan = try Self.plan(region, subBand: subBand)
            for step in UInt64(0)..<8 { #expect(plan.hears(Hertz(first + step * 200_000))) }
        }
        #expect(try Self.plan(.us915, subBand: 2) == Self.plan(.us915))
        #expect(try Self.plan(.au915Sub1, subBand: 2) == Self.plan(.au915))
        let refusals: [(RegionalPlan, Int, RegionalReceiveError)] = [
            (.us915, 0, .subBand(found: 0, last: 8, .us915)),
            (.us915, 9, .subBand(found: 9, last: 8, .us915)),
            (.au915, 9, .subBand(found: 9, last: 8, .au915)),
            (.cn470, 13, .subBand(found: 13, last: 12, .cn470)),
            (.eu868, 1, .noSubBands(.eu868)), (.as923Group1, 1, .noSubBands(.as923Group1)),
        ]
        for (region, subBand, refusal) in refusals {
            #expect(throws: refusal) { try Self.plan(region, subBand: subBand) }
            #expect(refusal.description.contains(region.description))
        }
    }

    @Test("a board of another band is refused, and the right ones are named")
    func boards() {
        let refusal = #expect(throws: RegionalReceiveError.self) {
            try ReceivePlan(for: .us915, on: .rak5146For868)
        }
        #expect(refusal?.description.contains("corecell, wm1302, rak5146-915") == true)
        #expect(throws: RegionalReceiveError.self) {
            try ReceivePlan(for: .cn470, on: .coreCell)
        }
    }

    @Test("of several boards the first that serves the plan; where none does, the first's refusal")
    func first() throws {
        for region in RegionalPlan.allCases where Self.board(for: region) != nil {
            let (plan, board) = try ReceivePlan.onFirst(of: Board.all, for: region)
            #expect(board == Self.board(for: region))
            #expect(try plan == Self.plan(region))
        }
        let boards = [Board.rak5146For868, .coreCell]
        #expect(try ReceivePlan.onFirst(of: boards, for: .us915).board == .coreCell)
        #expect(try ReceivePlan.onFirst(of: boards, for: .eu868).board == .rak5146For868)
        let refusal = #expect(throws: RegionalReceiveError.self) {
            try ReceivePlan.onFirst(of: boards, for: .cn470)
        }
        #expect(refusal?.description.contains(Board.rak5146For868.name + " board") == true)
        #expect(throws: RegionalReceiveError.noSubBands(.eu868)) {
            try ReceivePlan.onFirst(of: boards, for: .eu868, subBand: 1)
        }
    }

    @Test("the registers after a start equal those another script derives, in every region")
    func images() throws {
        let base = RegisterImage(afterStart: try SamplePlan.eu868.plan())
        var seen: [String] = []
        for row in try Vectors.rows("regions.csv") {
            seen.append(row[0])
            let region = try #require(RegionalPlan(parsing: row[0]))
            guard let board = Self.board(for: region) else { continue }
            let plan = try ReceivePlan(
                for: region, subBand: Int(row[1]), on: board,
                timestamps: row[1] == "fine" ? .fine : .frameEnd)
            let changed = try Dictionary(
                uniqueKeysWithValues: row[2].split(separator: " ").map { entry in
                    let parts = entry.split(separator: ":")
                    return (
                        try #require(UInt16(parts[0], radix: 16)),
                        try #require(UInt8(parts[1], radix: 16))
                    )
                })
            let image = RegisterImage(afterStart: plan)
            #expect(image.entries.count == 589)
            for (entry, old) in zip(image.entries, base.entries) {
                let expected = changed[entry.address] ?? old.value
                #expect(
                    entry.value == expected,
                    "\(row[0]) \(row[1]) \(String(entry.address, radix: 16))")
            }
        }
        #expect(Set(seen) == Set(RegionalPlan.allCases.map(\.description)))
    }

    @Test(
        "as text: an address and a value a line, ascending, as the image file has them",
        arguments: SamplePlan.allCases)
    func text(sample: SamplePlan) throws {
        let expected = try String(
            contentsOf: Vectors.folder.appendingPathComponent("\(sample).image"), encoding: .utf8)
        #expect(RegisterImage(afterStart: try sample.plan()).description == expected)
    }
}
