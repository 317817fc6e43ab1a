public import Attestation
public import CoverageRules
public import Primitives
public import Units

/// One witness report with its verdict.
public struct JudgedReport: Sendable {
    /// Of docs/oracle-api.md rule 19.
    public let id: Hash256
    public let entry: WitnessDocket.Entry
    /// The hotspot; nothing where the key is nobody's.
    public let hotspot: UInt32?
    public let window: Window
    public var verdict: Verdict
    /// Passed W-1 to W-18 and W-20: before reciprocity and selection.
    public var hasPassedAlone = false
    /// Over what the SF decodes, as if sent at full power; of reports with a beacon.
    public let overFloor: Decibels?
    /// The noise that signal and ratio imply.
    public let noise: SignalLevel?
    /// The wanted signal as if sent at full power.
    public let signal: SignalLevel
    /// Measured error less what the beaconer's frequency explains; nothing where not measured.
    public let frequencyError: Int64?
    var arrival: Arrival?
    public let rank: Hash256?
    public let site: UInt32
    public let trust: UInt16
    /// Where its seal stands; nothing where the key logged none.
    public let sealPlace: UInt64?
    /// What it says of its edge; of reports with a beacon.
    let note: EdgeNote?
    /// Whether level, ratio and frequency error are those of another hotspot's report of the same
    /// beacon; nothing where it passes not or measured no error.
    var isCopied: Bool?
}

/// What of the past the rules of reports ask.
public protocol EdgeMemory: Sendable {
    /// The frequency errors of an edge up to the end of e-1.
    func frequencyErrors(from beaconer: UInt32, to witness: UInt32) -> FrequencyErrors
    /// Whether a notice in force doubts the edge, whichever end it names first.
    func isDoubted(_ one: UInt32, _ other: UInt32) -> Bool
}

/// Puts the facts of reports together and judges them: W-1 to W-18 and W-20, all of one beacon at
/// once. Beacons do not depend on each other.
struct WitnessBench<D: Digest & SendableMetatype, Memory: EdgeMemory>: Sendable {
    let evidence: Evidence
    let terms: EpochTerms
    let stations: StationTable
    let positions: PositionTable
    let places: PlaceIndexes
    let sealed: SealedWindows
    let docket: WitnessDocket
    let beacons: [JudgedBeacon]
    let memory: Memory

    /// Judges all reports of some beacons, the times of arrival and copies among them too. Put where
    /// they stay: a report takes half a kilobyte.
    func judge(reportsOf numbers: Range<Int>) -> [JudgedReport] {
        guard let first = numbers.first, let last = numbers.last else { return [] }
        var judged: [JudgedReport] = []
        judged.reserveCapacity(
            docket.ranges[last].upperBound - docket.ranges[first].lowerBound)
        for number in numbers {
            let (beacon, start) = (beacons[number], judged.count)
            for place in docket.ranges[number] {
                judged.append(judge(docket.entries[place], beacon))
            }
            judgeTimes(&judged, start..<judged.count)
            compare(&judged, start..<judged.count)
        }
        return judged
    }

    /// Judges reports of frames that no reveal explains.
    func judge(unmatched range: Range<Int>) -> [JudgedReport] {
        docket.entries[range].map { entry in
            var judged = judge(entry, nil)
            if judged.verdict.passed.contains(.w1) {
                judged.verdict.record(.w17, .notJudged(.unmatched))
            }
            judged.hasPassedAlone = judged.verdict.hasPassed
            return judged
        }
    }

    /// W-17, for those that pass all before it: who fails W-18 or W-20 too is told of the lower one.
    private func judgeTimes(_ judged: inout [JudgedReport], _ range: Range<Int>) {
        let timed = range.filter {
            judged[$0].verdict.failed.isDisjoint(with: RuleSet(.w1 ... .w16))
                && judged[$0].arrival != nil
        }
        for place in timed {
            let votes = judged[place].verdict.outcome != .fail
            judged[place].arrival?.votes = votes
        }
        let answers = GroupRules.w17(timed.compactMap { judged[$0].arrival }, terms.rules.book)
        for (place, answer) in zip(timed, answers) { judged[place].verdict.record(.w17, answer) }
        for place in range {
            judged[place].hasPassedAlone = judged[place].verdict.hasPassed
        }
    }

