public import Attestation
public import Primitives

/// A witness report of a beacon, for the selection of W-19.
public struct Candidate: Hashable, Sendable {
    public var hotspot: UInt32
    public var site: UInt32
    /// Whether the site's coverage pay goes to it in this epoch.
    public var holdsSite: Bool
    public var trust: UInt16
    /// Its verdict passes, B-12, W-19 and W-21 aside.
    public var hasPassed: Bool
    /// `ProofHash.rank`; nil where the beacon's seed could not be drawn.
    public var rank: Hash256?

    public init(
        hotspot: UInt32, site: UInt32, holdsSite: Bool, trust: UInt16, hasPassed: Bool,
        rank: Hash256?
    ) {
        self.hotspot = hotspot
        self.site = site
        self.holdsSite = holdsSite
        self.trust = trust
        self.hasPassed = hasPassed
        self.rank = rank
    }

    /// Nil where the report is unmatched or the hotspot unknown.
    @inlinable public init?<D: Digest & ~Copyable>(
        _ facts: WitnessFacts, _ verdict: Verdict, holdsSite: Bool, by digest: D.Type
    ) {
        guard let station = facts.station, let beacon = facts.beacon else { return nil }
        self.init(
            hotspot: station.hotspot, site: station.site, holdsSite: holdsSite,
            trust: station.trust, hasPassed: verdict.hasPassed,
            rank: beacon.seed.map {
                ProofHash.rank(seed: $0, witness: station.key, by: digest)
            })
    }
}
