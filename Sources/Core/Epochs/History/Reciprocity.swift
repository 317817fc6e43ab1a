import Attestation
import CoverageRules
import Units

/// What W-21 asks: both directions of edges over the windows of e-1 and e, or, where the beaconer is
/// a light radio, over 14 epochs.
struct Reciprocity: Sendable {
    private let long: [EpochSummary]
    private let short: ArraySlice<EpochSummary>

    init(_ history: EpochHistory, and current: EpochSummary) {
        let before = current.epoch.number
        let near = history.epochs.filter {
            $0.epoch.number + UInt64(EpochHistory.length) > before
        }
        long = near + [current]
        short = long.drop { $0.epoch.number + 1 < before }
    }

    /// Of a report by `witness` of a beacon of `beaconer`.
    func facts(_ beaconer: Station, _ witness: Station, in window: Window) -> ReciprocityFacts {
        let isLight = beaconer.radioClass == .light
        let epochs = isLight ? long[...] : short
        let there = EdgeName(beaconer: beaconer.hotspot, witness: witness.hotspot)
        let back = there.reversed
        let heard = epochs.reduce(UInt64(0)) { $0 + UInt64($1.edge(back)?.heard ?? 0) }
        // Who was heard back is asked nothing else; nearly all are.
        guard heard == 0 else { return .heard(heard) }
        let first = max(beaconer.firstWindow, witness.firstWindow)
        let sent = epochs.reduce(UInt64(0)) { sum, epoch in
            isLight
                ? sum + UInt64(epoch.edge(there)?.offered ?? 0)
                : sum + UInt64(epoch.hotspot(witness.hotspot)?.sent ?? 0)
        }
        let margins = epochs.flatMap { $0.edge(there)?.margins ?? [] }.sorted()
        return ReciprocityFacts(
            windowsSinceFirst: window < first ? 0 : window.number - first.number,
            medianMargin: Decibels(hundredths: Int32(margins.lowerMedian ?? .min)),
            beaconsSent: sent, beaconsHeard: 0,
            beaconerNoise: noise(of: beaconer.hotspot), witnessNoise: noise(of: witness.hotspot))
    }

    private func noise(of hotspot: UInt32) -> SignalLevel? {
        let all = short.flatMap { $0.hotspot(hotspot)?.noise ?? [] }.sorted()
        return all.lowerMedian.map { SignalLevel(hundredths: Int32($0)) }
    }
}

extension ReciprocityFacts {
    fileprivate static func heard(_ count: UInt64) -> ReciprocityFacts {
        ReciprocityFacts(
            windowsSinceFirst: 0, medianMargin: Decibels(hundredths: 0), beaconsSent: 0,
            beaconsHeard: count, beaconerNoise: nil, witnessNoise: nil)
    }
}
