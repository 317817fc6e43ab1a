import HexGrid
import Units

/// Sites so far, by the cell of resolution 8 their founder stands in. Whatever lies within 300 m of
/// a place lies in its cell or one of the six around it: the narrowest way past one of these, the
/// side between two of them, is 380 m and more everywhere (`SitesTests` looks at the pentagons).
struct Founding {
    static let level = 8
    /// 300 m along a meridian, in 1e-7 degrees, with one metre to spare: what is farther in latitude
    /// alone needs no measuring.
    static let latitudeReach: Int32 = 27_070

    private let radius: Metres
    private let places: [Coordinate]
    private let latitudes: [Int32]
    private let cellOf: [Int32]
    private let list: CellList
    /// By cell: the site founded last there; by site: the one founded before in the same cell.
    private var newest: [Int32]
    private var before: [Int32] = []
    private var founders: [Int32] = []
    /// By cell: seven indexes of cells of the list, -1 behind the last; filled when first needed.
    private var disks: [Int32]
    private var buffer: [Int32] = []

    init(_ hotspots: [PlacedHotspot], radius: Metres) {
        self.radius = radius
        places = hotspots.map(\.cell.center)
        latitudes = places.map { FixedCoordinate($0).latitude }
        let cells = hotspots.map { $0.cell.ancestor(Self.level) }
        let list = CellList(cells)
        cellOf = cells.map { Int32(list.index(of: $0) ?? -1) }
        self.list = list
        newest = Array(repeating: -1, count: list.count)
        disks = Array(repeating: -2, count: 7 * list.count)
    }

    mutating func found(by position: Int, as site: Int) {
        let cell = Int(cellOf[position])
        before.append(newest[cell])
        founders.append(Int32(position))
        newest[cell] = Int32(site)
    }

    /// The site whose founder is nearest in whole metres, within the radius.
    mutating func nearest(to position: Int) -> Int? {
        let cell = Int(cellOf[position])
        if disks[7 * cell] == -2 { fillDisk(of: cell) }
        var best: (metres: Int64, site: Int32)?
        for slot in 7 * cell..<7 * cell + 7 where disks[slot] >= 0 {
            var site = newest[Int(disks[slot])]
            while site >= 0 {
                let metres = distance(position, Int(founders[Int(site)]))
                if metres <= radius.value, best.map({ (metres, site) < $0 }) ?? true {
                    best = (metres, site)
                }
                site = before[Int(site)]
            }
        }
        return best.map { Int($0.site) }
    }

    private func distance(_ a: Int, _ b: Int) -> Int64 {
        let apart = latitudes[a] - latitudes[b]
        guard apart.magnitude <= Self.latitudeReach else { return .max }
        return places[a].distance(to: places[b]).value
    }

    private mutating func fillDisk(of cell: Int) {
        list.disk(around: cell, into: &buffer)
        for slot in 0..<7 { disks[7 * cell + slot] = slot < buffer.count ? buffer[slot] : -1 }
    }
}
