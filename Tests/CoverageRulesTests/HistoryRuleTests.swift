import Primitives
import Testing
import Units

@testable import CoverageRules

/// Each X rule: who it is meant for is found; who looks a little like that and is honest is not.
@Suite("X-1 to X-9: attackers are found, odd but honest hotspots are not")
struct HistoryRuleTests {
    func subjects(_ findings: [TrustFinding]) -> [TrustFinding.Subject] { findings.map(\.subject) }

    @Test("an honest village is not found by any rule")
    func honest() {
        #expect(Village.honest().findings.isEmpty)
    }

    // MARK: X-1

    @Test("X-1: a beaconer whose radio does not step is flat at every site")
    func ignoresSteps() {
        var village = Village.honest()
        village.add(9, north: 0, east: 0)
        for witness in UInt32(1)...6 { village.hear(9, witness, slope: 0) }
        let found = village.findings(.x1)
        #expect(subjects(found) == [.hotspot(9)])
        #expect(found.first?.reason == .stepsIgnored)
        #expect(found.first?.evidence.count == 6)
        #expect(village.trust(9) == 500)
    }

    @Test("X-1: a listener that invents levels is flat where its peers follow")
    func inventsLevels() {
        var village = Village.honest()
        village.add(9, north: 0, east: 0)
        for beaconer in UInt32(1)...6 { village.hear(beaconer, 9, slope: 0) }
        let found = village.findings(.x1)
        #expect(Set(found.map(\.reason)) == [.stepsNotHeard])
        #expect(found.contains { $0.subject == .hotspot(9) })
        #expect(found.contains { $0.subject == .edge(3, 9) })
        #expect(!found.contains { $0.subject == .hotspot(3) })
    }

