import Attestation
import Primitives
import Seeds
import Units

@testable import CoverageRules

/// A made-up history: hotspots on a plane around Zurich, and what each heard of whom.
struct Village {
    var stations: [Station] = []
    var edges: [EdgeHistory] = []
    var hotspots: [HotspotHistory] = []
    var lost: [LostNonces] = []
    private var chance = SeededNumbers(seed: 77)

    static let epoch = Epoch(20)

    /// Metres north and east of the middle. Each has a site and an owner of its own.
    @discardableResult
    mutating func add(
        _ number: UInt32, north: Double, east: Double, trust: UInt16 = 600, sent: Int64 = 32
    ) -> Station {
        let place = GoodFacts.coordinate(
            GoodFacts.home.latitude + north / 111_195,
            GoodFacts.home.longitude + east / 111_195 / 0.677)
        var station = GoodFacts.station(number, at: place)
        station.trust = trust
        stations.append(station)
        var history = HotspotHistory(hotspot: number, epoch: Self.epoch)
        var counts = HotspotCounts()
        counts.sent = sent
        history.add(counts, in: Self.epoch)
        hotspots.append(history)
        return station
    }

    subscript(number: UInt32) -> Station {
        get {
            guard let station = stations.first(where: { $0.hotspot == number }) else {
                preconditionFailure("no hotspot \(number)")
            }
            return station
        }
        set { stations = stations.map { $0.hotspot == number ? newValue : $0 } }
    }

    /// `witness` hears `beaconer` so often; the level follows the hidden step by a share and is
    /// spread by so many hundredths of a decibel.
    mutating func hear(
        _ beaconer: UInt32, _ witness: UInt32, _ count: Int = 32, slope: Double = 1,
        margin: Int32 = 2_600, level: Int = -9_000, spread: Int = 400, freeSpace: Int32 = -8_000,
        change: (inout EdgeCounts) -> Void = { _ in }
    ) {
        var counts = EdgeCounts()
        for number in 0..<count {
            let step = [0, 0, 0, 0, 0, 1, 2, 3][number % 8]
            let jitter = spread == 0 ? 0 : chance.below(2 * spread + 1) - spread
            let signal = level - Int(Double(300 * step) * slope) + jitter
            counts.note(
                EdgeReception(
                    step: step, signal: SignalLevel(hundredths: Int32(signal)),
                    margin: Decibels(hundredths: margin),
                    freeSpace: SignalLevel(hundredths: freeSpace)))
        }
        change(&counts)
        var edge = EdgeHistory(
            beaconer: beaconer, witness: witness, epoch: Self.epoch,
            seal: GoodFacts.hash(UInt64(beaconer) << 32 | UInt64(witness)))
        edge.add(counts, in: Self.epoch, seal: nil)
        edges.append(edge)
    }

    mutating func hearEachOther(_ one: UInt32, _ other: UInt32) {
        hear(one, other)
        hear(other, one)
    }

    mutating func note(_ number: UInt32, _ change: (inout HotspotCounts) -> Void) {
        var counts = HotspotCounts()
        change(&counts)
        for index in hotspots.indices where hotspots[index].hotspot == number {
            hotspots[index].add(counts, in: Self.epoch)
        }
    }

    var view: HistoryView {
        HistoryView(
            stations: stations.sorted { $0.hotspot < $1.hotspot },
            edges: edges.sorted { ($0.beaconer, $0.witness) < ($1.beaconer, $1.witness) },
            hotspots: hotspots.sorted { $0.hotspot < $1.hotspot }, lost: lost, book: .first)
    }

    var findings: [TrustFinding] { TrustRules.findings(of: view) }

    func findings(_ rule: RuleNumber) -> [TrustFinding] { findings.filter { $0.rule == rule } }

    /// The trust of a hotspot after one epoch of these findings.
    func trust(_ number: UInt32) -> UInt16 {
        let own = findings.filter { $0.subject == .hotspot(number) }
        let before = self[number].trust
        return before - TrustRules.fall(of: before, by: own, .first)
    }

    /// Six honest sites some kilometres apart that all hear each other.
    static func honest() -> Village {
        var village = Village()
        for number in UInt32(1)...6 {
            let turn = Double(number)
            village.add(
                number, north: 3_000 * (turn - 3.5), east: number % 2 == 0 ? 2_500 : -2_500)
        }
        for one in UInt32(1)...6 {
            for other in UInt32(1)...6 where one < other { village.hearEachOther(one, other) }
        }
        return village
    }
}
