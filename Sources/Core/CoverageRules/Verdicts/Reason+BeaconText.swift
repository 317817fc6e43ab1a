extension Reason {
    /// Reasons of the B rules, and those that W rules share with them.
    var beaconText: ReasonText {
        switch self {
        case .badSignature:
            ReasonText(
                "badSignature", [.b1, .w1],
                "The signature is not this key's for this network: check that the box runs with the "
                    + "key and the network file it was set up with.")
        case .unregistered:
            ReasonText(
                "unregistered", [.b1, .w1],
                "No hotspot had this key in that window: register it, or wait for the window after "
                    + "registration or rotation.")
        case .neverFixed:
            ReasonText(
                "neverFixed", [.b2, .w2],
                "The box has never had a satellite fix at this place: nothing is lost but trust "
                    + "stays at 500 at most; a receiver by the window raises that.")
        case .contradictedOnce:
            ReasonText(
                "contradictedOnce", [.b2, .w2],
                "A satellite fix lies away from the asserted place: if the box moved, assert its new "
                    + "place now; the next window with such a fix fails.")
        case .positionContradicts:
            ReasonText(
                "positionContradicts", [.b2, .w2], .metres, .positionDistance,
                "Satellite fixes put the box at least {measured} from its asserted place; {limit} is "
                    + "the most: assert the place where the antenna stands.")
        case .positionUnsettled:
            ReasonText(
                "positionUnsettled", [.b2, .w2], .windows, .positionWindows,
                "Fixes contradicted the place in {measured} windows and none has agreed since; "
                    + "{limit} is too many: assert the right place, or let the receiver see the sky."
            )
        case .noPosition:
            ReasonText(
                "noPosition", [.w2], .count, .missingPosition,
                "{measured} openings of the window lack the position this radio is registered to "
                    + "measure; fewer than {limit} may: see to the receiver of satellites.")
        case .planUnknown:
            ReasonText(
                "planUnknown", [.b3],
                "The beacon names a regional plan that the rule book has not: update earshot on the "
                    + "box.")
        case .planNotAllowed:
            ReasonText(
                "planNotAllowed", [.b3],
                "The plan it was sent under holds nowhere within 25 km of the asserted place: assert "
                    + "the right place, or take away a plan set by hand.")
        case .noPlanHere:
            ReasonText(
                "noPlanHere", [.b3],
                "No land lies within 25 km of the asserted place, so no plan holds there: assert the "
                    + "right place.")
        case .suspended:
            ReasonText(
                "suspended", [.b4, .w3],
                "The hotspot is suspended: `earshot why` names the notice; rotate its key, or appeal "
                    + "with `earshot appeal`.")
        case .noRecord:
            ReasonText(
                "noRecord", [.b5],
                "No entropy record was made for the moment the beacon says it used, so nothing could "
                    + "be drawn: update earshot on the box, which should have stayed silent.")
        case .otherRecord:
            ReasonText(
                "otherRecord", [.b5],
                "The frame was drawn for the window's other moment: slot and spare must be revealed "
                    + "as they were used; update earshot on the box.")
        case .noSlot:
            ReasonText(
                "noSlot", [.b6, .b10],
                "No entropy record was made in that window, so it had no slot: nothing is to be done, "
                    + "the oracle was away.")
        case .sentEarly:
            ReasonText(
                "sentEarly", [.b6], .milliseconds,
                "Sent {measured} before its slot; {limit} is allowed: see why the box's clock is "
                    + "fast.")
        case .sentLate:
            ReasonText(
                "sentLate", [.b6], .milliseconds, .beaconLateness,
                "Sent {measured} after its slot; {limit} is the most: see why the box's clock is "
                    + "slow.")
        case .secondBeacon:
            ReasonText(
                "secondBeacon", [.b6], .count,
                "{measured} beacons of this window were revealed before; {limit} may be: let only one "
                    + "box run with this key.")
        case .noCommitment:
            ReasonText(
                "noCommitment", [.b7],
                "No commitment for the window stood in the log before it began: keep the box online, "
                    + "it commits up to eight windows ahead.")
        case .otherNonce:
            ReasonText(
                "otherNonce", [.b7],
                "The nonce does not open the commitment of the window: let only one box run with this "
                    + "key, and do not restore an old state folder.")
        case .gap:
            ReasonText(
                "gap", [.b7], .count,
                "{measured} commitments of earlier windows are not opened; {limit} may be: the box "
                    + "opens them by itself once it is online.")
        case .nothingDrawn:
            ReasonText(
                "nothingDrawn", [.b8, .b9],
                "Without the record and the plan nothing is drawn that the beacon could be compared "
                    + "with: see the lower rule.")
        case .spreadingFactorNotDrawn:
            ReasonText(
                "spreadingFactorNotDrawn", [.b8], .spreadingFactor,
                "Sent with {measured} where {limit} was drawn: update earshot on the box.")
        case .lengthNotDrawn:
            ReasonText(
                "lengthNotDrawn", [.b8], .bytes,
                "The frame has {measured} bytes where {limit} were drawn: update earshot on the box."
            )
        case .channelNotDrawn:
            ReasonText(
                "channelNotDrawn", [.b8], .hertz,
                "Sent on {measured} where {limit} was drawn: update earshot on the box.")
        case .bandwidthNotDrawn:
            ReasonText(
                "bandwidthNotDrawn", [.b8], .hertz,
                "Sent with a bandwidth of {measured} where the plan has {limit}: update earshot on "
                    + "the box.")
        case .frameNotDrawn:
            ReasonText(
                "frameNotDrawn", [.b8],
                "The frame is not the one the nonce and the records draw: update earshot on the box, "
                    + "and let only one box run with this key.")
        case .powerTooHigh:
            ReasonText(
                "powerTooHigh", [.b9], .levels, nil,
                "Radiated {measured} where {limit} is the most: set the antenna's gain and cable loss "
                    + "as they are.")
        case .powerTooLow:
            ReasonText(
                "powerTooLow", [.b9], .levels, nil,
                "Radiated {measured} where {limit} is the least: the radio does not reach the power "
                    + "drawn, or the gain asserted is too low.")
        case .dwellExceeded:
            ReasonText(
                "dwellExceeded", [.b9], .milliseconds, nil,
                "The frame lasted {measured}; the plan allows {limit}: update earshot on the box.")
        case .dutyExceeded:
            ReasonText(
                "dutyExceeded", [.b9], .milliseconds, nil,
                "The radio sent for {measured} within the hour; the plan allows {limit}: lower what "
                    + "else the box transmits.")
        case .revealedEarly:
            ReasonText(
                "revealedEarly", [.b10], .records, nil,
                "Revealed after {measured} entropy records; {limit} must pass first: update earshot "
                    + "on the box.")
        case .sequenceUsedTwice:
            ReasonText(
                "sequenceUsedTwice", [.b11], .count, nil,
                "{measured} other statements have its sequence number; {limit} may: let only one box "
                    + "run with this key, and rotate it after restoring a card.")
        case .unheard:
            ReasonText(
                "unheard", [.b12],
                "No witness that passes its rules heard the beacon: no fault, but no pay; a higher or "
                    + "freer antenna is heard farther.")
        default: preconditionFailure("\(self) is no reason of beacons")
        }
    }
}
