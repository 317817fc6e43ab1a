import Airwaves
public import Attestation
import Units

/// What one report says of its edge, taken when it is judged, so that its facts need not be kept.
public struct EdgeNote: Hashable, Sendable {
    /// Nil where the draw or the modulation is unknown.
    public let reception: EdgeReception?
    /// The frame came again after it had ended: on the air, and not as a second reading of the same
    /// reception.
    public let isReplayed: Bool

    /// Nil for a report without a beacon.
    public init?(_ facts: WitnessFacts, _ terms: RuleTerms) {
        guard let station = facts.station, let beacon = facts.beacon,
            let distance = facts.distance
        else { return nil }
        let first = facts.report.first
        isReplayed = facts.report.isReplayed
        guard let step = beacon.drawnStep,
            let margin = Margins.overFloor(first, step: -step)
        else {
            reception = nil
            return
        }
        let gain = min(
            station.gain, Decibels(hundredths: Int32(clamping: terms.book[.greatestGain])))
        let loss = Decibels.freeSpaceLoss(
            distance: distance - Metres(terms.book[.cellSlack]), frequency: beacon.frequency)
        reception = EdgeReception(
            step: EdgeReception.step(of: step), signal: Margins.signal(first), margin: margin,
            freeSpace: LinkBudget(eirp: beacon.greatestPower, receiveGain: gain)
                .level(after: loss))
    }
}

extension EdgeCounts {
    /// Adds a judged report, once W-17 is recorded: as heard where it passes up to W-18 and W-20; as
    /// too strong or odd where that rule alone fails.
    public mutating func take(_ note: EdgeNote, _ verdict: Verdict) {
        switch verdict.failed.subtracting(RuleSet(.w21)) {
        case []:
            guard verdict.passed.isSuperset(of: verdict.needs), let reception = note.reception
            else { return }
            self.note(reception)
            if note.isReplayed { replays += 1 }
        case RuleSet(.w14): tooStrong += 1
        case RuleSet(.w17): odd += 1
        default: return
        }
    }
}

extension WitnessReport {
    var isReplayed: Bool {
        guard !others.isEmpty, let factor = SpreadingFactor(number: first.spreadingFactor),
            let bandwidth = Bandwidth(first.bandwidth),
            let time = try? LoRaModulation(spreadingFactor: factor, bandwidth: bandwidth)
                .airtime(of: frame.count)
        else { return false }
        return others.contains { $0.afterMicroseconds >= time.value / 1_000 }
    }
}

extension GroupRules {
    /// Which of one beacon's reports have level, ratio and frequency error of another hotspot's to
    /// the last digit; nil where there is no frequency error to compare. Real radios measure
    /// errors that differ by hundreds of hertz.
    public static func copies(
        of reports: [(hotspot: UInt32, first: Reception)]
    ) -> [Bool?] {
        let order = reports.indices.filter { reports[$0].first.frequencyErrorHertz != nil }
            .sorted { reports[$0].first.key < reports[$1].first.key }
        var copied = [Bool?](repeating: nil, count: reports.count)
        for index in order { copied[index] = false }
        var start = 0
        while start < order.count {
            let key = reports[order[start]].first.key
            let end =
                order[start...].firstIndex { reports[$0].first.key != key } ?? order.count
            let alike = order[start..<end]
            if alike.contains(where: { reports[$0].hotspot != reports[alike[start]].hotspot }) {
                for index in alike { copied[index] = true }
            }
            start = end
        }
        return copied
    }
}

extension Reception {
    fileprivate var key: (Int32, Int32, Int64) {
        (Margins.signal(self).hundredths, ratio.hundredths, frequencyErrorHertz ?? 0)
    }
}
