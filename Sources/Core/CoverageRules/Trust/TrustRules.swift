import Primitives

/// Who may lower whom (PROTOCOL 5, attack C9). X rules find; this decides what a finding may do, so
/// that no finding, true or staged, is a weapon.
public enum TrustRules {
    /// How many votes count when one owner may have a third of them at most: the greatest number
    /// that some choice of these sites allows. One vote a site.
    public static func weight(of votes: [Vote]) -> Int {
        var sites: [UInt32] = []
        var owners: [(owner: PublicKey, count: Int)] = []
        for vote in votes.sorted(by: { ($0.owner, $0.site) < ($1.owner, $1.site) }) {
            guard !sites.contains(vote.site) else { continue }
            sites.append(vote.site)
            if owners.last?.owner == vote.owner {
                owners[owners.count - 1].count += 1
            } else {
                owners.append((vote.owner, 1))
            }
        }
        // With at most k votes each, the total may not be below 3k.
        var most = owners.map(\.count).max() ?? 0
        while most > 0 {
            let total = owners.reduce(0) { $0 + min($1.count, most) }
            if total >= 3 * most { return total }
            most -= 1
        }
        return 0
    }

    /// Whether a hotspot's word may lower others' trust.
    static func mayVote(_ station: Station, _ book: RuleBook) -> Bool {
        Int64(station.trust) >= book[.votingTrust] && !station.isSuspended
    }

    /// By how much one epoch's findings lower the trust of a hotspot: by 100 at most together; those
    /// that rest on others never from below 500 nor to below 500, and only with votes enough.
    public static func fall(
        of trust: UInt16, by findings: [TrustFinding], _ book: RuleBook
    ) -> UInt16 {
        fall(of: trust, byWeights: findings.map(\.weight), book)
    }

    /// The same of what is left of findings: the weight of their votes; nothing for a hotspot's own
    /// contradiction.
    public static func fall(
        of trust: UInt16, byWeights weights: [UInt32?], _ book: RuleBook
    ) -> UInt16 {
        let isOthers = weights.contains { weight in
            weight.map { Int64($0) >= book[.votingSites] } ?? false
        }
        let greatest = UInt16(clamping: book[.greatestFall])
        if weights.contains(nil) { return min(greatest, trust) }
        let floor = UInt16(clamping: book[.votingTrust])
        guard isOthers, trust > floor else { return 0 }
        return min(greatest, trust - floor)
    }

    /// All findings of an epoch, ascending by rule, then subject; those on hotspots that may not
    /// lower anybody's trust are not among them.
    ///
    /// - Parameter divide: does, which take the time, for parts of `0..<count`
    ///   hotspots, on any thread, and puts what comes back one after the other.
    public static func findings(
        of view: HistoryView,
        dividing divide: (
            _ count: Int, _ part: @Sendable (Range<Int>) -> [TrustFinding]
        ) -> [TrustFinding] = { $1(0..<$0) }
    ) -> [TrustFinding] {
        let (witnesses, beaconers) = (view.witnesses, view.beaconers)
        let x2 = divide(witnesses.count) { view.x2(witnesses[$0]) }
        let x5 = divide(beaconers.count) { view.x5(beaconers[$0]) }
        let x6 = divide(witnesses.count) { view.x6(witnesses[$0]) }
        let x7 = view.x7() + divide(witnesses.count) { view.x7(witnesses[$0]) }
        let all =
            view.x1() + x2.ascending + view.x3() + view.x4() + x5.ascending
            + x6.ascending + x7.ascending + view.x8() + view.x9()
        return all.filter { finding in
            guard case .others(let votes) = finding.basis, case .hotspot = finding.subject
            else { return true }
            return Int64(weight(of: votes)) >= view.book[.votingSites]
        }
    }
}
