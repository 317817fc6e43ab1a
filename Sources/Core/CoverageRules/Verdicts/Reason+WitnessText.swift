extension Reason {
    /// Reasons of the W rules alone.
    var witnessText: ReasonText {
        switch self {
        case .edgeDoubted:
            ReasonText(
                "edgeDoubted", [.w3],
                "A notice doubts the edge between these two hotspots, so neither is paid for it: "
                    + "`earshot why` names the notice; appeal if it is wrong.")
        case .ownBeacon:
            ReasonText(
                "ownBeacon", [.w4],
                "A hotspot does not witness its own beacon: nothing is to be done, another radio of "
                    + "the box may have heard it.")
        case .sameSite:
            ReasonText(
                "sameSite", [.w4],
                "Both hotspots belong to one site, within 300 m: their hearing each other proves no "
                    + "coverage; stand them farther apart.")
        case .unmatched:
            ReasonText(
                "unmatched", [.w5],
                "No registered hotspot has revealed this frame: it may have been sent and not "
                    + "revealed, or be no beacon; nothing is to be done.")
        case .noSeal:
            ReasonText(
                "noSeal", [.w6],
                "No seal of this key in the log has the hash of what was opened: do not restore an "
                    + "old state folder.")
        case .otherWindow:
            ReasonText(
                "otherWindow", [.w6], .windows, nil,
                "The seal names window {measured}, the beacon was of window {limit}: see whether the "
                    + "box's clock is right.")
        case .lateSeal:
            ReasonText(
                "lateSeal", [.w6], .records, nil,
                "The seal was logged {measured} records after the beacon's; {limit} is the last that "
                    + "counts: see why the box was offline.")
        case .unopenedSeal:
            ReasonText(
                "unopenedSeal", [.w6],
                "Another seal of this window was not opened in time, so none of the window's reports "
                    + "is judged: keep the box online and its state folder whole.")
        case .openedEarly:
            ReasonText(
                "openedEarly", [.w7], .records, nil,
                "Opened {measured} records after the beacon's, before others' seals were due; {limit} "
                    + "must pass first: update earshot on the box.")
        case .otherFrame:
            ReasonText(
                "otherFrame", [.w8],
                "The frame begins as the beacon's but is not the same: a reception damaged that much "
                    + "is dropped by any radio; see to the radio's firmware.")
        case .offFrequency:
            ReasonText(
                "offFrequency", [.w9], .hertz, .frequencyTolerance,
                "Heard {measured} beside the frequency it was sent on; no radio decodes beyond "
                    + "{limit}: see to the radio's configuration.")
        case .driftImplausible:
            ReasonText(
                "driftImplausible", [.w9], .hertz, .drift,
                "The frequency lies {measured} from what this edge has shown so far; crystals drift "
                    + "{limit} at most: if a radio was changed, this passes in some days.")
        case .noFrequencyError:
            ReasonText(
                "noFrequencyError", [.w9], .count, .missingFrequencyError,
                "{measured} reports of the window lack the frequency error this radio is registered "
                    + "to measure; fewer than {limit} may: see to its driver.")
        case .otherSpreadingFactor:
            ReasonText(
                "otherSpreadingFactor", [.w10], .spreadingFactor, nil,
                "Heard with {measured}, sent with {limit}: that is not possible; see to the radio's "
                    + "driver.")
        case .otherBandwidth:
            ReasonText(
                "otherBandwidth", [.w10], .hertz, nil,
                "Heard with a bandwidth of {measured}, sent with {limit}: that is not possible; see "
                    + "to the radio's driver.")
        case .unknownModulation:
            ReasonText(
                "unknownModulation", [.w15, .w16],
                "The report names no modulation that a LoRa radio has: see to the radio's driver.")
        case .otherPlan:
            ReasonText(
                "otherPlan", [.w11],
                "The beacon was sent under another regional plan than this hotspot's: assert the "
                    + "right place and plan; across a border nothing is to be done.")
        case .tooClose:
            ReasonText(
                "tooClose", [.w12], .metres, .leastDistance,
                "The beacon came from {measured} away; closer than {limit} proves no coverage: "
                    + "nothing is to be done, or stand farther apart.")
        case .tooFar:
            ReasonText(
                "tooFar", [.w13], .metres, .greatestDistance,
                "The beacon came from {measured} away; {limit} is the farthest that counts: rare air "
                    + "or a wrong place; assert where the antenna stands.")
        case .closeBy:
            ReasonText(
                "closeBy", [.w14],
                "So close by, the strength of a signal says nothing: see the lower rule.")
        case .tooStrong:
            ReasonText(
                "tooStrong", [.w14], .levels, nil,
                "The signal was {measured}; open air allows {limit} over this distance: assert both "
                    + "places and the antenna's gain as they are.")
        case .noSignalLevel:
            ReasonText(
                "noSignalLevel", [.w14], .count, .missingSignal,
                "{measured} reports of the window lack the signal level this radio is registered to "
                    + "measure; fewer than {limit} may: see to its driver.")
        case .ratioTooLow:
            ReasonText(
                "ratioTooLow", [.w15], .centibels, nil,
                "The signal stood {measured} over the noise; below {limit} nothing decodes at its "
                    + "spreading factor: see to the radio's driver.")
        case .signalTooWeak:
            ReasonText(
                "signalTooWeak", [.w15], .levels, nil,
                "The signal was {measured}; below {limit} no receiver decodes its spreading factor: "
                    + "see to the radio's calibration.")
        case .noiseTooLow:
            ReasonText(
                "noiseTooLow", [.w16], .levels, nil,
                "Signal and ratio imply a noise of {measured}; nature has no less than {limit}: see "
                    + "to the radio's calibration.")
        case .noFineTime:
            ReasonText(
                "noFineTime", [.w17], .count, .missingFineTime,
                "{measured} reports of the window lack the fine time this radio is registered to "
                    + "measure; fewer than {limit} may: see to the pulse of its receiver.")
        case .timeUndeclared:
            ReasonText(
                "timeUndeclared", [.w17],
                "The report has no fine time, so its arrival is compared with nobody's: nothing is "
                    + "lost.")
        case .fewSites:
            ReasonText(
                "fewSites", [.w17],
                "Too few sites timed this beacon for one of them to stand out: nothing is lost.")
        case .timesDisagree:
            ReasonText(
                "timesDisagree", [.w17],
                "The arrival times of this beacon agree with no place of it, so nobody's is held "
                    + "wrong: nothing is lost.")
        case .oddTime:
            ReasonText(
                "oddTime", [.w17], .nanoseconds, .timeSpread,
                "The beacon arrived {measured} from when the other sites' times say; {limit} is the "
                    + "most: assert where the antenna stands, and see to the receiver's pulse.")
        case .laterReport:
            ReasonText(
                "laterReport", [.w18], .count, nil,
                "{measured} reports of the same frame were sealed before this one; {limit} may be: "
                    + "let only one box run with this key.")
        case .noCounter:
            ReasonText(
                "noCounter", [.w18], .count, .missingCounter,
                "{measured} reports of the window lack the counter this radio is registered to "
                    + "measure; fewer than {limit} may: see to its driver.")
        case .notPassed:
            ReasonText(
                "notPassed", [.w19],
                "Only reports that pass every rule are selected: see the rule that failed.")
        case .trustTooLow:
            ReasonText(
                "trustTooLow", [.w19],
                "The hotspot's trust is below what selection asks in this epoch: it rises by 25 in "
                    + "each epoch with a good beacon or report.")
        case .siteTaken:
            ReasonText(
                "siteTaken", [.w19],
                "Another hotspot of the same site was selected for this beacon: one of a site is "
                    + "paid; nothing is to be done.")
        case .rankTooHigh:
            ReasonText(
                "rankTooHigh", [.w19],
                "The beacon had more witnesses than are paid, and the draw fell on others: nothing is "
                    + "to be done.")
        case .noTerrain:
            ReasonText(
                "noTerrain", [.w20],
                "The rule book names no terrain, so none is judged: nothing is lost.")
        case .blocked:
            ReasonText(
                "blocked", [.w20], .metreKilometres, .blockedArea,
                "Terrain of {measured} stands above the line between the two; {limit} is the most: "
                    + "assert where the antenna stands and how high.")
        case .newBox:
            ReasonText(
                "newBox", [.w21],
                "In a box's first windows nobody asks whether it was heard back: nothing is lost.")
        case .fewBeacons:
            ReasonText(
                "fewBeacons", [.w21],
                "The hotspot sent too few beacons to tell whether the other hears it back: nothing is "
                    + "lost.")
        case .weakEdge:
            ReasonText(
                "weakEdge", [.w21],
                "The edge is too weak for silence to mean anything: nothing is lost.")
        case .unevenNoise:
            ReasonText(
                "unevenNoise", [.w21],
                "The two receivers' noise differs too much for silence to mean anything: nothing is "
                    + "lost.")
        case .neverHeardBack:
            ReasonText(
                "neverHeardBack", [.w21], .count, nil,
                "The other hotspot heard {measured} of this one's beacons over a strong edge; at "
                    + "least {limit} is expected: see that the antenna also transmits.")
        default: preconditionFailure("\(self) is no reason of witnesses")
        }
    }
}