    @Test("X-1: a weak edge, few receptions, or few low steps say nothing however flat")
    func weakLinks() {
        func found(_ change: (inout Village) -> Void) -> [TrustFinding] {
            var village = Village.honest()
            village.add(9, north: 0, east: 0)
            change(&village)
            return village.findings(.x1)
        }
        #expect(found { for b in UInt32(1)...6 { $0.hear(b, 9, slope: 0, margin: 1_499) } }.isEmpty)
        #expect(
            !found { for b in UInt32(1)...6 { $0.hear(b, 9, slope: 0, margin: 1_500) } }.isEmpty)
        #expect(found { for b in UInt32(1)...6 { $0.hear(b, 9, 23, slope: 0) } }.isEmpty)
        #expect(!found { for b in UInt32(1)...6 { $0.hear(b, 9, 24, slope: 0) } }.isEmpty)
    }

    @Test("X-1: an honest link with fading of 7 dB is no invention")
    func fading() {
        var village = Village.honest()
        village.add(9, north: 0, east: 0)
        for beaconer in UInt32(1)...6 { village.hear(beaconer, 9, 56, spread: 700) }
        #expect(village.findings(.x1).isEmpty)
    }

    @Test("X-1: two sites that call a beaconer flat convict nobody")
    func twoSites() {
        var village = Village.honest()
        village.add(9, north: 0, east: 0)
        for witness in UInt32(1)...2 { village.hear(9, witness, slope: 0) }
        #expect(village.findings(.x1).isEmpty)
    }

    // MARK: X-2

    /// A newcomer among the six; a far hill whose sites 21 to 23 all six hear well.
    func hill(_ change: (inout Village) -> Void) -> Village {
        var village = Village()
        for number in UInt32(1)...4 {
            village.add(number, north: 500 * Double(number), east: 0)
        }
        for number in UInt32(21)...23 {
            village.add(number, north: 30_000, east: 700 * Double(number - 20))
            for witness in UInt32(1)...4 { village.hear(number, witness, margin: 2_600) }
        }
        village.add(9, north: 1_200, east: 600)
        change(&village)
        return village
    }

    @Test("X-2: hears its cluster's weak beacons and none of three sites its neighbours hear")
    func ownCluster() {
        let village = hill {
            $0.add(10, north: 9_000, east: 0)
            $0.hear(10, 9, margin: 600)
        }
        let found = village.findings(.x2)
        #expect(subjects(found) == [.hotspot(9)])
        #expect(found.first?.measured == 3)
    }

    @Test("X-2: lower or weaker antennas than the neighbours', and beacons heard by luck, excuse")
    func unlikeNeighbours() {
        func found(_ change: (inout Village) -> Void) -> Int {
            let village = hill {
                $0.add(10, north: 9_000, east: 0)
                $0.hear(10, 9, margin: 600)
                change(&$0)
            }
            return village.findings(.x2).count
        }
        #expect(found { _ in } == 1)
        #expect(found { $0[9].height = $0[1].height - Metres(1) } == 0)
        #expect(found { $0[9].gain = $0[1].gain - Decibels(hundredths: 10) } == 0)
        // Of four neighbours three are enough, and two are not.
        #expect(found { $0[1].height = $0[9].height + Metres(20) } == 1)
        #expect(
            found {
                for number in UInt32(1)...2 { $0[number].height = $0[9].height + Metres(20) }
            } == 0)
        // Heard 15 of 32 times the weak beacons do not tell how good the receiver is.
        for (count, isFound) in [(16, 1), (15, 0)] {
            let village = hill {
                $0.add(10, north: 9_000, east: 0)
                $0.hear(10, 9, count, margin: 600)
                $0.add(11, north: 9_500, east: 0)
                $0.hear(11, 9, margin: 2_600)
            }
            #expect(village.findings(.x2).count == isFound, "\(count)")
        }
    }

    @Test("X-2: a deaf receiver hears nothing weak and is not found")
    func deaf() {
        let village = hill { $0.hear(1, 9, margin: 2_600) }
        #expect(village.findings(.x2).isEmpty)
    }

    @Test("X-2: a clique that refuses to hear a newcomer does not lower it")
    func refusingClique() {
        var village = Village.honest()
        village.add(9, north: 500, east: 500)
        for beaconer in UInt32(1)...6 { village.hear(beaconer, 9) }
        #expect(village.findings(.x2).isEmpty)
        village[9].trust = 250
        #expect(village.trust(9) == 250)
        village[9].trust = 500
        #expect(village.trust(9) == 500)
    }

    // MARK: X-3

    @Test("X-3: one antenna for two doubts the edge; a loud neighbour alone does nothing")
    func splitter() {
        var village = Village.honest()
        village.add(9, north: 100, east: 100)
        village.add(10, north: 7_000, east: 7_000)
        village.hear(9, 10, 0) { $0.tooStrong = 5 }
        #expect(village.findings(.x3).isEmpty)
        village.hear(10, 9, 0) { $0.tooStrong = 4 }
        #expect(village.findings(.x3).isEmpty)
        village.edges.removeLast()
        village.hear(10, 9, 0) { $0.tooStrong = 5 }
        let found = village.findings(.x3)
        #expect(subjects(found) == [.edge(9, 10)])
        #expect(village.trust(9) == 600 && village.trust(10) == 600)
    }

    @Test("X-3: splitter towards three sites lowers")
    func splitterOfMany() {
        var village = Village.honest()
        village.add(9, north: 100, east: 100)
        for other in UInt32(1)...3 {
            village.hear(9, other, 0) { $0.tooStrong = 7 }
            village.hear(other, 9, 0) { $0.tooStrong = 6 }
        }
        #expect(village.findings(.x3).contains { $0.subject == .hotspot(9) })
        #expect(village.trust(9) == 500)
        #expect(village.trust(1) == 600)
    }

    // MARK: X-4

    @Test("X-4: levels that do not vary, on one edge and on three")
    func smooth() {
        var village = Village.honest()
        village.add(9, north: 0, east: 0)
        village.hear(1, 9, 24, spread: 20)
        #expect(subjects(village.findings(.x4)) == [.edge(1, 9)])
        #expect(village.trust(9) == 600)
        for beaconer in UInt32(2)...3 { village.hear(beaconer, 9, 24, spread: 20) }
        #expect(village.findings(.x4).contains { $0.subject == .hotspot(9) })
        #expect(village.trust(9) == 500)
    }

    @Test("X-4: a still indoor link whose levels vary by a decibel is honest")
    func still() {
        var village = Village.honest()
        village.add(9, north: 0, east: 0)
        for beaconer in UInt32(1)...6 { village.hear(beaconer, 9, spread: 100) }
        #expect(village.findings(.x4).isEmpty)
    }

    @Test("X-4: copies, one past each bound")
    func copies() {
        var village = Village.honest()
        village.add(9, north: 0, east: 0)
        village.note(9) { ($0.comparable, $0.copied) = (50, 10) }
        #expect(village.findings(.x4).isEmpty)
        village.note(9) { $0.copied = 1 }
        let found = village.findings(.x4)
        #expect(subjects(found) == [.hotspot(9)])
        #expect(found.first?.reason == .copied && found.first?.measured == 220)
        var few = Village.honest()
        few.note(3) { ($0.comparable, $0.copied) = (9, 9) }
        #expect(few.findings(.x4).isEmpty)
    }

    @Test("X-4: over free space in the mean at three sites; a hill that is near it is not")
    func biased() {
        func village(_ over: Int32) -> Village {
            var village = Village.honest()
            village.add(9, north: 0, east: 0)
            for beaconer in UInt32(1)...3 {
                village.hear(beaconer, 9, level: -9_000, spread: 0, freeSpace: -9_000 - over)
            }
            return village
        }
        let found = village(301).findings(.x4)
        #expect(found.contains { $0.reason == .biased && $0.subject == .hotspot(9) })
        #expect(!village(300).findings(.x4).contains { $0.reason == .biased })
    }

    // MARK: X-5

    /// 9 says it stands among the honest; three sites 40 km away hear it well.
    func spoofer(_ change: (inout Village) -> Void = { _ in }) -> Village {
        var village = Village()
        for number in UInt32(1)...6 {
            village.add(number, north: 900 * Double(number), east: 0)
        }
        for one in UInt32(1)...6 {
            for other in UInt32(1)...6 where one < other { village.hearEachOther(one, other) }
        }
        for number in UInt32(21)...23 {
            village.add(number, north: 40_000, east: 700 * Double(number - 20))
        }
        village.add(9, north: 2_000, east: 1_500)
        for witness in UInt32(21)...23 { village.hear(9, witness) }
        change(&village)
        return village
    }

    @Test("X-5: heard by three sites far away and by nobody near: it stands elsewhere")
    func spoofedPlace() {
        let village = spoofer()
        let found = village.findings(.x5)
        #expect(subjects(found) == [.hotspot(9)])
        #expect(found.first?.measured ?? 0 >= 3)
        #expect(village.trust(9) == 500)
    }

    @Test("X-5: one neighbour that hears it refutes; a well placed site is not found")
    func wellPlaced() {
        #expect(spoofer { $0.hear(9, 2, margin: 300) }.findings(.x5).isEmpty)
    }

    @Test("X-5: deaf sybils next door say nothing by their silence")
    func deafSybils() {
        let village = spoofer { village in
            village.edges.removeAll { $0.witness <= 6 }
        }
        #expect(village.findings(.x5).isEmpty)
    }

    @Test("X-5: neighbours below 500, or of one owner, are no votes")
    func noVotes() {
        let low = spoofer { village in
            for number in UInt32(1)...6 { village[number].trust = 499 }
        }
        #expect(low.findings(.x5).isEmpty)
        let one = spoofer { village in
            for number in UInt32(1)...6 { village[number].owner = GoodFacts.key(5) }
        }
        #expect(one.findings(.x5).isEmpty)
    }

    // MARK: X-6

    @Test("X-6: claims to hear strongly whoever never hears it")
    func oneWay() {
        var village = Village.honest()
        village.add(9, north: 500, east: 500)
        for beaconer in UInt32(1)...6 { village.hear(beaconer, 9) }
        let found = village.findings(.x6)
        #expect(subjects(found) == [.hotspot(9)])
        #expect(village.trust(9) == 500)
    }

    @Test("X-6: over weak edges, or with few beacons of its own, silence means nothing")
    func oneWayExcuses() {
        var weak = Village.honest()
        weak.add(9, north: 500, east: 500)
        for beaconer in UInt32(1)...6 { weak.hear(beaconer, 9, margin: 1_499) }
        #expect(weak.findings(.x6).isEmpty)
        var young = Village.honest()
        young.add(9, north: 500, east: 500, sent: 19)
        for beaconer in UInt32(1)...6 { young.hear(beaconer, 9) }
        #expect(young.findings(.x6).isEmpty)
    }

    @Test("X-6: an honest deaf receiver, heard by all and hearing nobody, is not found")
    func deafReceiver() {
        var village = Village.honest()
        village.add(9, north: 500, east: 500)
        for witness in UInt32(1)...6 { village.hear(9, witness) }
        #expect(village.findings.isEmpty)
    }

    // MARK: X-7

    @Test("X-7: hears what sites 60 km away hear, at three of them")
    func ignoresDistance() {
        var village = Village()
        for number in UInt32(1)...12 {
            village.add(number, north: 800 * Double(number), east: 0)
        }
        for listener in UInt32(31)...34 {
            village.add(listener, north: 0, east: 60_000 * Double(listener - 30))
            for beaconer in UInt32(1)...12 { village.hear(beaconer, listener, 2, margin: 400) }
        }
        #expect(
            Set(village.findings(.x7).map(\.subject))
                == [.hotspot(31), .hotspot(32), .hotspot(33), .hotspot(34)])
        var near = Village()
        for number in UInt32(1)...12 { near.add(number, north: 800 * Double(number), east: 0) }
        for listener in UInt32(31)...34 {
            near.add(listener, north: 0, east: 900 * Double(listener - 30))
            for beaconer in UInt32(1)...12 { near.hear(beaconer, listener, 2, margin: 400) }
        }
        #expect(near.findings(.x7).isEmpty)
    }

    @Test("X-7: a relay that re-radiates my beacons doubts edges and lowers nobody")
    func replays() {
        var village = Village.honest()
        village.add(9, north: 500, east: 500)
        for witness in UInt32(1)...6 {
            village.hear(9, witness) { $0.replays = witness == 1 ? 4 : 5 }
        }
        let found = village.findings(.x7)
        #expect(subjects(found) == (UInt32(2)...6).map { .edge($0, 9) })
        #expect(village.trust(9) == 600)
    }

    // MARK: X-8

    @Test("X-8: odd arrival times doubt an edge, and lower who shows them towards three sites")
    func relays() {
        var village = Village.honest()
        village.add(9, north: 500, east: 500)
        village.hear(1, 9, 12) { $0.odd = 3 }
        #expect(subjects(village.findings(.x8)) == [.edge(1, 9)])
        #expect(village.trust(9) == 600)
        for beaconer in UInt32(2)...3 { village.hear(beaconer, 9, 12) { $0.odd = 3 } }
        #expect(village.findings(.x8).contains { $0.subject == .hotspot(9) })
        #expect(village.trust(9) == 500 && village.trust(1) == 600)
        var rare = Village.honest()
        rare.add(9, north: 500, east: 500)
        rare.hear(1, 9, 13) { $0.odd = 3 }
        #expect(rare.findings(.x8).isEmpty)
    }

    // MARK: X-9

    @Test("X-9: withheld, unopened, lost: the bound met exactly, and one past it")
    func withheld() {
        func village(_ withheld: Int64, _ unopened: Int64, _ lost: Int64) -> Village {
            var village = Village.honest()
            village.note(3) { ($0.withheld, $0.unopenedWindows) = (withheld, unopened) }
            village.lost = [LostNonces(hotspot: 3, times: lost)]
            return village
        }
        #expect(village(2, 1, 1).findings.isEmpty)
        #expect(village(3, 1, 1).findings.map(\.reason) == [.withheld])
        #expect(village(2, 2, 1).findings.map(\.reason) == [.sealsUnopened])
        #expect(village(2, 1, 2).findings.map(\.reason) == [.noncesLost])
        #expect(village(3, 2, 2).trust(3) == 500)
    }

    @Test("every reason of an X rule was found above")
    func reasons() {
        let tested: [Reason] = [
            .stepsIgnored, .stepsNotHeard, .ownClusterOnly, .splitter, .tooSmooth, .copied,
            .biased, .placeContradicted, .oneWay, .ignoresDistance, .replayedOnAir, .relayed,
            .withheld, .sealsUnopened, .noncesLost,
        ]
        #expect(Reason.allCases.filter { $0.rules[0] >= .x1 } == tested)
    }
}
