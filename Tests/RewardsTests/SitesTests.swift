import HexGrid
import Seeds
import Testing
import Units

@testable import Rewards

@Suite("Sites: 300 m founders and holders") struct SitesTests {
    private let first = Place.metres(north: 0, east: 0)

    /// The cells around one are 19 m apart: in some direction one is just so far.
    @Test("300 m join, 301 m found")
    func bound() throws {
        var found: [Int64: Int] = [300: 0, 301: 0]
        for first in [first, Place.at(47.4, 8.5), Place.at(-33.9, 151.2), Place.at(64.1, -21.9)] {
            for cell in try first.disk(radius: 20) {
                let metres = first.center.distance(to: cell.center).value
                guard found[metres] != nil else { continue }
                found[metres, default: 0] += 1
                let sites = Sites([.at(first, 0), .at(cell, 1)], by: .first)
                #expect(sites.sites.count == (metres == 300 ? 1 : 2), "\(metres)")
            }
        }
        #expect(found.values.allSatisfy { $0 > 0 }, "\(found)")
    }

    @Test("a row of hotspots 200 m apart does not chain: every other one founds")
    func chain() {
        let row = (0..<9).map { index in
            PlacedHotspot.at(Place.metres(north: Double(index) * 200, east: 0), UInt32(index))
        }
        let sites = Sites(row, by: .first)
        #expect(sites.sites.map { $0.members } == [[0, 1], [2, 3], [4, 5], [6, 7], [8]])
    }

    @Test("standing founds before seniority, seniority before number, probation last")
    func order() {
        let there = Place.metres(north: 20, east: 0)
        var early = PlacedHotspot.at(first, 0)
        var late = PlacedHotspot.at(there, 1, standing: true)
        #expect(Sites([early, late], by: .first).sites[0].founder == 1)
        late.hasStanding = false
        #expect(Sites([early, late], by: .first).sites[0].founder == 0)
        early.seniority = 9
        #expect(Sites([early, late], by: .first).sites[0].founder == 1)
        late.condition = .probation
        #expect(Sites([early, late], by: .first).sites[0].founder == 0)
        early.condition = .suspended
        let sites = Sites([early, late], by: .first)
        #expect(sites.sites.count == 1 && sites.siteOf == [-1, 0])
    }

    @Test("standing is of no use on probation")
    func probation() {
        var hotspots = [PlacedHotspot.at(first, 0, standing: true), .at(first, 1)]
        hotspots[0].condition = .probation
        let sites = Sites(hotspots, by: .first)
        #expect(sites.sites[0].founder == 1 && sites.sites[0].holder == 1)
        #expect(sites.standingCount == 0)
        hotspots.removeLast()
        #expect(!Sites(hotspots, by: .first).sites[0].hasStanding)
    }

    @Test("the nearest of two founders, and of two as near the one before")
    func nearest() {
        let a = PlacedHotspot.at(Place.metres(north: 0, east: 0), 0)
        let b = PlacedHotspot.at(Place.metres(north: 500, east: 0), 1)
        let nearB = PlacedHotspot.at(Place.metres(north: 280, east: 0), 2)
        #expect(Sites([a, b, nearB], by: .first).sites[1].members == [1, 2])
    }

    @Test("who holds: standing, else the first that served")
    func holders() {
        typealias Row = (name: String, standing: [Bool], served: [Bool], holder: Int?)
        let rows: [Row] = [
            ("first", [false, false], [true, true], 0),
            ("first did not serve", [false, false], [false, true], 1),
            ("nobody served", [false, false], [false, false], nil),
            ("standing", [false, true], [true, true], 1),
            ("standing, absent", [false, true], [true, false], 1),
            ("both", [true, true], [true, true], 0),
            ("both, the first absent", [true, true], [false, true], 1),
            ("both, both absent", [true, true], [false, false], 0),
        ]
        for row in rows {
            let hotspots = (0..<2).map { index in
                var hotspot = PlacedHotspot.at(
                    Place.metres(north: Double(index) * 50, east: 0), UInt32(index),
                    standing: row.standing[index])
                hotspot.served = row.served[index]
                return hotspot
            }
            let sites = Sites(hotspots, by: .first)
            #expect(sites.sites.count == 1 && sites.sites[0].holder == row.holder, "\(row.name)")
        }
    }

    /// The same rule without an index: every founder is measured.
    private func slowly(_ hotspots: [PlacedHotspot]) -> [[Int]] {
        let order = hotspots.indices.filter { hotspots[$0].condition != .suspended }.sorted {
            (hotspots[$0].rank, hotspots[$0].seniority, $0)
                < (hotspots[$1].rank, hotspots[$1].seniority, $1)
        }
        var sites: [[Int]] = []
        for position in order {
            let distances = sites.map {
                hotspots[position].cell.center.distance(to: hotspots[$0[0]].cell.center).value
            }
            if let least = distances.min(), least <= 300, let site = distances.firstIndex(of: least)
            {
                sites[site].append(position)
            } else {
                sites.append([position])
            }
        }
        return sites.map { $0.sorted() }
    }

    @Test("the index finds what measuring everybody finds", arguments: [1, 2, 3])
    func index(seed: UInt64) {
        let hotspots = Network(seed: seed, hotspots: 400, towns: 2).input.hotspots
        #expect(Sites(hotspots, by: .first).sites.map(\.members) == slowly(hotspots))
    }

    /// Around each pentagon the grid is most bent and its cells least wide.
    @Test("also around the twelve pentagons")
    func pentagons() throws {
        var chance = SeededNumbers(seed: 12)
        for base in [4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117] as [UInt64] {
            let pentagon = try Cell(bits: 0x0800_1FFF_FFFF_FFFF | base << 45)
            let centre = try pentagon.centerChild(at: Resolution(12)).center
            let hotspots = (0..<120).map { number in
                let cell = Place.at(
                    max(-89.9, min(89.9, centre.latitude + (chance.fraction() - 0.5) * 0.03)),
                    max(-179.9, min(179.9, centre.longitude + (chance.fraction() - 0.5) * 0.03)))
                return PlacedHotspot.at(cell, UInt32(number))
            }
            #expect(Sites(hotspots, by: .first).sites.map(\.members) == slowly(hotspots))
        }
    }
}
