import Airwaves
import Attestation
import Units

extension WitnessRules {
    /// W-12: far enough apart to prove coverage. Measured between the centres of the asserted cells.
    public static func w12(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let distance = facts.distance else { return facts.nothingToJudge }
        return .least(distance.value, terms.book[.leastDistance], .tooClose)
    }

    /// W-13: not farther than radio reaches. Beyond the horizon is a suspicion only, because air
    /// ducts.
    public static func w13(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let distance = facts.distance else { return facts.nothingToJudge }
        return .most(distance.value, terms.book[.greatestDistance], .tooFar)
    }

    /// W-20: only with the rule book's own tiles, and only when hopelessly blocked.
    public static func w20(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard facts.beacon != nil else { return facts.nothingToJudge }
        guard terms.book.terrainRoot != nil, let terrain = facts.terrain else {
            return .notJudged(.noTerrain)
        }
        return .most(terrain.blockedArea, terms.book[.blockedArea], .blocked)
    }

    /// W-13 where the path is longer than the horizon of both antennas, a third larger and with
    /// heights of at most 50 m, since heights are claims; W-14 where the signal is within 3 dB of the
    /// bound.
    public static func suspicions(_ facts: WitnessFacts, _ terms: RuleTerms) -> RuleSet {
        guard let station = facts.station, let beacon = facts.beacon,
            let distance = facts.distance
        else { return [] }
        var suspicions: RuleSet = []
        let horizon = RadioHorizon.distance(
            between: terms.book.height(beacon.station.height, lift: facts.terrain?.beaconLift),
            and: terms.book.height(station.height, lift: facts.terrain?.witnessLift))
        if distance.value > horizon.value * terms.book[.horizonStretch] / 1_000 {
            suspicions.insert(RuleSet(.w13))
        }
        let slack = Decibels(hundredths: Int32(clamping: terms.book[.suspiciousLevel]))
        if distance.value >= terms.book[.closeByDistance],
            Margins.signal(facts.report.first)
                > strongest(beacon, at: station, distance, terms.book) - slack
        {
            suspicions.insert(RuleSet(.w14))
        }
        return suspicions
    }
}

extension RuleBook {
    /// A claimed height as far as it counts; terrain that the tiles show is added.
    func height(_ claimed: Metres, lift: Metres?) -> Metres {
        min(claimed, Metres(self[.greatestHeight])) + max(lift ?? Metres(0), Metres(0))
    }
}
