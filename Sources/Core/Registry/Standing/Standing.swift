public import Attestation
public import HexGrid
public import Primitives

/// A hotspot kept from earning, and why.
public struct Suspension: Hashable, Sendable {
    public var hotspot: HotspotNumber
    /// The fraud proof or decision.
    public var cause: Hash256
    /// Its log index.
    public var index: UInt64
    /// The key that signed twice; nil: a decision's, which holds for whatever key.
    public var key: PublicKey?
    /// The epoch of log time it was logged in; it holds from the next one.
    public var logged: Epoch
    /// The last epoch it can hold in.
    public var last: Epoch
    /// Where the hotspot stood.
    public var cell: Cell
}

/// A hotspot judged and counted, but not paid for coverage.
public struct Probation: Hashable, Sendable {
    public var hotspot: HotspotNumber
    /// The notice, or the suspension it came too near to.
    public var cause: Hash256
    public var first: Epoch
    public var last: Epoch
}

/// A notice, decision or appeal that has not expired.
public struct StandingEntry: Hashable, Sendable {
    public var id: Hash256
    /// Its log index.
    public var index: UInt64
    public var hotspot: HotspotNumber
    /// It has its effect from `first` through `last`.
    public var first: Epoch
    public var last: Epoch
    public var matter: Matter

    public enum Matter: Hashable, Sendable {
        case notice(rule: String, NoticeEffect, change: UInt64?, other: HotspotNumber?)
        case fraudProof(accused: PublicKey)
        case decision(about: Hash256, DecisionOutcome, rule: String)
        case appeal(about: Hash256)
    }
}

extension StandingEntry {
    /// Whether it is about a hotspot: of an edge, about both ends.
    public func concerns(_ number: UInt32) -> Bool {
        if case .notice(_, _, _, let other?) = matter, other.value == number { return true }
        return hotspot.value == number
    }
}

/// A deposit that is given back.
public struct ReturnedDeposit: Hashable, Sendable {
    public var hotspot: HotspotNumber
    /// The epoch whose pay it is added to.
    public var epoch: Epoch
    public var grains: UInt64
}
