import Airwaves
import Attestation
import CoverageRules
import HexGrid
import Primitives
import Registry
import Rewards
import Units

/// Who is in the network during an epoch, where, and in which site.
struct EpochPlaces: Sendable {
    let registry: Registry
    let epoch: Epoch
    let windows: [Window]
    /// All of them as pay sees them, before it is known who served; ascending by number.
    let hotspots: [PlacedHotspot]
    let sites: Sites
    /// By number of the registration: the first window it counts in; nothing for who is not there.
    private let first: [Window?]

    init(
        _ state: EpochState, _ replay: EpochRegistry, _ windows: [Window], by rules: RewardRules
    ) {
        let registry = replay.registry
        let fills = replay.waiting.fills
        self.registry = registry
        self.windows = windows
        epoch = state.next
        var first: [Window?] = []
        var hotspots: [PlacedHotspot] = []
        let anchors = registry.file.anchors
        for number in 0..<UInt32(registry.hotspotCount) {
            let name = HotspotNumber(number)
            let window = windows.first { registry.hotspot(name, in: $0) != nil }
            first.append(window)
            guard let window, let found = registry.hotspot(name, in: window) else { continue }
            var placed = Self.placed(
                found, state, isAnchor: anchors.contains(found.key), registry, rules)
            placed.depositMissing = Self.missing(of: name, in: epoch, registry, fills)
            hotspots.append(placed)
        }
        self.first = first
        self.hotspots = hotspots
        sites = Sites(hotspots, by: rules)
    }

    private static func placed(
        _ found: RegisteredHotspot, _ state: EpochState, isAnchor: Bool, _ registry: Registry,
        _ rules: RewardRules
    ) -> PlacedHotspot {
        let number = found.number
        let kept = state.standing(of: number.value)
        var placed = PlacedHotspot(
            number: number.value, cell: found.place.cell, seniority: found.placeIndex,
            owner: found.owner,
            trust: kept.map(state.trustCounted) ?? HotspotStanding.firstTrust(isAnchor: isAnchor))
        placed.hasStanding = kept?.holds(at: found.place.cell, by: rules) ?? false
        if registry.suspension(of: number, in: state.next) != nil {
            placed.condition = .suspended
        } else if registry.probation(of: number, in: state.next) != nil {
            placed.condition = .probation
        }
        placed.fraudProven = registry.isAccused(number, in: state.next)
        placed.isFoundingAnchor = isAnchor
        return placed
    }

    /// What waits to fill a deposit is kept already.
    private static func missing(
        of number: HotspotNumber, in epoch: Epoch, _ registry: Registry,
        _ fills: [HotspotNumber: UInt64]  // order: only asked for one at a time
    ) -> Grains {
        let missing = registry.missingDeposit(of: number, in: epoch)
        return Grains(missing - min(missing, fills[number] ?? 0))
    }

    /// A key's hotspot in a window, as the rules see it.
    func station(of key: PublicKey, in window: Window) -> Station? {
        guard let number = registry.number(of: key, in: window),
            let found = registry.hotspot(number, in: window),
            let position = sites.position(of: number.value)
        else { return nil }
        let placed = sites.hotspots[position]
        let site = sites.siteOf[position]
        return Station(
            hotspot: number.value, key: key, owner: found.owner, cell: found.place.cell,
            height: found.place.height, gain: found.place.gain, plan: found.place.plan,
            radioClass: found.radioClass, measures: found.measures,
            site: site < 0
                ? Self.nowhere | number.value
                : sites.hotspots[sites.sites[Int(site)].founder].number,
            trust: placed.trust, isSuspended: placed.condition == .suspended,
            firstWindow: firstWindow(of: found))
    }

    /// The number of no site: a suspended hotspot stands alone.
    private static let nowhere: UInt32 = 1 << 31

    /// The first window the registration counts in, or one as far back as the registry remembers:
    /// only a box's first windows are asked for.
    private func firstWindow(of found: RegisteredHotspot) -> Window {
        let all = registry.places(of: found.number, in: Window(0)...windows[windows.count - 1])
        let oldest = windows[0].number - min(windows[0].number, Registry.memory)
        return max(all.first?.since ?? found.since, Window(oldest))
    }

    /// Every place of theirs in the epoch.
    var cells: [Cell] {
        hotspots.flatMap { hotspot in
            registry.places(
                of: HotspotNumber(hotspot.number), in: windows[0]...windows[windows.count - 1]
            ).map(\.place.cell)
        }
    }

    func isLight(_ hotspot: UInt32) -> Bool {
        registry.newest(HotspotNumber(hotspot))?.radioClass == .light
    }

    /// Which statement asserted the place a hotspot has in a window.
    func placeIndex(of hotspot: UInt32, in window: Window) -> UInt64? {
        registry.hotspot(HotspotNumber(hotspot), in: window)?.placeIndex
    }

    var placeIndexes: PlaceIndexes {
        PlaceIndexes(
            windows.map { window in
                // order: only asked for one hotspot at a time.
                var indexes: [UInt32: UInt64] = [:]
                for hotspot in hotspots {
                    indexes[hotspot.number] = placeIndex(of: hotspot.number, in: window)
                }
                return indexes
            })
    }
}

extension HotspotStanding {
    /// Trust starts at 250, of founding anchors at 1000 (PROTOCOL 5).
    static func firstTrust(isAnchor: Bool) -> UInt16 { isAnchor ? 1_000 : 250 }
}
