import Attestation
import CoverageRules
import Primitives
import Rewards
import Units

/// All beacons and reports of an epoch with their verdicts, in the order of PROTOCOL 4: B-1 to B-11,
/// W-1 to W-18 and W-20; then reciprocity and B-12 from those; then selection.
public struct EpochVerdicts: Sendable {
    /// In the order of the log.
    public internal(set) var beacons: [JudgedBeacon]
    /// By beacon, those without one last.
    public internal(set) var reports: [JudgedReport]
    /// Where each beacon's reports stand.
    public let ranges: [Range<Int>]
    public internal(set) var summary: EpochSummary
    public internal(set) var counts: EpochCounts
    let sealed: SealedWindows
    /// Who served, and who holds each site by that.
    let served: Served
    let sites: Sites
}

/// Beacons and reports with the verdicts that hang on nobody else's.
struct JudgedAlone: Sendable {
    /// In the order of the log.
    let beacons: [JudgedBeacon]
    /// By beacon, those without one last.
    let reports: [JudgedReport]
    /// Where each beacon's reports stand.
    let ranges: [Range<Int>]
    let sealed: SealedWindows
}

/// Puts evidence and places together into verdicts. `Memory` is what the past knows of edges.
struct VerdictBench<D: Digest & SendableMetatype, Memory: EdgeMemory>: Sendable {
    let evidence: Evidence
    let terms: EpochTerms
    let stations: StationTable
    let commitments: CommitmentTable
    let positions: PositionTable
    let places: PlaceIndexes
    /// Before it is known who served.
    let sites: Sites
    let plans: PlanTable
    let memory: Memory
    let history: EpochHistory

    func judge(dividing division: some Division) -> EpochVerdicts {
        conclude(alone(dividing: division), dividing: division)
    }

    /// B-1 to B-11, W-1 to W-18 and W-20: what needs no other beacon's verdict, and so no more of the
    /// epoch than is logged.
    func alone(dividing division: some Division) -> JudgedAlone {
        let beacons = beacons(division)
        let sealed = SealedWindows(evidence, terms.windows, terms.time)
        let docket = WitnessDocket(evidence, terms, sealed, stations, beacons)
        let bench = WitnessBench<D, Memory>(
            evidence: evidence, terms: terms, stations: stations, positions: positions,
            places: places, sealed: sealed, docket: docket, beacons: beacons, memory: memory)
        var reports = division.items(count: beacons.count) { bench.judge(reportsOf: $0) }
        let first = docket.unmatched.lowerBound
        reports += division.items(count: docket.unmatched.count) { range in
            bench.judge(unmatched: first + range.lowerBound..<first + range.upperBound)
        }
        return JudgedAlone(
            beacons: beacons, reports: reports, ranges: docket.ranges, sealed: sealed)
    }

    /// What only the whole epoch tells.
    private func conclude(
        _ alone: consuming JudgedAlone, dividing division: some Division
    ) -> EpochVerdicts {
        var (beacons, reports) = (alone.beacons, alone.reports)
        let (ranges, sealed) = (alone.ranges, alone.sealed)
        // Reports take most of the memory: there is one of each.
        _ = consume alone
        var summing = SummaryBuilder()
        for beacon in beacons { summing.take(beacon) }
        for (beacon, range) in ranges.enumerated() {
            guard let hotspot = beacons[beacon].heard?.station.hotspot else { continue }
            for place in range { summing.take(reports[place], of: hotspot) }
        }
        offer(sealed, beacons, reports, ranges, &summing)
        var summary = summing.summary(of: terms.epoch)
        let served = Served(beacons, reports, ranges)
        let sites = sites.electing { served.hasServed($0) }
        let conclusion = Conclusion(
            reciprocity: Reciprocity(history, and: summary), sites: sites, stations: stations,
            terms: terms)
        let parts = division.map(count: beacons.count) { [beacons, reports] range in
            range.map { beacon in
                conclusion.conclude(beacons[beacon], reports[ranges[beacon]])
            }
        }
        for (place, part) in parts.joined().enumerated() {
            beacons[place].verdict = part.beacon
            for (report, verdict) in zip(ranges[place], part.reports) {
                reports[report].verdict = verdict
            }
        }
        for (beacon, range) in ranges.enumerated() where beacons[beacon].verdict.hasPassed {
            guard let station = beacons[beacon].heard?.station else { continue }
            for place in range where reports[place].verdict.hasPassed {
                summing.takeValid(reports[place], of: station)
            }
        }
        summary.heard = summing.heardCells
        return EpochVerdicts(
            beacons: beacons, reports: reports, ranges: ranges, summary: summary,
            counts: summing.counts {
                evidence.statement(sealed.seals[Int($0)].statement).id
            },
            sealed: sealed, served: served, sites: sites)
    }

