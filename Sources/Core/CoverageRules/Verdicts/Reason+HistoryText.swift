extension Reason {
    /// Reasons of the X rules.
    var historyText: ReasonText {
        switch self {
        case .stepsIgnored:
            ReasonText(
                "stepsIgnored", [.x1], .perMille, .stepFlat,
                "Strong listeners saw {measured} of the power steps that this hotspot's beacons drew; "
                    + "{limit} is the least: the radio does not follow the power it is given.")
        case .stepsNotHeard:
            ReasonText(
                "stepsNotHeard", [.x1], .perMille, .stepFlat,
                "This hotspot's levels follow {measured} of the hidden power steps that others hear; "
                    + "{limit} is the least: levels that do not follow were not heard.")
        case .ownClusterOnly:
            ReasonText(
                "ownClusterOnly", [.x2], .count, .clusterMissed,
                "It hears weak beacons of its own cluster and none of {measured} sites that its "
                    + "neighbours hear well; {limit} are enough: see to the antenna, or appeal.")
        case .splitter:
            ReasonText(
                "splitter", [.x3], .count, .splitterReceptions,
                "{measured} times each heard the other stronger than the asserted distance allows; "
                    + "{limit} are enough: give each hotspot an antenna at its asserted place.")
        case .tooSmooth:
            ReasonText(
                "tooSmooth", [.x4], .centibels, .smoothDeviation,
                "The levels on this edge vary by {measured}; air varies by at least {limit}: levels "
                    + "must be those that the radio measured.")
        case .copied:
            ReasonText(
                "copied", [.x4], .perMille, .copiedShare,
                "{measured} of its levels are another hotspot's; {limit} is the most by chance: let "
                    + "each box report what its own radio measured.")
        case .biased:
            ReasonText(
                "biased", [.x4], .centibels, .biasedLevel,
                "Its levels lie {measured} from what every listener like it hears; {limit} is the "
                    + "most: set gain and cable loss as they are.")
        case .placeContradicted:
            ReasonText(
                "placeContradicted", [.x5], .count, .placeSites,
                "{measured} independent sites contradict the asserted place by what they hear and do "
                    + "not; {limit} are enough: assert where the antenna stands.")
        case .oneWay:
            ReasonText(
                "oneWay", [.x6], .count, .oneWaySites,
                "On {measured} strong edges only one side is ever heard; {limit} is enough to ask "
                    + "why: see that the antenna both sends and hears.")
        case .ignoresDistance:
            ReasonText(
                "ignoresDistance", [.x7], .perMille, .alikeShare,
                "{measured} of what it hears is shared alike with sites near and far; {limit} is the "
                    + "most: levels must come from an antenna at the asserted place.")
        case .replayedOnAir:
            ReasonText(
                "replayedOnAir", [.x7], .count, .replays,
                "{measured} beacons on this edge were heard twice, the second from elsewhere; {limit} "
                    + "may be: somebody re-radiates them, and the edge is not paid.")
        case .relayed:
            ReasonText(
                "relayed", [.x8], .count, .relayedReports,
                "{measured} beacons on this edge arrived later than light allows; {limit} may: a "
                    + "radio must report what its own antenna received.")
        case .withheld:
            ReasonText(
                "withheld", [.x9], .count, .withheldBeacons,
                "{measured} beacons were sent and not revealed; {limit} may be: keep the box online "
                    + "after its beacon.")
        case .sealsUnopened:
            ReasonText(
                "sealsUnopened", [.x9], .windows, .unopenedWindows,
                "In {measured} windows seals were not opened; {limit} may be: keep the box online and "
                    + "its state folder whole.")
        case .noncesLost:
            ReasonText(
                "noncesLost", [.x9], .count, .lostNonces,
                "Nonces were declared lost {measured} times in 30 epochs; {limit} may be: keep the "
                    + "state folder on a card that lasts.")
        default: preconditionFailure("\(self) is no reason of history")
        }
    }
}
