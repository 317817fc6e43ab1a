import HexGrid
import Testing
import Units

@testable import Rewards

@Suite("Gap: what others cover, leave-one-out") struct GapTests {
    private let rules = RewardRules.first
    private let home = Place.metres(north: 0, east: 0)
    private let away = Place.metres(north: 20_000, east: 0)
    private let third = Place.metres(north: 0, east: 20_000)

    private func coveredByOthers(
        _ standing: [Bool], _ coverage: [CellCoverage]
    ) -> [UInt64] {
        let cells = [home, away, third]
        let hotspots = standing.indices.map { index in
            PlacedHotspot.at(cells[index], UInt32(index), standing: standing[index])
        }
        let sites = Sites(hotspots, by: rules)
        let gap = Gap(sites, coverage: coverage, by: rules)
        return sites.hotspots.indices.map { gap.coveredByOthers[Int(sites.siteOf[$0])] }
    }

    private func heard(
        _ by: UInt32, in cell: Cell, _ heard: UInt32, of sent: UInt32
    ) -> CellCoverage {
        CellCoverage(cell: cell.ancestor(8), hotspot: by, heard: heard, sent: sent)
    }

    @Test("nobody else: gap 2")
    func nobody() {
        #expect(coveredByOthers([true, true, true], []) == [0, 0, 0])
        let own = [heard(0, in: home, 20, of: 20)]
        #expect(coveredByOthers([true, true, true], own) == [0, 0, 0])
    }

    /// 1 hears all of the 20 beacons from 0's cell: 0's one cell is covered whole. What 1 has there
    /// is a cell of 1's too, covered by nobody else: the mean over its two cells is 0.
    @Test("one other hears all: gap 1 for whom it hears")
    func other() {
        #expect(
            coveredByOthers([true, true, true], [heard(1, in: home, 20, of: 20)]) == [1_000, 0, 0])
    }

    @Test("a share is taken of at least 8 sent, and needs standing")
    func trials() {
        #expect(coveredByOthers([true, true, true], [heard(1, in: home, 2, of: 2)])[0] == 250)
        #expect(coveredByOthers([true, true, true], [heard(1, in: home, 8, of: 8)])[0] == 1_000)
        #expect(coveredByOthers([true, true, true], [heard(1, in: home, 9, of: 10)])[0] == 900)
        #expect(coveredByOthers([true, false, true], [heard(1, in: home, 9, of: 10)])[0] == 0)
    }

    /// 1 and 2 both hear a third of 0's cell: 333 + 333; each is covered in its two cells by
    /// (0 at home, 333 there) / 2.
    @Test("others add up, at most to all of a cell")
    func sums() {
        let both = [heard(1, in: home, 5, of: 15), heard(2, in: home, 5, of: 15)]
        #expect(coveredByOthers([true, true, true], both) == [666, 166, 166])
        let much = [heard(1, in: home, 15, of: 15), heard(2, in: home, 14, of: 15)]
        #expect(coveredByOthers([true, true, true], much) == [1_000, 466, 500])
    }

    @Test("factor: 2000 less what others cover")
    func factor() {
        let sites = Sites([.at(home, 0, standing: true), .at(away, 1, standing: true)], by: rules)
        let gap = Gap(sites, coverage: [heard(1, in: home, 9, of: 10)], by: rules)
        #expect(gap.factor(of: 0, by: rules) == 1_100 && gap.factor(of: 1, by: rules) == 2_000)
    }
}

@Suite("Demand: credits burned in e-1") struct DemandTests {
    private let rules = RewardRules.first
    private let places = (0..<3).map { Place.metres(north: Double($0) * 20_000, east: 0) }

    private func demand(_ burned: [(place: Int, payer: UInt64, credits: UInt64)]) -> Demand {
        let hotspots = places.indices.map {
            PlacedHotspot.at(places[$0], UInt32($0), standing: true)
        }
        let entries = burned.map {
            CellDemand(
                cell: places[$0.place].ancestor(8), payer: Network.key($0.payer),
                credits: $0.credits)
        }
        return Demand(entries, Sites(hotspots, by: rules), by: rules)
    }

    @Test("one payer counts for a third, two for two thirds, three for all")
    func payers() {
        let cell = places[0].ancestor(8)
        #expect(demand([(0, 1, 900)]).credits(in: cell) == 300)
        #expect(demand([(0, 1, 400), (0, 1, 500)]).credits(in: cell) == 300)
        #expect(demand([(0, 1, 450), (0, 2, 450)]).credits(in: cell) == 600)
        #expect(demand([(0, 1, 300), (0, 2, 300), (0, 3, 300)]).credits(in: cell) == 900)
        #expect(demand([(0, 1, 800), (0, 2, 50), (0, 3, 50)]).credits(in: cell) == 400)
    }