    private func beacons(_ division: some Division) -> [JudgedBeacon] {
        let docket = BeaconDocket(evidence, terms)
        let bench = BeaconBench<D>(
            evidence: evidence, terms: terms, stations: stations, commitments: commitments,
            positions: positions, places: places, plans: plans)
        return division.items(count: docket.entries.count) { range in
            range.map { bench.judge(docket.entries[$0]) }
        }
    }
}

extension VerdictBench {
    /// Counts, for edges whose beaconer is a light radio, the passing beacons of the witness that it
    /// signed that it was listening to.
    private func offer(
        _ sealed: SealedWindows, _ beacons: [JudgedBeacon], _ reports: [JudgedReport],
        _ ranges: [Range<Int>], _ summing: inout SummaryBuilder
    ) {
        let listening = ListeningTable(evidence, sealed, stations, terms)
        guard !listening.isEmpty else { return }
        // order: only asked for one hotspot at a time.
        var sent: [UInt32: [Int]] = [:]
        for (place, beacon) in beacons.enumerated() where beacon.hasPassedAlone {
            if let hotspot = beacon.hotspot { sent[hotspot, default: []].append(place) }
        }
        for name in edges(ofLight: listening, beacons, reports, ranges) {
            let count = (sent[name.witness] ?? []).count {
                listening.hears(name.beaconer, beacons[$0])
            }
            if count > 0 { summing.offer(UInt16(clamping: count), name) }
        }
    }

    /// Edges over which a light radio was heard, in this epoch or in those remembered.
    private func edges(
        ofLight listening: ListeningTable, _ beacons: [JudgedBeacon], _ reports: [JudgedReport],
        _ ranges: [Range<Int>]
    ) -> [EdgeName] {
        var names: [EdgeName] = []
        for (beacon, range) in ranges.enumerated() {
            guard let number = beacons[beacon].hotspot, listening.has(number) else { continue }
            for report in reports[range] where report.hasPassedAlone {
                guard let witness = report.hotspot else { continue }
                names.append(EdgeName(beaconer: number, witness: witness))
            }
        }
        for epoch in history.epochs {
            names += epoch.edges.lazy.map(\.name).filter { listening.has($0.beaconer) }
        }
        names.sort()
        var last: EdgeName?
        names.removeAll { name in
            defer { last = name }
            return name == last
        }
        return names
    }
}

/// What light radios signed that they were listening to in an epoch.
struct ListeningTable: Sendable {
    // order: only asked for one hotspot at a time.
    private var spans: [UInt32: [ListeningSpan]] = [:]

    init(
        _ evidence: Evidence, _ sealed: SealedWindows, _ stations: StationTable,
        _ terms: EpochTerms
    ) {
        for group in sealed.groups {
            guard let slot = terms.slot(of: group.window),
                let station = stations[group.key, slot], station.radioClass == .light
            else { continue }
            for seal in sealed.seals[group.seals] {
                guard let number = seal.opening?.number else { continue }
                let range = evidence.facts.openings[Int(number)].listening
                spans[station.hotspot, default: []] +=
                    evidence.facts.listening[Int(range.lowerBound)..<Int(range.upperBound)]
            }
        }
    }

    var isEmpty: Bool { spans.isEmpty }

    func has(_ hotspot: UInt32) -> Bool { spans[hotspot] != nil }

    /// Whether the hotspot was listening to the channel, SF and bandwidth of a beacon when it was
    /// sent: in a period its draw leads to.
    func hears(_ hotspot: UInt32, _ beacon: JudgedBeacon) -> Bool {
        guard let heard = beacon.heard, let draw = beacon.draw else { return false }
        // The slot lies two periods after the record it is drawn from.
        let period = Period(draw.number + 2)
        return spans[hotspot]?.contains { span in
            span.first <= period && period <= span.last && span.frequency == heard.frequency
                && span.spreadingFactor == heard.spreadingFactor
                && span.bandwidth == heard.bandwidth
        } ?? false
    }
}
