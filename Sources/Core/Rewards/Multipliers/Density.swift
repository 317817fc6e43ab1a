import HexGrid

/// How crowded each site's place is (decision 0231): HIP-17's algorithm over sites with standing.
///
/// A site with standing is scaled as if those behind it in the order of sites were absent, so that
/// nobody who comes later lowers it. One without standing is scaled as if it came behind all that
/// have it, other sites without standing absent.
public struct Density: Sendable {
    /// 1e-6, by site.
    public let scales: [UInt64]
    /// By site, seven pairs of what was counted and what was kept, of resolutions 10 to 4.
    private let counts: [Int32]

    public init(_ sites: Sites, by table: DensityTable) {
        let cells = sites.sites.indices.map { sites.cell(of: $0).ancestor(11) }
        var grid = DensityGrid(cells: cells, by: table)
        var scales: [UInt64] = []
        var counts: [Int32] = []
        scales.reserveCapacity(cells.count)
        counts.reserveCapacity(14 * cells.count)
        for (site, cell) in cells.enumerated() {
            guard let leaf = grid.leaf(cell) else { preconditionFailure("cell \(cell)") }
            let path: InlineArray<7, (counted: Int32, kept: Int32)>
            if sites.sites[site].hasStanding {
                grid.add(leaf: leaf)
                path = grid.path(from: leaf)
            } else {
                path = grid.pathIfAdded(leaf: leaf)
            }
            scales.append(Self.scale(path))
            for step in 0..<7 {
                counts.append(path[step].counted)
                counts.append(path[step].kept)
            }
        }
        (self.scales, self.counts) = (scales, counts)
    }

    /// The resolutions at which a site's place keeps less than it counts, from the finest on.
    public func limits(of site: Int) -> [DensityLimit] {
        (0..<7).compactMap { step in
            let (counted, kept) = (counts[14 * site + 2 * step], counts[14 * site + 2 * step + 1])
            guard kept < counted else { return nil }
            return DensityLimit(
                resolution: UInt8(DensityTable.finest - step), counted: UInt32(counted),
                kept: UInt32(kept))
        }
    }

    /// The exact product of the seven quotients, then rounded down once.
    ///
    /// It fits: a cell of resolution 10 counts at most 2^26 sites, each coarser one at most seven
    /// times 4,095 < 2^15, in all less than 2^(26 + 6 * 15); what is kept is at most 4,095.
    static func scale(_ path: InlineArray<7, (counted: Int32, kept: Int32)>) -> UInt64 {
        var (kept, counted) = (UInt128(1_000_000), UInt128(1))
        for step in 0..<7 where path[step].kept < path[step].counted {
            kept *= UInt128(path[step].kept)
            counted *= UInt128(path[step].counted)
        }
        return UInt64(kept / counted)
    }
}

/// A resolution at which a place is crowded.
public struct DensityLimit: Hashable, Sendable {
    public let resolution: UInt8
    public let counted: UInt32
    public let kept: UInt32

    public init(resolution: UInt8, counted: UInt32, kept: UInt32) {
        self.resolution = resolution
        self.counted = counted
        self.kept = kept
    }
}
