import Attestation
import HexGrid
import Units

/// What the X rules look at: everybody's station at the end of an epoch, and 7 to 14 epochs of
/// edges and hotspots. Finding rules are pure functions of it.
public struct HistoryView: Sendable {
    /// Ascending by number; one each.
    public let stations: [Station]
    /// Ascending by beaconer, then witness; brought to the epoch by `age`.
    public let edges: [EdgeHistory]
    /// Ascending by number.
    public let hotspots: [HotspotHistory]
    /// How often a hotspot declared nonces lost in the last 30 epochs; ascending, without zeros.
    public let lost: [LostNonces]
    public let book: RuleBook

    /// The edges' sums, and their indices ascending by witness, then beaconer.
    let counts: [EdgeCounts]
    let byWitness: [Int]
    /// Indices of stations ascending by their cell of resolution 5.
    let byArea: [(area: Cell, index: Int)]

    public init(
        stations: [Station], edges: [EdgeHistory], hotspots: [HotspotHistory],
        lost: [LostNonces] = [], book: RuleBook
    ) {
        self.stations = stations
        self.edges = edges
        self.hotspots = hotspots
        self.lost = lost
        self.book = book
        counts = edges.map(\.counts)
        byWitness = edges.indices.sorted {
            (edges[$0].witness, edges[$0].beaconer) < (edges[$1].witness, edges[$1].beaconer)
        }
        byArea = stations.enumerated().map { (Self.area(of: $0.element), $0.offset) }
            .sorted { ($0.area, $0.index) < ($1.area, $1.index) }
    }

    static func area(of station: Station) -> Cell {
        guard let five = try? Resolution(5), let area = try? station.cell.parent(at: five) else {
            preconditionFailure("\(station.cell) lies in no cell of resolution 5")
        }
        return area
    }
}

/// A hotspot that declared nonces lost.
public struct LostNonces: Hashable, Sendable {
    public var hotspot: UInt32
    public var times: Int64

    public init(hotspot: UInt32, times: Int64) {
        self.hotspot = hotspot
        self.times = times
    }
}

extension HistoryView {
    func station(_ hotspot: UInt32) -> Station? {
        let place = stations.firstIndex(notBefore: hotspot) { $0.hotspot }
        return place < stations.count && stations[place].hotspot == hotspot
            ? stations[place] : nil
    }

    func sent(by hotspot: UInt32) -> Int64 {
        let place = hotspots.firstIndex(notBefore: hotspot) { $0.hotspot }
        guard place < hotspots.count, hotspots[place].hotspot == hotspot else { return 0 }
        return hotspots[place].counts.sent
    }

    /// Indices of the edges on which a hotspot is heard.
    func heard(_ beaconer: UInt32) -> Range<Int> {
        let first = edges.firstIndex(notBefore: beaconer) { $0.beaconer }
        let end = edges.firstIndex(notBefore: UInt64(beaconer) + 1) { UInt64($0.beaconer) }
        return first..<end
    }

    /// Indices of the edges on which a hotspot hears.
    func hears(_ witness: UInt32) -> ArraySlice<Int> {
        let first = byWitness.firstIndex(notBefore: witness) { edges[$0].witness }
        let end = byWitness.firstIndex(notBefore: UInt64(witness) + 1) {
            UInt64(edges[$0].witness)
        }
        return byWitness[first..<end]
    }

    func edge(from beaconer: UInt32, to witness: UInt32) -> Int? {
        let range = heard(beaconer)
        let place = edges[range].firstIndex(notBefore: witness) { $0.witness }
        return place < range.upperBound && edges[place].witness == witness ? place : nil
    }

    /// How often `witness` heard `beaconer` by reports that pass.
    func heardCount(from beaconer: UInt32, to witness: UInt32) -> Int64 {
        edge(from: beaconer, to: witness).map { counts[$0].heard } ?? 0
    }

    /// Within so many metres of a station, up to 6 km: no place of a cell of resolution 5 lies nearer
    /// to the edge of its disk of seven. The station itself is not among them.
    func neighbours(of station: Station, within metres: Int64) -> [Station] {
        let limit = Metres(min(metres, 6_000))
        let disk = (try? Self.area(of: station).disk(radius: 1)) ?? []
        var found: [Station] = []
        for area in disk.sorted() {
            var place = byArea.firstIndex(notBefore: area) { $0.area }
            while place < byArea.count, byArea[place].area == area {
                let other = stations[byArea[place].index]
                place += 1
                guard other.hotspot != station.hotspot,
                    other.place.distance(to: station.place) <= limit
                else { continue }
                found.append(other)
            }
        }
        return found.sorted { $0.hotspot < $1.hotspot }
    }
}

extension RandomAccessCollection where Index == Int {
    /// How many come before `key` in an ascending collection: by halving.
    func firstIndex<Key: Comparable>(notBefore key: Key, by value: (Element) -> Key) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if value(self[middle]) < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
