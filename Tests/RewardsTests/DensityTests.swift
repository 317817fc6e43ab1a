import HexGrid
import Seeds
import Testing
import Units

@testable import Rewards

/// HIP-17 with HIP-104's numbers, worked by hand. The table (N, target, greatest):
/// 10, 9, 8: 2, 1, 1. 7: 4, 5, 10. 6: 4, 25, 50. 5: 4, 100, 200. 4: 2, 500, 1000.
@Suite("Density: HIP-17 over sites with standing") struct DensityTests {
    /// A cell of resolution 6 in the middle of nowhere, far from a pentagon.
    private let six = Place.at(47.4, 8.5).ancestor(6)

    /// The children of a cell, its centre child first.
    private func children(_ cell: Cell) throws -> [Cell] {
        try cell.children(at: Resolution(cell.level + 1))
    }

    /// The cells of resolution 11 in the middles of the first `count` children of resolution 8.
    private func places(in seven: Cell, _ count: Int) throws -> [Cell] {
        try children(seven).prefix(count).map { try $0.centerChild(at: Resolution(11)) }
    }

    /// What the last of some places is scaled by, the others being there before.
    private func scale(_ places: [Cell]) throws -> UInt64 {
        var grid = DensityGrid(cells: places, by: .first)
        for place in places { grid.add(leaf: try #require(grid.leaf(place))) }
        let last = try #require(places.last)
        return Density.scale(grid.path(from: try #require(grid.leaf(last))))
    }

    @Test("alone: 1")
    func alone() throws {
        #expect(try scale(places(in: children(six)[0], 1)) == 1_000_000)
    }

    /// One cell of resolution 8 keeps 1 (limit min(1, 1 x max(1 - 2 + 1, 1)) = 1) of what its cells
    /// of resolution 9 keep: the second there has 1/2, the third 1/3.
    @Test("the n-th in a cell of resolution 8: 1/n")
    func eight() throws {
        let nines = try children(children(children(six)[0])[0])
        for count in 1...7 {
            let places = try nines.prefix(count).map { try $0.centerChild(at: Resolution(11)) }
            #expect(try scale(places) == UInt64(1_000_000 / count))
        }
    }

    /// Two in one cell of resolution 10 (which 300 m sites never are): 1/2 there, and above it one
    /// is counted and kept.
    @Test("two in a cell of resolution 10: 1/2")
    func ten() throws {
        let ten = try children(six)[3].centerChild(at: Resolution(10))
        #expect(try scale(Array(children(ten).prefix(2))) == 500_000)
    }

    /// Resolution 7: one cell at its target of 5 sees itself alone, 1 - 4 + 1 < 1, so its limit is
    /// 5. The sixth is scaled by 5/6, the seventh by 5/7.
    @Test("a cell of resolution 7 alone keeps 5")
    func seven() throws {
        let seven = try children(six)[0]
        #expect(try scale(places(in: seven, 5)) == 1_000_000)
        #expect(try scale(places(in: seven, 6)) == 833_333)
        #expect(try scale(places(in: seven, 7)) == 714_285)
    }

    /// The centre child's disk is its six siblings. With three siblings at 5 the cell sees 4 at
    /// their target: 5 x max(4 - 4 + 1, 1) = 5, still 5/7. With four it sees 5: 10, so all 7 count;
    /// the parent then counts 7 + 4 x 5 = 27 and keeps 25 (itself alone at 25): 25/27.
    @Test("neighbours at their target raise the limit from the N-th on")
    func neighbours() throws {
        let sevens = try children(six)
        let middle = try places(in: sevens[0], 7)
        func around(_ count: Int) throws -> [Cell] {
            try sevens[1...count].flatMap { try places(in: $0, 5) }
        }
        #expect(try scale(around(3) + middle) == 714_285)
        #expect(try scale(around(4) + middle) == 925_925)
    }

    /// A neighbour that reaches its target later raises what those before it keep: the grid is the
    /// same whoever came first.
    @Test("the grid does not depend on the order of arrival")
    func arrival() throws {
        let sevens = try children(six)
        var cells = try places(in: sevens[0], 7) + sevens[1...4].flatMap { try places(in: $0, 5) }
        var chance = SeededNumbers(seed: 4)
        for _ in 0..<20 {
            cells.shuffle(using: &chance)
            var grid = DensityGrid(cells: cells, by: .first)
            for cell in cells { grid.add(leaf: try #require(grid.leaf(cell))) }
            let place = try places(in: sevens[0], 1)[0]
            let leaf = try #require(grid.leaf(place))
            let path = grid.path(from: leaf)
            #expect(path[3].counted == 7 && path[3].kept == 7)
            #expect(path[4].counted == 27 && path[4].kept == 25)
        }
    }

    /// The whole algorithm at once, by dictionaries, as HIP-17 tells it.
    private func plainly(_ places: [Cell], _ place: Cell, _ table: DensityTable) throws -> UInt64 {
        var kept: [Cell: Int] = [:]
        for cell in places { kept[cell, default: 0] += 1 }
        var (top, bottom) = (UInt128(1_000_000), UInt128(1))
        for resolution in stride(from: 10, through: 4, by: -1) {
            var counted: [Cell: Int] = [:]
            for (cell, count) in kept { counted[cell.ancestor(resolution), default: 0] += count }
            let row = table.row(resolution)
            kept = [:]
            for (cell, count) in counted {
                let occupied = try cell.disk(radius: 1).count {
                    counted[$0, default: 0] >= row.target
                }
                kept[cell] = min(
                    count, min(row.limit, row.target * max(occupied - row.neighbours + 1, 1)))
            }
            let own = place.ancestor(resolution)
            top *= UInt128(kept[own] ?? 0)
            bottom *= UInt128(counted[own] ?? 0)
        }
        return UInt64(top / bottom)
    }

    @Test("one by one is the same as all at once", arguments: [1, 2, 3, 4] as [UInt64])
    func incremental(seed: UInt64) throws {
        var chance = SeededNumbers(seed: seed)
        // Small targets, so that crowded cells of every resolution occur.
        let rows = (0..<7).map { _ in
            let target = 1 + chance.below(4)
            return DensityTable.Row(
                neighbours: 1 + chance.below(4), target: target,
                limit: target * (1 + chance.below(3)))
        }
        let table = seed == 1 ? DensityTable.first : try DensityTable(rows: rows)
        let cells = (0..<250).map { _ in
            Place.at(47 + chance.fraction() * 0.3, 8 + chance.fraction() * 0.3).ancestor(11)
        }
        var grid = DensityGrid(cells: cells, by: table)
        for (index, cell) in cells.enumerated() {
            let leaf = try #require(grid.leaf(cell))
            let trial = Density.scale(grid.pathIfAdded(leaf: leaf))
            grid.add(leaf: leaf)
            #expect(Density.scale(grid.path(from: leaf)) == trial, "a trial is no trial")
            if index % 10 == 0 {
                #expect(try trial == plainly(Array(cells[...index]), cell, table))
            }
        }
    }

    @Test("later neighbours lower nobody who has standing", arguments: [5, 6] as [UInt64])
    func laterComers(seed: UInt64) throws {
        var hotspots = Network(seed: seed, hotspots: 300, towns: 1).input.hotspots
        for index in hotspots.indices { hotspots[index].condition = .active }
        func densities(_ hotspots: [PlacedHotspot]) -> [UInt32: UInt64] {
            let sites = Sites(hotspots, by: .first)
            let density = Density(sites, by: .first)
            var scales: [UInt32: UInt64] = [:]
            for (index, site) in sites.sites.enumerated() where site.hasStanding {
                scales[sites.hotspots[site.founder].number] = density.scales[index]
            }
            return scales
        }
        let half = hotspots.sorted { $0.seniority < $1.seniority }
        let before = densities(Array(half.prefix(150)))
        let after = densities(half)
        for (number, scale) in before { #expect(after[number] == scale, "\(number)") }
        #expect(after.count > before.count && before.values.contains { $0 < 1_000_000 })
    }
}
