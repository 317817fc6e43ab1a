import Airwaves
import Attestation
import CoverageRules
import HexGrid
import Primitives
import Seeds
import Units

/// The X rules over networks that differ in size and not in density: what a hotspot costs must not grow
/// with the number of the others.
func trustBenchmarks() -> [Benchmark] {
    [100, 316].map { width in
        let bench = TrustBench(width: width)
        let count = width * width
        return Benchmark(
            group: "oracle", name: "X rules of a hotspot among \(count)", operations: count
        ) { UInt64(TrustRules.findings(of: bench.view).count) + bench.count }
    }
}

/// Hotspots 1.7 km apart, each heard by some 24 of the eighty nearest. The world is made when it is
/// first needed.
private final class TrustBench {
    private let width: Int
    private static let epoch = Epoch(13)

    lazy var view = made()

    init(width: Int) { self.width = width }

    var count: UInt64 { UInt64(width * width) }

    private func made() -> HistoryView {
        var chance = SeededNumbers(seed: UInt64(width))
        var (edges, hotspots): ([EdgeHistory], [HotspotHistory]) = ([], [])
        for number in 0..<width * width {
            for other in around(number) where chance.below(100) < 30 {
                edges.append(edge(number, other, &chance))
            }
            var history = HotspotHistory(hotspot: UInt32(number), epoch: Self.epoch)
            var counts = HotspotCounts()
            counts.sent = 40
            history.add(counts, in: Self.epoch)
            hotspots.append(history)
        }
        let stations = (0..<width * width).map { station($0, &chance) }
        return HistoryView(stations: stations, edges: edges, hotspots: hotspots, book: .first)
    }

    /// Ascending.
    private func around(_ number: Int) -> [Int] {
        let (x, y) = (number % width, number / width)
        var found: [Int] = []
        for row in max(0, y - 4)...min(width - 1, y + 4) {
            for column in max(0, x - 4)...min(width - 1, x + 4) where (row, column) != (y, x) {
                found.append(row * width + column)
            }
        }
        return found
    }

    private func edge(
        _ beaconer: Int, _ witness: Int, _ chance: inout SeededNumbers
    ) -> EdgeHistory {
        var counts = EdgeCounts()
        let far = abs(beaconer % width - witness % width) + abs(beaconer / width - witness / width)
        for step in 0..<30 {
            let level = Int32(-8_000 - 500 * far - chance.below(1_200))
            counts.note(
                EdgeReception(
                    step: step % 4, signal: SignalLevel(hundredths: level - 300 * Int32(step % 4)),
                    margin: Decibels(hundredths: level + 13_000),
                    freeSpace: SignalLevel(hundredths: -7_000)))
        }
        var edge = EdgeHistory(
            beaconer: UInt32(beaconer), witness: UInt32(witness), epoch: Self.epoch,
            seal: Hash256(words: (UInt64(beaconer), UInt64(witness), 0, 0)))
        edge.add(counts, in: Self.epoch, seal: nil)
        return edge
    }

    private func station(_ number: Int, _ chance: inout SeededNumbers) -> Station {
        let place = try? Coordinate(
            latitude: 45 + Double(number / width) * 0.015_3 + chance.fraction() * 0.005,
            longitude: 8 + Double(number % width) * 0.022 + chance.fraction() * 0.005)
        guard let place, let twelve = try? Resolution(12) else {
            preconditionFailure("hotspot \(number) has no place")
        }
        return Station(
            hotspot: UInt32(number),
            key: PublicKey(bytes: Hash256(words: (UInt64(number), 0, 0, 1))),
            owner: PublicKey(bytes: Hash256(words: (UInt64(number / 3), 0, 0, 2))),
            cell: Cell(containing: place, resolution: twelve), height: Metres(10),
            gain: Decibels(hundredths: number % 4 == 0 ? 580 : 230), plan: .eu868,
            radioClass: .full, measures: [.signalRSSI], site: UInt32(number), trust: 600,
            firstWindow: Window(1))
    }
}
