import Airwaves
import Attestation
import Units

extension BeaconRules {
    /// B-1: signed by a key that is a hotspot's of this network in this window.
    public static func b1(_ facts: BeaconFacts, _ terms: RuleTerms) -> Judgement {
        guard facts.isSigned else { return .fail(.badSignature) }
        return facts.station == nil ? .fail(.unregistered) : .pass
    }

    /// B-2: the place is asserted (no registration is without) and what the box measures agrees.
    public static func b2(_ facts: BeaconFacts, _ terms: RuleTerms) -> Judgement {
        PositionRule.judge(facts.reveal.position, facts.positions, terms.book)
    }

    /// B-3: sent under a plan of land within 25 km of the asserted place.
    public static func b3(_ facts: BeaconFacts, _ terms: RuleTerms) -> Judgement {
        guard !facts.plansAtPlace.isEmpty else { return .fail(.noPlanHere) }
        guard let plan = terms.book.plan(named: facts.reveal.transmission.plan) else {
            return .fail(.planUnknown)
        }
        return facts.plansAtPlace.contains(plan.plan) ? .pass : .fail(.planNotAllowed)
    }

    /// B-4: not suspended.
    public static func b4(_ facts: BeaconFacts, _ terms: RuleTerms) -> Judgement {
        guard let station = facts.station else { return .notJudged(.unregistered) }
        return station.isSuspended ? .fail(.suspended) : .pass
    }

    /// B-11: no other statement of the key has its sequence number.
    public static func b11(_ facts: BeaconFacts, _ terms: RuleTerms) -> Judgement {
        .most(Int64(clamping: facts.sameSequence), 0, .sequenceUsedTwice)
    }
}

/// B-2 and W-2: a place is the owner's word until a satellite fix speaks, and a fix is the host's
/// word: so one that contradicts costs nothing the first time, and a box without any is not judged.
enum PositionRule {
    static func judge(
        _ position: MeasuredPosition?, _ history: PositionHistory, _ book: RuleBook
    ) -> Judgement {
        let before = Int64(history.contradictingWindows)
        let limit = book[.positionWindows]
        guard let position, position.source != .configured else {
            guard history.hasFix else { return .notJudged(.neverFixed) }
            return before < limit
                ? .pass : .fail(.positionUnsettled, measured: before, limit: limit)
        }
        guard position.contradicts(book) else { return .pass }
        guard before + 1 >= limit else { return .notJudged(.contradictedOnce) }
        return .fail(
            .positionContradicts, measured: position.leastDistance.value,
            limit: book[.positionDistance])
    }
}
