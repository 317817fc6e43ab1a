import Units

extension GroupRules {
    /// W-17, for all reports of one beacon that pass W-1 to W-16: fine times, less the time light
    /// took from the beacon's asserted place, must agree. When the beacon was sent is asked of
    /// nobody: what counts is the moment on which most sites agree, and who is away from it is odd.
    /// A beacon whose own place is false makes all disagree, and then nobody is held wrong.
    public static func w17(_ arrivals: [Arrival], _ book: RuleBook) -> [Judgement] {
        let votes = votes(of: arrivals)
        let agreed = agreedMoment(votes, book)
        return arrivals.map { arrival in
            guard let moment = arrival.moment else {
                guard arrival.isDeclared else { return .notJudged(.timeUndeclared) }
                let lacking = WitnessRules.missing(
                    arrival.missing, book[.missingFineTime], .noFineTime)
                return lacking == .pass ? .notJudged(.timeUndeclared) : lacking
            }
            guard Int64(votes.count) >= book[.timeSites] else { return .notJudged(.fewSites) }
            guard let agreed else { return .notJudged(.timesDisagree) }
            return .most(Arrival.gap(moment, agreed), book[.timeSpread], .oddTime)
        }
    }

    /// One per site: the timed report of its lowest hotspot. Ascending by site.
    private static func votes(of arrivals: [Arrival]) -> [Int64] {
        let timed = arrivals.filter { $0.votes && $0.moment != nil }.sorted {
            ($0.site, $0.hotspot) < ($1.site, $1.hotspot)
        }
        var votes: [Int64] = []
        var last: UInt32?
        for arrival in timed where arrival.site != last {
            last = arrival.site
            if let moment = arrival.moment { votes.append(moment) }
        }
        return votes
    }

    /// The vote with most others within the spread: more than half and at least as many as the book
    /// asks, itself included; the first by site among equals.
    private static func agreedMoment(_ votes: [Int64], _ book: RuleBook) -> Int64? {
        var best: (moment: Int64, count: Int)?
        for moment in votes {
            let count = votes.count { Arrival.gap($0, moment) <= book[.timeSpread] }
            if count > best?.count ?? 0 { best = (moment, count) }
        }
        guard let best, Int64(best.count) >= book[.timeAgreeing], 2 * best.count > votes.count
        else { return nil }
        return best.moment
    }
}

extension Arrival {
    static let second: Int64 = 1_000_000_000

    /// When it was sent if the asserted places are right: nanoseconds after a whole second, which
    /// one nobody says. Nil without a fine time.
    var moment: Int64? {
        guard let fineNanoseconds else { return nil }
        // Light takes 10^9/299,792,458 ns for a metre; distances stay below 2^25 m.
        let flight = (distance.value * Self.second * 2 + 299_792_458) / (2 * 299_792_458)
        let moment = (Int64(clamping: fineNanoseconds) - flight) % Self.second
        return moment < 0 ? moment + Self.second : moment
    }

    /// Around the circle of a second.
    static func gap(_ left: Int64, _ right: Int64) -> Int64 {
        let apart = Int64(clamping: (left - right).magnitude)
        return min(apart, second - apart)
    }
}
