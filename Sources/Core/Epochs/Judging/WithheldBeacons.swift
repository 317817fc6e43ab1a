import Attestation
import CoverageRules
import Primitives

/// Beacons that were sent and not revealed (PROTOCOL 3.1): a nonce opened without a reveal, whose
/// drawn frame somebody heard.
struct WithheldBeacons: Sendable {
    /// How many of each hotspot; ascending by hotspot.
    let counts: [(hotspot: UInt32, count: UInt64)]

    private struct Drawn {
        let hotspot: UInt32
        let start: Block128
        var isHeard = false
    }

    /// Looks among all opened reports of both ranges: a nonce is opened after its window.
    ///
    /// - Parameter whole: reads whole what stands at an index and was passed over.
    init<D: Digest & SendableMetatype>(
        _ evidence: Evidence, _ commitments: CommitmentTable, _ terms: EpochTerms,
        by digest: D.Type, reading whole: (UInt64) -> EvidenceChunk,
        station: (PublicKey, Window) -> Station?
    ) {
        var drawn: [Drawn] = []
        for (number, replay) in commitments.replays.enumerated() where !replay.opened.isEmpty {
            let key = evidence.facts.keys[UInt32(number)]
            for opened in replay.opened {
                guard let station = station(key, opened.window) else { continue }
                drawn += Self.starts(opened, key, station, terms, by: digest).map {
                    Drawn(hotspot: station.hotspot, start: $0)
                }
            }
        }
        drawn.sort { ($0.start.high, $0.start.low) < ($1.start.high, $1.start.low) }
        if !drawn.isEmpty {
            Self.mark(&drawn, evidence.facts)
            for index in Self.telling(of: drawn, evidence.facts) {
                Self.mark(&drawn, whole(index))
            }
        }
        var counts: [(hotspot: UInt32, count: UInt64)] = []
        for item in drawn.filter(\.isHeard).sorted(by: { $0.hotspot < $1.hotspot }) {
            if counts.last?.hotspot == item.hotspot {
                counts[counts.count - 1].count += 1
            } else {
                counts.append((item.hotspot, 1))
            }
        }
        self.counts = counts
    }

    func count(of hotspot: UInt32) -> UInt64 {
        let place = counts.partitioned { $0.hotspot < hotspot }
        return place < counts.count && counts[place].hotspot == hotspot ? counts[place].count : 0
    }

    /// How the frame of a nonce starts at the slot and at the spare.
    private static func starts<D: Digest & SendableMetatype>(
        _ opened: CommitmentReplay.OpenedNonce, _ key: PublicKey, _ station: Station,
        _ terms: EpochTerms, by digest: D.Type
    ) -> [Block128] {
        guard let slots = terms.slots(of: key, in: opened.window, by: digest),
            let plan = terms.rules.book.plan(station.plan)
        else { return [] }
        let values = DrawValues(
            slot: terms.draw(.slot, of: slots, in: opened.window).record?.value,
            spare: terms.draw(.spare, of: slots, in: opened.window).record?.value)
        let rules = plan.drawRules.limited(to: terms.rules.periods.greatestSpreadingFactor)
        guard
            let draw = try? BeaconDraw(
                network: terms.network, hotspot: key, window: opened.window, nonce: opened.nonce,
                values: values, rules: rules, by: digest)
        else { return [] }
        return BeaconSlot.allCases.compactMap { moment in
            let frame = try? BeaconFrame(
                network: terms.network, hotspot: key, window: opened.window, nonce: opened.nonce,
                draw: draw, at: moment, values: values, by: digest)
            return frame.flatMap { FrameStart.of($0.bytes.rawSpan) }
        }
    }

    private static func mark(_ drawn: inout [Drawn], _ facts: EvidenceChunk) {
        for opening in facts.openings where !opening.isRepeated {
            for number in opening.reports {
                guard let start = facts.start(of: facts.reports[Int(number)]) else { continue }
                var place = drawn.partitioned {
                    ($0.start.high, $0.start.low) < (start.high, start.low)
                }
                while place < drawn.count, drawn[place].start == start {
                    drawn[place].isHeard = true
                    place += 1
                }
            }
        }
    }

    /// Where bundles stand that were passed over and may tell of these frames; ascending.
    private static func telling(of drawn: [Drawn], _ facts: EvidenceChunk) -> [UInt64] {
        let starts = drawn.map(\.start.low).sorted()
        let found = facts.passedFrames.filter { frame in
            let place = starts.partitioned { $0 < frame.start }
            return place < starts.count && starts[place] == frame.start
        }
        // order: sorted at once.
        return Set(found.map { facts.passed[Int($0.statement)].index }).sorted()
    }
}
