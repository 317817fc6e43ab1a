/// A number of the rule book that a rule compares with. The rule book must have every one of these
/// and no other: who does not know a threshold cannot judge by it.
public enum Threshold: Int, CaseIterable, Sendable {
    case positionDistance
    case positionWindows
    case missingPosition
    case beaconLateness
    case powerAbove
    case powerBelow
    case frequencyTolerance
    case drift
    case driftReceptions
    case missingFrequencyError
    case leastDistance
    case greatestDistance
    case greatestHeight
    case horizonStretch
    case cellSlack
    case closeByDistance
    case greatestGain
    case overFreeSpace
    case suspiciousLevel
    case missingSignal
    case ratioSlack
    case noiseFigure
    case noiseFloor
    case timeSites
    case timeAgreeing
    case timeSpread
    case missingFineTime
    case missingCounter
    case selectionCount
    case selectionStart
    case selectionStep
    case selectionEpochs
    case blockedArea
    case reciprocityWindows
    case reciprocityLightWindows
    case reciprocityFirstWindows
    case reciprocityBeacons
    case reciprocityMargin
    case reciprocityNoise
    case stepReceptions
    case stepLow
    case stepMargin
    case stepFlat
    case stepFollows
    case stepSites
    case clusterReceptions
    case clusterMissed
    case clusterMargin
    case splitterReceptions
    case splitterSites
    case smoothReceptions
    case smoothDeviation
    case copiedReports
    case copiedShare
    case biasedLevel
    case biasedSites
    case placeNear
    case placeFar
    case placeSites
    case oneWayMargin
    case oneWaySites
    case alikeDistance
    case alikeHeard
    case alikeShare
    case alikeSites
    case replays
    case relayedReports
    case relayedShare
    case relayedSites
    case withheldBeacons
    case unopenedWindows
    case lostNonces
    case capableReceptions
    case capableSites
    case votingTrust
    case votingSites
    case greatestFall
}

extension Threshold {
    /// Where it stands in the rule book, and what it may be: bounds keep the arithmetic of the
    /// rules from overflowing and a book's typing error from paying everybody or nobody.
    struct Entry {
        let rule: RuleNumber
        let reason: Reason
        let name: String
        let unit: String
        let range: ClosedRange<Int64>

        init(
            _ rule: RuleNumber, _ reason: Reason, _ name: String, _ unit: String,
            _ range: ClosedRange<Int64>
        ) {
            self.rule = rule
            self.reason = reason
            self.name = name
            self.unit = unit
            self.range = range
        }
    }

    var entry: Entry {
        switch self {
        case .positionDistance:
            Entry(.b2, .positionContradicts, "distance", "m", 1...1_000_000)
        case .positionWindows: Entry(.b2, .positionContradicts, "windows", "window", 1...255)
        case .missingPosition: Entry(.w2, .noPosition, "missing", "count", 1...1_000)
        case .beaconLateness: Entry(.b6, .sentLate, "lateness", "period", 0...10)
        case .powerAbove: Entry(.b9, .powerTooHigh, "above", "0.01 dB", 0...3_000)
        case .powerBelow: Entry(.b9, .powerTooLow, "below", "0.01 dB", 0...3_000)
        case .frequencyTolerance:
            Entry(.w9, .offFrequency, "tolerance", "per mille of bandwidth", 0...10_000)
        case .drift: Entry(.w9, .driftImplausible, "drift", "1e-9", 0...1_000_000)
        case .driftReceptions: Entry(.w9, .driftImplausible, "receptions", "count", 1...100_000)
        case .missingFrequencyError:
            Entry(.w9, .noFrequencyError, "missing", "count", 1...1_000)
        case .leastDistance: Entry(.w12, .tooClose, "distance", "m", 0...100_000)
        case .greatestDistance: Entry(.w13, .tooFar, "distance", "m", 0...20_100_000)
        case .greatestHeight: Entry(.w13, .tooFar, "height", "m", 0...100_000)
        case .horizonStretch: Entry(.w13, .tooFar, "horizon", "per mille", 1_000...10_000)
        case .cellSlack: Entry(.w14, .tooStrong, "cell_slack", "m", 0...1_000)
        case .closeByDistance: Entry(.w14, .closeBy, "distance", "m", 0...100_000)
        case .greatestGain: Entry(.w14, .tooStrong, "gain", "0.01 dBi", 0...6_000)
        case .overFreeSpace: Entry(.w14, .tooStrong, "over_free_space", "0.01 dB", 0...6_000)
        case .suspiciousLevel: Entry(.w14, .tooStrong, "suspicious", "0.01 dB", 0...6_000)
        case .missingSignal: Entry(.w14, .noSignalLevel, "missing", "count", 1...1_000)
        case .ratioSlack: Entry(.w15, .ratioTooLow, "slack", "0.01 dB", 0...3_000)
        case .noiseFigure: Entry(.w15, .signalTooWeak, "noise_figure", "0.01 dB", -3_000...3_000)
        case .noiseFloor: Entry(.w16, .noiseTooLow, "floor", "0.01 dBm", -20_000...0)
        case .timeSites: Entry(.w17, .fewSites, "sites", "count", 3...1_000)
        case .timeAgreeing: Entry(.w17, .timesDisagree, "agreeing", "count", 2...1_000)
        case .timeSpread: Entry(.w17, .oddTime, "spread", "ns", 0...100_000_000)
        case .missingFineTime: Entry(.w17, .noFineTime, "missing", "count", 1...1_000)
        case .missingCounter: Entry(.w18, .noCounter, "missing", "count", 1...1_000)
        case .selectionCount: Entry(.w19, .rankTooHigh, "witnesses", "count", 1...1_000)
        case .selectionStart: Entry(.w19, .trustTooLow, "start", "per mille", 0...1_000)
        case .selectionStep: Entry(.w19, .trustTooLow, "step", "per mille", 0...1_000)
        case .selectionEpochs: Entry(.w19, .trustTooLow, "epochs", "epoch", 0...10_000)
        case .blockedArea: Entry(.w20, .blocked, "area", "m km", 0...1_000_000_000)
        case .reciprocityWindows: Entry(.w21, .neverHeardBack, "windows", "window", 1...8)
        case .reciprocityLightWindows:
            Entry(.w21, .neverHeardBack, "light_windows", "window", 1...56)
        case .reciprocityFirstWindows: Entry(.w21, .newBox, "first_windows", "window", 0...1_000)
        case .reciprocityBeacons: Entry(.w21, .fewBeacons, "beacons", "count", 1...1_000)
        case .reciprocityMargin: Entry(.w21, .weakEdge, "margin", "0.01 dB", 0...10_000)
        case .reciprocityNoise: Entry(.w21, .unevenNoise, "noise", "0.01 dB", 0...10_000)
        default: historyEntry
        }
    }

    /// As a refusal and a person name it: `W-12 tooClose distance`.
    public var title: String {
        let entry = entry
        return "\(entry.rule) \(entry.reason.code) \(entry.name)"
    }

    /// All, in the order of the rule book: by rule, then by name, which is one threshold's
    /// in its rule.
    static let ordered: [Threshold] = allCases.sorted { left, right in
        let (a, b) = (left.entry, right.entry)
        return (a.rule.rawValue, a.name) < (b.rule.rawValue, b.name)
    }
}
