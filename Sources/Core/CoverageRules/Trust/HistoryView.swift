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

    /// The edges' sums.
    let counts: EdgeSums
    let table: EdgeTable
    private let numbers: NumberTable
    private let senders: NumberTable
    /// Where the stations stand.
    let points: [SpherePoint]
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
        counts = EdgeSums(edges: edges)
        numbers = NumberTable(ascending: stations.map(\.hotspot))
        senders = NumberTable(ascending: hotspots.map(\.hotspot))
        table = EdgeTable(edges, stations: numbers)
        points = stations.map { SpherePoint($0.place) }
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
    func place(of hotspot: UInt32) -> Int? { numbers.place(of: hotspot) }

    func station(_ hotspot: UInt32) -> Station? { place(of: hotspot).map { stations[$0] } }

    func sent(by hotspot: UInt32) -> Int64 {
        senders.place(of: hotspot).map { hotspots[$0].counts.sent } ?? 0
    }

    /// Indices of the edges on which a hotspot is heard.
    func heard(_ beaconer: UInt32) -> Range<Int> { table.heard(beaconer) }

    /// Indices of the edges on which a hotspot hears.
    func hears(_ witness: UInt32) -> ArraySlice<Int> { table.hears(witness) }

    func edge(from beaconer: UInt32, to witness: UInt32) -> Int? {
        table.edge(from: beaconer, to: witness)
    }

    /// The median margin of an edge, 0.01 dB; the least number where it has none.
    func median(_ index: Int) -> Int64 {
        let median = table.medians[index]
        return median == EdgeTable.noMedian ? .min : Int64(median)
    }

    /// How often `witness` heard `beaconer` by reports that pass.
    func heardCount(from beaconer: UInt32, to witness: UInt32) -> Int64 {
        edge(from: beaconer, to: witness).map { counts[$0].heard } ?? 0
    }

    /// Within so many metres of a station, up to 6 km: no place of a cell of resolution 5 lies nearer
    /// to the edge of its disk of seven. Of those that `isWanted`; the station itself is not among
    /// them.
    func neighbours(
        of station: Station, within metres: Int64, _ isWanted: (Station) -> Bool
    ) -> [Station] {
        let limit = DistanceLimit(Metres(min(metres, 6_000)))
        let point = SpherePoint(station.place)
        let disk = (try? Self.area(of: station).disk(radius: 1)) ?? []
        var found: [Int] = []
        for area in disk {
            var place = byArea.firstIndex(notBefore: area) { $0.area }
            while place < byArea.count, byArea[place].area == area {
                let other = byArea[place].index
                place += 1
                guard limit.holds(point, points[other]),
                    stations[other].hotspot != station.hotspot, isWanted(stations[other])
                else { continue }
                found.append(other)
            }
        }
        return found.sorted().map { stations[$0] }
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
