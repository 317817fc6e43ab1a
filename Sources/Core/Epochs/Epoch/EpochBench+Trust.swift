import Attestation
import CoverageRules
import HexGrid
import Primitives
import Registry
import Rewards
import Units

/// The stage `trust`.
extension EpochBench {
    typealias Trusted = (record: TrustRecord, standing: HotspotStanding)

    /// Every hotspot in the network, ascending.
    func trust(_ verdicts: EpochVerdicts, _ commitments: CommitmentTable) -> [Trusted] {
        let served = Served(verdicts)
        let withheld = WithheldBeacons(
            evidence, commitments, terms, by: D.self
        ) { [places] in places.station(of: $0, in: $1) }
        let unopened = unopenedWindows()
        let losses = losses(commitments)
        let reckoning = TrustReckoning(state.next, replay.registry)
        return places.hotspots.map { placed in
            let number = placed.number
            let before =
                state.standing(of: number)
                ?? HotspotStanding(
                    hotspot: number, trust: placed.trust, paidCell: placed.cell.bits,
                    trustCell: placed.cell.bits)
            let cell =
                replay.registry.newest(HotspotNumber(number))?.place.cell ?? placed.cell
            let (after, change) = reckoning.next(
                before, cell: cell, served: served.has(number), losses: losses[number] ?? 0)
            let record = TrustRecord(
                hotspot: number, before: before.trust, after: after.trust, change: change,
                withheld: withheld.count(of: number), unopened: unopened[number] ?? 0,
                lost: UInt64(losses[number] ?? 0))
            return (record, after)
        }
    }

    /// How many of the epoch's windows each hotspot left with seals that nothing opened.
    private func unopenedWindows() -> [UInt32: UInt64] {  // order: only asked for one at a time
        // order: only asked for one hotspot at a time.
        var counts: [UInt32: UInt64] = [:]
        for group in SealedWindows(evidence, terms.windows, terms.time).groups
        where group.unopened > 0 {
            guard let slot = terms.slot(of: group.window),
                let station = stations[group.key, slot]
            else { continue }
            counts[station.hotspot, default: 0] += 1
        }
        return counts
    }

    /// How often each hotspot declared nonces lost: by a statement below the epoch's end, or by a new
    /// key with commitments of the old one not opened.
    private func losses(
        _ commitments: CommitmentTable
    ) -> [UInt32: Int] {  // order: only asked for one hotspot at a time
        // order: only asked for one hotspot at a time.
        var losses: [UInt32: Int] = [:]
        let registry = replay.registry
        let last = terms.windows[terms.windows.count - 1]
        let end = terms.time.start(of: Window(last.number + 1)) ?? .max
        var books = state.books.filter { evidence.facts.keys.number(of: $0.key) == nil }
        for (number, replay) in commitments.replays.enumerated() {
            let key = evidence.facts.keys.keys[number]
            books.append((key, replay.book))
            guard let hotspot = registry.number(ofFormer: key) else { continue }
            losses[hotspot.value, default: 0] += replay.losses.count { $0 < end }
        }
        for item in books where item.book.standing.contains(where: { !$0.isSettled }) {
            guard let hotspot = registry.number(ofFormer: item.key),
                let current = registry.hotspot(hotspot, in: Window(last.number + 1)),
                current.key != item.key
            else { continue }
            losses[hotspot.value, default: 0] += 1
        }
        return losses
    }

    /// What the next epoch begins with of each hotspot.
    func standings(_ trust: [Trusted], _ rewards: EpochRewards) -> [HotspotStanding] {
        trust.map { item in
            var standing = item.standing
            guard let position = rewards.sites.position(of: standing.hotspot) else {
                return standing
            }
            let cell = rewards.sites.hotspots[position].cell
            if standing.isElsewhere(cell, by: rewardRules) {
                standing.paidCell = cell.bits
                standing.paid = .none
            }
            standing.paid = standing.paid.adding(paid: rewards.isPaid(position))
            return standing
        }
    }
}

/// The hotspots of which a beacon passed B-1 to B-12, or a report W-1 to W-18, in an epoch.
struct Served: Sendable {
    // order: only asked for one hotspot at a time.
    private var trusted: Set<UInt32> = []
    private var paid: Set<UInt32> = []  // order: as above

    init(_ verdicts: EpochVerdicts) {
        for beacon in verdicts.beacons where beacon.hasPassedAlone {
            guard let hotspot = beacon.hotspot else { continue }
            trusted.insert(hotspot)
            if beacon.verdict.passed.contains(.b12) { paid.insert(hotspot) }
        }
        for report in verdicts.reports where report.hasPassedAlone {
            guard let hotspot = report.hotspot else { continue }
            trusted.insert(hotspot)
            paid.insert(hotspot)
        }
    }

    /// For trust: an unheard beacon is a good one too.
    func has(_ hotspot: UInt32) -> Bool { trusted.contains(hotspot) }

    /// For pay.
    func hasServed(_ hotspot: UInt32) -> Bool { paid.contains(hotspot) }
}