    /// Which passing reports of one beacon are alike to the last digit.
    private func compare(_ judged: inout [JudgedReport], _ range: Range<Int>) {
        let passing = range.filter {
            judged[$0].hasPassedAlone && judged[$0].hotspot != nil
        }
        let answers = GroupRules.copies(
            of: passing.map { place in
                let fact = evidence.report(judged[place].entry.report)
                return (judged[place].hotspot ?? 0, fact.first.reception)
            })
        for (place, answer) in zip(passing, answers) { judged[place].isCopied = answer }
    }

    private func judge(_ entry: WitnessDocket.Entry, _ beacon: JudgedBeacon?) -> JudgedReport {
        let station = stations[entry.key, Int(entry.slot)]
        let facts = facts(of: entry, station, beacon)
        let verdict = WitnessRules.judge(facts, terms.rules)
        let first = facts.report.first
        let step = beacon?.heard?.step ?? Decibels(hundredths: 0)
        return JudgedReport(
            id: facts.id, entry: entry, hotspot: station?.hotspot,
            window: terms.windows[Int(entry.slot)], verdict: verdict,
            overFloor: beacon == nil ? nil : Margins.overFloor(first, step: step),
            noise: Margins.noise(first), signal: Margins.signal(first) + step,
            frequencyError: beacon?.heard.flatMap { heard in
                first.frequencyErrorHertz.map {
                    Int64(clamping: first.frequency.value) + $0
                        - Int64(clamping: heard.frequency.value)
                }
            },
            arrival: Arrival(facts),
            rank: station.flatMap { station in
                beacon?.heard?.seed.map {
                    ProofHash.rank(seed: $0, witness: station.key, by: D.self)
                }
            },
            site: station?.site ?? .max, trust: station?.trust ?? 0,
            sealPlace: entry.seal.map { sealed.seals[Int($0)].place },
            note: EdgeNote(facts, terms.rules))
    }

    private func facts(
        of entry: WitnessDocket.Entry, _ station: Station?, _ beacon: JudgedBeacon?
    ) -> WitnessFacts {
        let opening = evidence.facts.openings[Int(entry.opening.number)]
        let report = evidence.witnessReport(entry.report)
        let seal = entry.seal.map { sealed.seals[Int($0)] }
        let named =
            seal.map { evidence.statement($0.statement).id }
            ?? evidence.statement(opening.statement).id
        let other = beacon?.hotspot
        let isDoubted =
            other.flatMap { other in
                station.map { memory.isDoubted(other, $0.hotspot) }
            } ?? false
        let errors = other.flatMap { other in
            station.map { memory.frequencyErrors(from: other, to: $0.hotspot) }
        }
        return WitnessFacts(
            id: ReportID.of(report.frame, in: named, terms.network, by: D.self),
            report: report, isSigned: true, station: station, beacon: beacon?.heard,
            seal: seal.map { sealFacts($0, entry, opening, beacon) },
            unopenedSeals: entry.group.map { sealed.groups[Int($0)].unopened } ?? 0,
            isEdgeDoubted: isDoubted, earlierReports: UInt64(entry.earlier),
            missing: entry.group.map { docket.missing[Int($0)] } ?? MissingFields(),
            position: opening.position, positions: history(of: station, Int(entry.slot)),
            frequencyErrors: errors ?? FrequencyErrors())
    }

    private func sealFacts(
        _ seal: SealedWindows.OpenedSeal, _ entry: WitnessDocket.Entry, _ opening: OpeningFact,
        _ beacon: JudgedBeacon?
    ) -> SealFacts {
        let draw = beacon?.draw
        return SealFacts(
            id: evidence.statement(seal.statement).id, window: opening.window,
            recordsBelowSeal: draw.map { terms.time.count(after: $0, below: seal.place) } ?? 0,
            recordsBelowOpening: draw.map {
                terms.time.count(after: $0, below: entry.opening.place)
            } ?? 0)
    }

    private func history(of station: Station?, _ slot: Int) -> PositionHistory {
        guard let station, let index = places[station.hotspot, slot] else {
            return PositionHistory()
        }
        return positions.history(of: station.hotspot, placeIndex: index, slot: slot)
    }
}

/// The name of a witness report (docs/oracle-api.md rule 19): by its seal and its frame. A report of
/// an opening that no seal stands for has the bundle's id in place of a seal's.
public enum ReportID {
    @inlinable public static func of<D: Digest & ~Copyable>(
        _ frame: [UInt8], in seal: Hash256, _ network: NetworkID, by digest: D.Type
    ) -> Hash256 {
        var input = HashInput("earshot/report/v1", network)
        input.append(seal)
        input.append(Hash256(of: frame.rawSpan, by: digest))
        return input.hash(by: digest)
    }
}
