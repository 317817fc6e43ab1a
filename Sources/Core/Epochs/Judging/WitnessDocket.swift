import Attestation
import CoverageRules
import Primitives

/// All reports of an epoch's windows that were opened in time, each with its beacon.
public struct WitnessDocket: Sendable {
    /// Ascending by beacon, those without one last; those of one beacon in the log's order.
    public private(set) var entries: [Entry] = []
    /// Where each beacon's entries stand.
    public private(set) var ranges: [Range<Int>] = []
    /// The entries without a beacon.
    public private(set) var unmatched: Range<Int> = 0..<0
    /// By group of `SealedWindows`: what the window's reports lack.
    let missing: [MissingFields]

    public struct Entry: Hashable, Sendable {
        /// The evidence's number of the report.
        public let report: UInt32
        public let key: UInt32
        public let slot: UInt8
        /// The group's place among the sealed windows; nothing where no seal stands.
        public let group: UInt32?
        /// The seal's place there.
        public let seal: UInt32?
        public let opening: SealedWindows.Opening
        /// Reports of the same bytes by the same key and window that count before this one.
        public var earlier: UInt32
        /// The place of its beacon in the docket; `unmatched` without one.
        public let beacon: UInt32

        public static let unmatched = UInt32.max
    }

    public init(
        _ evidence: Evidence, _ terms: EpochTerms, _ sealed: SealedWindows,
        _ stations: StationTable, _ beacons: [JudgedBeacon]
    ) {
        let index = BeaconIndex(beacons)
        var entries: [Entry] = []
        var missing: [MissingFields] = []
        for (number, group) in sealed.groups.enumerated() {
            guard let slot = terms.slot(of: group.window) else {
                missing.append(MissingFields())
                continue
            }
            missing.append(
                Self.missing(evidence, sealed, group, stations[group.key, slot]))
            let first = entries.count
            for place in group.seals {
                guard let opening = sealed.seals[place].opening else { continue }
                for report in evidence.facts.openings[Int(opening.number)].reports {
                    entries.append(
                        Entry(
                            report: report, key: group.key, slot: UInt8(slot),
                            group: UInt32(number), seal: UInt32(place), opening: opening,
                            earlier: 0, beacon: index.beacon(of: report, evidence)))
                }
            }
            Self.count(&entries[first...], evidence)
        }
        for stray in sealed.strays {
            let opening = evidence.facts.openings[Int(stray.opening.number)]
            guard let slot = terms.slot(of: opening.window) else { continue }
            for report in opening.reports {
                entries.append(
                    Entry(
                        report: report, key: evidence.statement(opening.statement).key,
                        slot: UInt8(slot), group: nil, seal: nil, opening: stray.opening,
                        earlier: 0, beacon: index.beacon(of: report, evidence)))
            }
        }
        self.missing = missing
        self.entries = entries
        sort(beacons.count)
    }

    private mutating func sort(_ beacons: Int) {
        entries.sort { left, right in
            (left.beacon, left.opening.place, left.report)
                < (right.beacon, right.opening.place, right.report)
        }
        var first = 0
        for beacon in 0..<beacons {
            var end = first
            while end < entries.count, entries[end].beacon == UInt32(beacon) { end += 1 }
            ranges.append(first..<end)
            first = end
        }
        unmatched = first..<entries.count
    }

    /// Counts, for each report of one key's window, those of the same frame that count before it:
    /// in a seal that stands lower. A content has each frame once.
    private static func count(_ entries: inout ArraySlice<Entry>, _ evidence: Evidence) {
        guard !haveDistinctStarts(entries, evidence) else { return }
        // order: only asked for one frame at a time.
        var seen: [[UInt8]: UInt32] = [:]
        for place in entries.indices {
            let frame = evidence.facts.frame(of: evidence.report(entries[place].report))
            entries[place].earlier = seen[frame] ?? 0
            seen[frame] = entries[place].earlier + 1
        }
    }

    /// Nearly always so, and then no two frames are the same.
    private static func haveDistinctStarts(
        _ entries: ArraySlice<Entry>, _ evidence: Evidence
    ) -> Bool {
        var starts: [(high: UInt64, low: UInt64)] = []
        starts.reserveCapacity(entries.count)
        for entry in entries {
            guard let start = evidence.facts.start(of: evidence.report(entry.report)) else {
                return false
            }
            starts.append((start.high, start.low))
        }
        starts.sort { $0 < $1 }
        return zip(starts, starts.dropFirst()).allSatisfy { $0 != $1 }
    }

    private static func missing(
        _ evidence: Evidence, _ sealed: SealedWindows, _ group: SealedWindows.Group,
        _ station: Station?
    ) -> MissingFields {
        var missing = MissingFields()
        guard let station else { return missing }
        for seal in sealed.seals[group.seals] {
            guard let number = seal.opening?.number else { continue }
            let opening = evidence.facts.openings[Int(number)]
            missing.note(opening.position, declared: station.measures)
            for report in opening.reports {
                let fact = evidence.report(report)
                guard evidence.facts.isBeacon(fact) else { continue }
                missing.note(fact.first.reception, declared: station.measures)
            }
        }
        return missing
    }
}

extension Evidence {
    func report(_ number: UInt32) -> ReportFact { facts.reports[Int(number)] }

    /// The report as it stands in its content; of receptions after the first only how late the last
    /// of them was, by which a replay on air is known.
    func witnessReport(_ number: UInt32) -> WitnessReport {
        let fact = report(number)
        let first = fact.first.reception
        var others: [Reception] = []
        if fact.lastAfter > 0 {
            var last = first
            last.afterMicroseconds = UInt64(fact.lastAfter)
            others = [last]
        }
        return WitnessReport(
            frame: facts.frame(of: fact), time: fact.time, clock: fact.clock, first: first,
            others: others)
    }
}

/// Finds the beacon of a report by how its frame starts.
struct BeaconIndex: Sendable {
    /// Ascending by start; of one start the beacon that counts first.
    private let starts: [(start: Block128, beacon: UInt32)]

    init(_ beacons: [JudgedBeacon]) {
        var starts: [(start: Block128, beacon: UInt32)] = []
        for (number, beacon) in beacons.enumerated() where beacon.heard != nil {
            if let start = beacon.start { starts.append((start, UInt32(number))) }
        }
        // The beacon whose frame is as drawn before copies of it, then as they were logged, which
        // is the order of the docket.
        starts.sort { left, right in
            guard left.start == right.start else { return left.start.isBefore(right.start) }
            let drawn = (
                beacons[Int(left.beacon)].passesFrame, beacons[Int(right.beacon)].passesFrame
            )
            return drawn.0 == drawn.1 ? left.beacon < right.beacon : drawn.0
        }
        self.starts = starts
    }

    func beacon(of report: UInt32, _ evidence: Evidence) -> UInt32 {
        guard let start = evidence.facts.start(of: evidence.report(report)) else {
            return WitnessDocket.Entry.unmatched
        }
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle].start.isBefore(start) { low = middle + 1 } else { high = middle }
        }
        guard low < starts.count, starts[low].start == start else {
            return WitnessDocket.Entry.unmatched
        }
        return starts[low].beacon
    }
}

extension Block128 {
    /// By their bytes.
    fileprivate func isBefore(_ other: Block128) -> Bool {
        (high, low) < (other.high, other.low)
    }
}
