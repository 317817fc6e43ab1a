import Attestation
import Primitives
import Seeds
import Testing

@testable import CoverageRules

@Suite("Edges side by side: found as they are found by looking at all")
struct EdgeTableTests {
    private func edges(_ numbers: inout SeededNumbers, below: Int) -> [EdgeHistory] {
        var names: [UInt64] = []
        for _ in 0..<numbers.below(200) {
            names.append(UInt64(numbers.below(below)) << 32 | UInt64(numbers.below(below)))
        }
        var last: UInt64?
        return names.sorted().compactMap { name in
            defer { last = name }
            guard name != last else { return nil }
            var counts = EdgeCounts()
            if numbers.below(3) > 0 { counts.margins[numbers.below(9)] = 1 }
            var edge = EdgeHistory(
                beaconer: UInt32(name >> 32), witness: UInt32(truncatingIfNeeded: name),
                epoch: Epoch(3), seal: GoodFacts.hash(name))
            edge.add(counts, in: Epoch(3), seal: nil)
            return edge
        }
    }

    @Test("every edge, by either end, among many numbers and among few", arguments: [4, 30, 5_000])
    func edges(below: Int) {
        var numbers = SeededNumbers(seed: UInt64(below))
        for _ in 0..<50 {
            let edges = edges(&numbers, below: below)
            let stations = (0..<UInt32(below)).filter { _ in numbers.below(2) == 0 }
            let table = EdgeTable(edges, stations: NumberTable(ascending: stations))
            for number in (0..<20).map({ _ in UInt32(numbers.below(below + 2)) }) {
                let sent = edges.indices.filter { edges[$0].beaconer == number }
                #expect(Array(table.heard(number)) == sent)
                let heard = edges.indices.filter { edges[$0].witness == number }
                #expect(Array(table.hears(number)) == heard)
                let other = UInt32(numbers.below(below))
                #expect(
                    table.edge(from: number, to: other)
                        == sent.first { edges[$0].witness == other })
            }
            #expect(table.listening == Array(Set(edges.map(\.witness))).sorted())
            #expect(
                table.beaconerRanges.map { edges[$0.lowerBound].beaconer }
                    == Array(Set(edges.map(\.beaconer))).sorted())
            for (index, edge) in edges.enumerated() {
                #expect(
                    Int(table.witnessPlaces[index])
                        == stations.firstIndex(of: edge.witness) ?? -1)
                let median = edge.counts.margins.median.map { Int32($0) }
                #expect(table.medians[index] == median ?? EdgeTable.noMedian)
            }
        }
    }

    @Test("a number is found in a list with any gaps, and no other")
    func numbers() {
        var chance = SeededNumbers(seed: 9)
        for gap in [1, 2, 50] {
            var list: [UInt32] = []
            var next = UInt32(chance.below(10))
            for _ in 0..<chance.below(300) {
                list.append(next)
                next += UInt32(1 + chance.below(gap))
            }
            let table = NumberTable(ascending: list + list.suffix(1))
            for number in 0...next + 2 {
                #expect(table.place(of: number) == list.firstIndex(of: number))
            }
        }
        #expect(NumberTable(ascending: []).place(of: 0) == nil)
        #expect(NumberTable(ascending: [.max]).place(of: .max) == 0)
    }
}
