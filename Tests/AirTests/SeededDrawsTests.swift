import Testing
import Units

@testable import Air

@Suite("Chance: what looks random follows from a seed and keys")
struct SeededDrawsTests {
    @Test("the first numbers of the empty key are SplitMix64's, of a stirred seed")
    func known() {
        // SplitMix64 from state 0 gives e220a8397b1dcdaf; zero stirred is zero.
        var draws = SeededDraws(seed: 0)
        #expect(draws.next() == 0xe220_a839_7b1d_cdaf)
        #expect(draws.next() == 0x6e78_9e6a_a1b9_65f4)
    }

    @Test("another seed, another key, another order of keys: other numbers")
    func apart() {
        var firsts: Set<UInt64> = []
        for seed in 0..<10 as Range<UInt64> {
            for key in 0..<10 as Range<UInt64> {
                var one = SeededDraws(seed: seed, keys: key)
                var two = SeededDraws(seed: seed, keys: key, key + 1)
                var three = SeededDraws(seed: seed, keys: key + 1, key)
                firsts.formUnion([one.next(), two.next(), three.next()])
            }
        }
        #expect(firsts.count == 300)
    }

    @Test("every number of a range comes, about equally often, and none beside it")
    func uniform() {
        var draws = SeededDraws(seed: 3)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[Int(draws.number(in: -3...3)) + 3] += 1 }
        // Nine sigma of a binomial count (92.6) either way.
        #expect(counts.allSatisfy { (9170...10830).contains($0) }, "\(counts)")
    }

    @Test("the bell has the mean and width it is told, and ends at six sigma")
    func bell() {
        var draws = SeededDraws(seed: 4)
        let values = (0..<20_000).map { _ in
            Double(draws.bell(sigma: Decibels(hundredths: 800)).hundredths)
        }
        let mean = values.reduce(0, +) / 20_000
        let width = (values.map { $0 * $0 }.reduce(0, +) / 20_000).squareRoot()
        #expect(abs(mean) < 40, "\(mean)")
        #expect((760...840).contains(width), "\(width)")
        #expect(values.allSatisfy { abs($0) <= 4800 })
        #expect(values.contains { $0 > 1600 } && values.contains { $0 < -1600 })
        #expect(draws.bell(sigma: Decibels(hundredths: 0)).hundredths == 0)
    }
}
