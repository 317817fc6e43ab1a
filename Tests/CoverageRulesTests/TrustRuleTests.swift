import Attestation
import Primitives
import Seeds
import Testing
import Units

@testable import CoverageRules

@Suite("Who may lower whose trust")
struct TrustRuleTests {
    func votes(_ owners: [UInt64]) -> [Vote] {
        owners.enumerated().map { Vote(site: UInt32($0.offset), owner: GoodFacts.key($0.element)) }
    }

    @Test(
        "no owner has over a third of the votes that count",
        arguments: [
            ([], 0), ([1], 0), ([1, 2], 0), ([1, 2, 3], 3), ([1, 1, 1], 0), ([1, 1, 2, 3], 3),
            ([1, 1, 2, 2, 3, 3], 6), ([1, 1, 1, 1, 2, 3], 3), ([1, 1, 1, 2, 2, 3, 4], 6),
        ] as [([UInt64], Int)])
    func thirds(_ owners: [UInt64], _ weight: Int) {
        #expect(TrustRules.weight(of: votes(owners)) == weight)
        var chance = SeededNumbers(seed: 3)
        #expect(TrustRules.weight(of: votes(owners).shuffled(using: &chance)) == weight)
    }

    @Test("a site has one vote, whoever stands there")
    func sites() {
        let twins = votes([1, 2, 3]) + [Vote(site: 1, owner: GoodFacts.key(9))]
        #expect(TrustRules.weight(of: twins) == 3)
    }

    func finding(_ basis: TrustFinding.Basis) -> TrustFinding {
        TrustFinding(.oneWay, .hotspot(1), 3, 3, basis, evidence: [])
    }

    @Test(
        "others lower to 500 at most, own contradictions to 0, 100 at most in an epoch",
        arguments: [(1_000, 100, 100), (560, 60, 100), (500, 0, 100), (499, 0, 100), (60, 0, 60)]
            as [(UInt16, UInt16, UInt16)])
    func falls(_ trust: UInt16, _ byOthers: UInt16, _ byOwn: UInt16) {
        let others = finding(.others(votes([1, 2, 3])))
        #expect(TrustRules.fall(of: trust, by: [others, others], .first) == byOthers)
        #expect(TrustRules.fall(of: trust, by: [finding(.own), others], .first) == byOwn)
        let few = finding(.others(votes([1, 2])))
        #expect(TrustRules.fall(of: trust, by: [few], .first) == 0)
        #expect(TrustRules.fall(of: trust, by: [], .first) == 0)
    }

    @Test("evidence is named once, ascending, at most 200")
    func evidence() {
        let ids = (0..<300).map { GoodFacts.hash(UInt64($0 % 250)) }
        let found = TrustFinding(.oneWay, .hotspot(1), 3, 3, evidence: ids.reversed())
        #expect(found.evidence == (0..<200).map { GoodFacts.hash(UInt64($0)) })
    }
}

@Suite("Histories: sums of 7 to 14 epochs")
struct HistoryTests {
    func counts(_ heard: Int64) -> EdgeCounts {
        var counts = EdgeCounts()
        counts.heard = heard
        return counts
    }

    @Test("an epoch is remembered for at least 7 and at most 14")
    func ageing() {
        for start in UInt64(0)..<21 {
            var edge = EdgeHistory(
                beaconer: 1, witness: 2, epoch: Epoch(start), seal: GoodFacts.hash(1))
            edge.add(counts(5), in: Epoch(start), seal: nil)
            var last = start
            for epoch in start..<start + 30 {
                edge.age(to: Epoch(epoch))
                if !edge.isEmpty { last = epoch }
            }
            #expect((6...13).contains(last - start))
        }
    }

    @Test("leaving out silent epochs is the same as adding nothing in them")
    func silence() {
        var chance = SeededNumbers(seed: 9)
        for _ in 0..<200 {
            var each = EdgeHistory(
                beaconer: 1, witness: 2, epoch: Epoch(0), seal: GoodFacts.hash(1))
            var leaping = each
            for epoch in UInt64(0)..<40 {
                let heard = Int64(chance.below(3))
                each.add(counts(heard), in: Epoch(epoch), seal: nil)
                if heard > 0 { leaping.add(counts(heard), in: Epoch(epoch), seal: nil) }
            }
            leaping.age(to: Epoch(39))
            #expect(leaping == each)
        }
    }

