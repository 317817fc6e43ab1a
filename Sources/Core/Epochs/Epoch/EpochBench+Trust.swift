import Attestation
import CoverageRules
import HexGrid
import Primitives
import Registry
import Rewards
import Units

/// What the stage `trust` comes to.
struct EpochTrust {
    var file = TrustFile()
    /// Of every hotspot in the network, ascending; paid epochs are added later.
    var standings: [HotspotStanding] = []
    var history: EpochHistory
    /// What the next epoch begins with.
    var notices: [HeldNotice] = []

    func trust(of hotspot: UInt32) -> UInt16 {
        let place = standings.partitioned { $0.hotspot < hotspot }
        return place < standings.count && standings[place].hotspot == hotspot
            ? standings[place].trust : 0
    }
}

/// The stage `trust`: notices and service first, then what the X rules find in the history of which
/// this epoch is the newest.
extension EpochBench {
    func trust(
        _ verdicts: EpochVerdicts, _ commitments: CommitmentTable, _ withheld: WithheldBeacons,
        _ next: EpochState, dividing division: some Division
    ) -> EpochTrust {
        let served = verdicts.served
        let unopened = unopenedWindows(verdicts.sealed)
        let losses = losses(commitments)
        var docket = NoticeDocket(state, replay)
        let reckoning = TrustReckoning(state.next, docket, terms.rules.book)
        let counts = verdicts.counts.adding(withheld.counts, unopened)
        var trust = EpochTrust(
            history: state.history.adding(verdicts.summary, counts, isLight: places.isLight))
        for placed in places.hotspots {
            let number = placed.number
            let before = standing(of: placed)
            let cell =
                replay.registry.newest(HotspotNumber(number))?.place.cell ?? placed.cell
            let result = reckoning.next(
                before, cell: cell, served: served.has(number), losses: losses[number] ?? 0,
                counted: placed.trust, hasFix: next.hasFix(number))
            docket.note(taken: result.taken, of: number)
            trust.standings.append(result.standing)
            trust.file.hotspots.append(
                TrustRecord(
                    hotspot: number, before: placed.trust,
                    after: next.trustCounted(of: result.standing),
                    change: result.change, withheld: withheld.count(of: number),
                    unopened: unopened[number] ?? 0, lost: UInt64(losses[number] ?? 0)))
        }
        (trust.file.notices, trust.notices) = (docket.records, docket.held)
        trust.file.findings = findings(trust, docket, dividing: division)
        return trust
    }

    private func standing(of placed: PlacedHotspot) -> HotspotStanding {
        state.standing(of: placed.number)
            ?? HotspotStanding(
                hotspot: placed.number, trust: placed.trust, paidCell: placed.cell.bits,
                trustCell: placed.cell.bits)
    }

    /// All findings of the epoch's end, each with the notice that is due of it.
    private func findings(
        _ trust: EpochTrust, _ docket: NoticeDocket, dividing division: some Division
    ) -> [FindingRecord] {
        let book = terms.rules.book
        let last = terms.windows[terms.windows.count - 1]
        let view = HistoryView(
            stations: places.hotspots.compactMap { placed in
                replay.registry.hotspot(HotspotNumber(placed.number), in: last)
                    .flatMap { places.station(of: $0.key, in: last) }
            },
            edges: trust.history.edges, hotspots: trust.history.hotspots,
            lost: trust.standings.filter { $0.losses.times > 0 }.map {
                LostNonces(hotspot: $0.hotspot, times: $0.losses.times)
            }, book: book)
        let findings = TrustRules.findings(of: view) { division.items(count: $0, $1) }
        var records = findings.map { finding in
            var record = FindingRecord(finding, in: state.next)
            // Nonces lost too often are answered at once (PROTOCOL 3.1).
            guard record.reason != .noncesLost else { return record }
            if record.other != nil {
                record.effect = .edgeDoubted
            } else {
                let fall = TrustRules.fall(
                    of: trust.trust(of: record.hotspot), by: [finding], book)
                if fall > 0 { (record.effect, record.change) = (.trustLowered, fall) }
            }
            return record
        }
        records.sort { $0.precedes($1) }
        return docket.withoutRepeats(records)
    }

    /// How many of the epoch's windows each hotspot left with seals that nothing opened.
    private func unopenedWindows(
        _ sealed: SealedWindows
    ) -> [UInt32: UInt64] {  // order: only asked for one at a time
        // order: only asked for one hotspot at a time.
        var counts: [UInt32: UInt64] = [:]
        for group in sealed.groups where group.unopened > 0 {
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
    func standings(_ trust: EpochTrust, _ rewards: EpochRewards) -> [HotspotStanding] {
        trust.standings.map { item in
            var standing = item
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

    /// - Parameter ranges: of the reports of each beacon.
    init(_ beacons: [JudgedBeacon], _ reports: [JudgedReport], _ ranges: [Range<Int>]) {
        for (beacon, range) in zip(beacons, ranges) where beacon.hasPassedAlone {
            guard let hotspot = beacon.hotspot else { continue }
            trusted.insert(hotspot)
            let isHeard = reports[range].contains { $0.hasPassedAlone && $0.hotspot != nil }
            if isHeard { paid.insert(hotspot) }
        }
        for place in reports.indices where reports[place].hasPassedAlone {
            guard let hotspot = reports[place].hotspot else { continue }
            trusted.insert(hotspot)
            paid.insert(hotspot)
        }
    }

    /// For trust: an unheard beacon is a good one too.
    func has(_ hotspot: UInt32) -> Bool { trusted.contains(hotspot) }

    /// For pay.
    func hasServed(_ hotspot: UInt32) -> Bool { paid.contains(hotspot) }
}