    @Test("median 0: factor 1; at the median 1.5; never 2")
    func factor() {
        let quiet = demand([(0, 1, 900)])
        #expect(quiet.median == 0 && quiet.factor(credits: 300) == 1_000_000)
        let busy = demand([(0, 1, 900), (1, 1, 300)])
        #expect(busy.median == 100)
        #expect(busy.factor(credits: 0) == 1_000_000)
        #expect(busy.factor(credits: 100) == 1_500_000)
        #expect(busy.factor(credits: 300) == 1_750_000)
        #expect(busy.factor(credits: .max) == 1_999_999)
    }
}

@Suite("Anchors") struct AnchorTests {
    private let rules = RewardRules.first

    /// A row of sites 20 km apart, each of its own owner.
    private func row(_ count: Int, trust: UInt16 = 1_000) -> [PlacedHotspot] {
        (0..<count).map {
            .at(Place.metres(north: Double($0) * 1_000, east: 0), UInt32($0), trust: trust)
        }
    }

    private func steps(
        _ hotspots: [PlacedHotspot], _ mappers: [MapperContact] = [],
        edges: [TwoWayEdge]? = nil
    ) -> [Int8] {
        let chain = hotspots.dropLast().map { TwoWayEdge($0.number + 1, $0.number) }
        let sites = Sites(hotspots, by: rules)
        return Anchors(sites, edges: edges ?? chain, mappers: mappers, by: rules).steps
    }

    @Test("eight steps from a founding anchor, not nine")
    func distance() {
        var hotspots = row(10)
        hotspots[0].isFoundingAnchor = true
        #expect(steps(hotspots) == [0, 1, 2, 3, 4, 5, 6, 7, 8, -1])
    }

    @Test("both ends need a trust of 900")
    func trust() {
        var hotspots = row(4)
        hotspots[0].isFoundingAnchor = true
        hotspots[2].trust = 900
        #expect(steps(hotspots) == [0, 1, 2, 3])
        hotspots[2].trust = 899
        #expect(steps(hotspots) == [0, 1, -1, -1])
        hotspots[2].trust = 1_000
        hotspots[0].trust = 899
        #expect(steps(hotspots) == [0, -1, -1, -1])
    }

    @Test("a mapper of another owner, not one's own")
    func mappers() {
        let hotspots = row(3, trust: 250)
        let own = MapperContact(owner: hotspots[1].owner, hotspot: 1)
        #expect(steps(hotspots, [own]) == [-1, -1, -1])
        let other = MapperContact(owner: Network.key(77), hotspot: 1)
        #expect(steps(hotspots, [other]) == [-1, 0, -1])
        #expect(
            steps(hotspots, [MapperContact(owner: Network.key(77), hotspot: 9)]) == [-1, -1, -1])
    }

    @Test("a suspended anchor anchors nobody, an edge to nobody leads nowhere")
    func absent() {
        var hotspots = row(2)
        hotspots[0].isFoundingAnchor = true
        #expect(steps(hotspots, edges: [TwoWayEdge(0, 9), TwoWayEdge(0, 0)]) == [0, -1])
        hotspots[0].condition = .suspended
        #expect(steps(hotspots) == [-1])
    }

    @Test("without an anchor gap is 1 and M at most 500 per mille")
    func unanchored() {
        #expect(Multipliers.product(1_000_000, 2_000, 1_000_000, true, rules) == 2_000_000)
        #expect(Multipliers.product(1_000_000, 1_000, 1_000_000, false, rules) == 500_000)
        #expect(Multipliers.product(500_000, 1_000, 1_000_000, false, rules) == 500_000)
        #expect(Multipliers.product(499_999, 1_000, 1_000_000, false, rules) == 499_999)
        #expect(Multipliers.product(1_000_000, 2_000, 1_999_999, true, rules) == 3_999_998)
        var rules = rules
        rules.greatestMultiplier = 3_999_997
        #expect(Multipliers.product(1_000_000, 2_000, 1_999_999, true, rules) == 3_999_997)
        #expect(Multipliers.product(333_333, 1_500, 1_500_000, true, rules) == 749_999)
    }
}