    /// A record as the state has it, but for its kind.
    func record(_ edge: EdgeHistory) -> [UInt8] {
        var writer = CBORWriter()
        writer.beginMap(edge.fieldCount)
        edge.writeFields(to: &writer)
        writer.endMap()
        return writer.finish()
    }

    func edge(_ bytes: [UInt8], to epoch: Epoch) throws -> EdgeHistory {
        var reader = try CBORReader(bytes.rawSpan)
        _ = try reader.beginMap(upTo: 5)
        let edge = try EdgeHistory(fields: &reader, to: epoch)
        try reader.endMap()
        try reader.finish()
        return edge
    }

    @Test("what is written is read back, byte for byte")
    func coding() throws {
        var chance = SeededNumbers(seed: 10)
        for number in UInt32(0)..<50 {
            var village = Village()
            village.hear(number, number + 1, chance.below(60), margin: Int32(chance.below(5_000)))
            var edge = village.edges[0]
            edge.add(counts(3), in: Epoch(21 + UInt64(chance.below(20))), seal: GoodFacts.hash(8))
            #expect(try self.edge(record(edge), to: edge.epoch) == edge)
            var hotspot = HotspotHistory(hotspot: number, epoch: Epoch(3))
            var counts = HotspotCounts()
            counts.withheld = 1 + Int64(chance.below(9))
            hotspot.add(counts, in: Epoch(9))
            var other = CBORWriter()
            other.beginMap(hotspot.fieldCount)
            hotspot.writeFields(to: &other)
            other.endMap()
            let text = other.finish()
            var again = try CBORReader(text.rawSpan)
            _ = try again.beginMap(upTo: 3)
            #expect(try HotspotHistory(fields: &again, to: Epoch(9)) == hotspot)
        }
    }

    @Test("one byte less is refused, and a history of nothing, and a sum beyond its bounds")
    func refusals() throws {
        var village = Village()
        village.hear(1, 2)
        let bytes = record(village.edges[0])
        for length in 0..<bytes.count {
            let part = Array(bytes[..<length])
            #expect(throws: CBORError.self) { try edge(part, to: Village.epoch) }
        }
        let none = EdgeHistory(
            beaconer: 1, witness: 2, epoch: Village.epoch, seal: GoodFacts.hash(1))
        #expect(throws: CBORError.self) { try edge(record(none), to: Village.epoch) }
        for (heard, isGood) in [(Int64(1) << 31, true), (1 << 31 + 1, false)] {
            var edge = none
            edge.add(counts(heard), in: Village.epoch, seal: nil)
            let read = try? self.edge(record(edge), to: Village.epoch)
            #expect((read == edge) == isGood)
        }
    }

    @Test("a median is the lower end of its bin")
    func medians() {
        var histogram = MarginHistogram()
        #expect(histogram.median == nil)
        for margin in [-100, 0, 499, 500, 999, 1_000] as [Int32] {
            histogram.note(.init(hundredths: margin))
        }
        #expect(histogram.median == 0)
        for _ in 0..<6 { histogram.note(.init(hundredths: 9_900)) }
        #expect(histogram.median == 1_000)
        histogram.note(.init(hundredths: 9_900))
        #expect(histogram.median == 3_500)
    }

    @Test("slope and deviation of known numbers")
    func sums() {
        var counts = EdgeCounts()
        for (step, level) in [(0, -9_000), (1, -9_150), (2, -9_300), (3, -9_450)] {
            counts.note(
                EdgeReception(
                    step: step, signal: .init(hundredths: Int32(level)),
                    margin: .init(hundredths: 0), freeSpace: .init(hundredths: -8_000)))
        }
        #expect(counts.slope == 500)
        // Full levels -90.00, -88.50, -87.00, -85.50: the deviation is 150 times root 1.25.
        #expect(counts.deviation == 167)
        #expect(EdgeCounts().slope == nil && EdgeCounts().deviation == 0)
    }
}
