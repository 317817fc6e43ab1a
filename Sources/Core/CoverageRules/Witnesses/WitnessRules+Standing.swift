import Attestation

extension WitnessRules {
    /// W-1: seal and opening signed by a key that is a hotspot's of this network in this window.
    public static func w1(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard facts.isSigned else { return .fail(.badSignature) }
        return facts.station == nil ? .fail(.unregistered) : .pass
    }

    /// W-2: as B-2, and a radio that declares its position gives it with its openings.
    public static func w2(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let station = facts.station else { return facts.nothingToJudge }
        if facts.position == nil, station.measures.contains(.position) {
            let lacking = missing(
                facts.missing.position, terms.book[.missingPosition], .noPosition)
            if lacking != .pass { return lacking }
        }
        return PositionRule.judge(facts.position, facts.positions, terms.book)
    }

    /// W-3: neither the hotspot is suspended nor the edge doubted.
    public static func w3(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let station = facts.station else { return facts.nothingToJudge }
        guard !station.isSuspended else { return .fail(.suspended) }
        return facts.isEdgeDoubted ? .fail(.edgeDoubted) : .pass
    }

    /// W-4: another hotspot, of another site.
    public static func w4(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let station = facts.station, let beacon = facts.beacon else {
            return facts.nothingToJudge
        }
        guard station.hotspot != beacon.station.hotspot else { return .fail(.ownBeacon) }
        return station.site == beacon.station.site ? .fail(.sameSite) : .pass
    }

    /// W-18: of several reports of one frame the first sealed counts.
    public static func w18(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let station = facts.station else { return facts.nothingToJudge }
        guard facts.earlierReports == 0 else {
            return .fail(
                .laterReport, measured: Int64(clamping: facts.earlierReports), limit: 0)
        }
        guard facts.report.first.counterMicroseconds == nil, station.measures.contains(.counter)
        else { return .pass }
        return missing(facts.missing.counter, terms.book[.missingCounter], .noCounter)
    }

    /// A declared field may be missing now and then, but not `limit` times in a window: leaving
    /// fields out must not be a way around the rules that need them (attack B6).
    static func missing(_ count: UInt32, _ limit: Int64, _ reason: Reason) -> Judgement {
        Int64(count) < limit ? .pass : .fail(reason, measured: Int64(count), limit: limit)
    }
}
