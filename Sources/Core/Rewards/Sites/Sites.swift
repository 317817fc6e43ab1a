public import HexGrid
import Units

/// A place as pay sees it: whoever stands within 300 m of one founder.
public struct Site: Hashable, Sendable {
    /// Position of the founder among ``Sites/hotspots``; the site stands where it stands.
    public let founder: Int
    /// Position of whom its coverage pay goes to; nobody served and none has standing: nobody.
    public internal(set) var holder: Int?
    /// Positions, ascending, the founder's among them.
    public internal(set) var members: [Int]
    /// Whether its founder has standing; no other member has when it has not.
    public let hasStanding: Bool
}

/// All sites of an epoch, and who is in which (PROTOCOL 6, decision 0230).
///
/// Hotspots come in one order: those with standing, then the others, then those on probation; among
/// them who was put there first. Each joins the nearest site whose founder is within 300 m, the one
/// founded earlier of two at the same distance, else founds one. Suspended ones are nowhere.
public struct Sites: Sendable {
    /// Ascending by number.
    public private(set) var hotspots: [PlacedHotspot]
    /// In the order they were founded: those with standing first, by seniority.
    public private(set) var sites: [Site] = []
    /// By position of the hotspot; -1: in none.
    public private(set) var siteOf: [Int32]
    /// Position by number; -1: nobody.
    private let positions: [Int32]

    /// Costs a sort and a look into seven cells for each hotspot. Numbers must differ and cells be
    /// of resolution 12 (``RewardInput/check(by:)``).
    public init(_ hotspots: [PlacedHotspot], by rules: RewardRules) {
        self.hotspots = hotspots.sorted { $0.number < $1.number }
        siteOf = Array(repeating: -1, count: hotspots.count)
        var positions = [Int32](
            repeating: -1, count: self.hotspots.last.map { Int($0.number) + 1 } ?? 0)
        for (position, hotspot) in self.hotspots.enumerated() {
            positions[Int(hotspot.number)] = Int32(position)
        }
        self.positions = positions
        var founding = Founding(self.hotspots, radius: rules.siteRadius)
        for position in Sites.order(self.hotspots) { settle(position, &founding) }
        for index in sites.indices { sites[index].members.sort() }
        elect()
    }

    /// The same places, with their holders as of an epoch whose work is known. Who served changes
    /// nothing else.
    public func electing(served: (UInt32) -> Bool) -> Sites {
        var sites = self
        for position in hotspots.indices {
            sites.hotspots[position].served = served(hotspots[position].number)
        }
        sites.elect()
        return sites
    }

    private mutating func elect() {
        for index in sites.indices { sites[index].holder = holder(among: sites[index].members) }
    }

    /// How many of ``sites``, from the first on, have standing.
    public var standingCount: Int {
        sites.firstIndex { !$0.hasStanding } ?? sites.count
    }

    /// The place of a site.
    public func cell(of site: Int) -> Cell { hotspots[sites[site].founder].cell }

    /// The position of a hotspot by its number.
    public func position(of number: UInt32) -> Int? {
        guard Int(number) < positions.count, positions[Int(number)] >= 0 else { return nil }
        return Int(positions[Int(number)])
    }

    /// Whether a hotspot is who its site's coverage pay goes to.
    public func isHolder(_ position: Int) -> Bool {
        siteOf[position] >= 0 && sites[Int(siteOf[position])].holder == position
    }
}

extension Sites {
    private mutating func settle(_ position: Int, _ founding: inout Founding) {
        if let site = founding.nearest(to: position) {
            sites[site].members.append(position)
            siteOf[position] = Int32(site)
            return
        }
        founding.found(by: position, as: sites.count)
        siteOf[position] = Int32(sites.count)
        sites.append(
            Site(
                founder: position, holder: nil, members: [position],
                hasStanding: hotspots[position].holdsPlace))
    }

    /// The order in which places are taken, as positions.
    private static func order(_ hotspots: [PlacedHotspot]) -> [Int] {
        var keys: [(rank: UInt8, seniority: UInt64, position: Int)] = []
        keys.reserveCapacity(hotspots.count)
        for (position, hotspot) in hotspots.enumerated() where hotspot.condition != .suspended {
            keys.append((hotspot.rank, hotspot.seniority, position))
        }
        keys.sort { $0 < $1 }
        return keys.map(\.position)
    }

    /// The member with standing that is first in the order, one that served before one that did
    /// not; without standing the first that served, one on probation last.
    private func holder(among members: [Int]) -> Int? {
        var best: (rank: UInt8, idle: UInt8, seniority: UInt64, position: Int)?
        for position in members {
            let hotspot = hotspots[position]
            guard hotspot.served || hotspot.holdsPlace else { continue }
            let key = (
                hotspot.rank, hotspot.served ? UInt8(0) : 1, hotspot.seniority, position
            )
            if best == nil || best.map({ key < $0 }) == true { best = key }
        }
        return best?.position
    }
}

extension PlacedHotspot {
    /// Standing is of use only to who is not on probation.
    var holdsPlace: Bool { hasStanding && condition == .active }

    var rank: UInt8 { holdsPlace ? 0 : condition == .active ? 1 : 2 }
}
