import Attestation
import Primitives
import Units

extension BeaconRules {
    /// B-6: sent within one period of the moment it says it used, and the first of its window.
    public static func b6(_ facts: BeaconFacts, _ terms: RuleTerms) -> Judgement {
        guard let slots = facts.slots else { return .notJudged(.noSlot) }
        let reveal = facts.reveal
        let late = terms.milliseconds(
            reveal.transmission.sent, after: slots[reveal.slot.moment], in: reveal.window)
        guard late >= 0 else { return .fail(.sentEarly, measured: 0 &- late, limit: 0) }
        let limit =
            terms.book[.beaconLateness] * Int64(clamping: terms.periods.milliseconds)
        guard late <= limit else { return .fail(.sentLate, measured: late, limit: limit) }
        return .most(Int64(clamping: facts.earlierReveals), 0, .secondBeacon)
    }

    /// B-7: opens the commitment that stood for this window, with none of the earlier ones left
    /// unopened.
    public static func b7(_ facts: BeaconFacts, _ terms: RuleTerms) -> Judgement {
        guard let commitment = facts.commitment else { return .fail(.noCommitment) }
        guard facts.drawn.commitment == commitment else { return .fail(.otherNonce) }
        return .most(Int64(clamping: facts.unopenedEarlier), 0, .gap)
    }

    /// B-10: not before the record m + O.
    public static func b10(_ facts: BeaconFacts, _ terms: RuleTerms) -> Judgement {
        guard facts.slots != nil else { return .notJudged(.noSlot) }
        return .least(
            Int64(clamping: facts.recordsAfterDraw), Int64(clamping: terms.periods.opening),
            .revealedEarly)
    }
}

extension RuleTerms {
    /// How long after a moment of a window a clock's time lies, rounded down; below zero before it.
    func milliseconds(
        _ time: Nanoseconds, after offset: WindowOffset, in window: Window
    ) -> Int64 {
        let start =
            Int128(genesis.value)
            + Int128(periods.firstPeriod(of: window).number) * Int128(periods.milliseconds)
            * 1_000_000
            + Int128(offset.milliseconds) * 1_000_000
        let difference = Int128(time.value) - start
        let whole = difference / 1_000_000
        return Int64(clamping: difference % 1_000_000 < 0 ? whole - 1 : whole)
    }
}
