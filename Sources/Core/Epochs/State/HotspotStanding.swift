import HexGrid
public import Rewards
import Units

/// What an epoch keeps of one hotspot for the next.
public struct HotspotStanding: Hashable, Sendable {
    public var hotspot: UInt32
    /// 0...1000 per mille.
    public var trust: UInt16
    /// In which epochs its coverage was paid.
    public var paid: PaidHistory
    /// Where that history began.
    public var paidCell: UInt64
    /// Where trust was gained: a move beyond 1 km from here begins anew.
    public var trustCell: UInt64
    /// The epoch after the last one in which nonces were declared lost; 0: never.
    public var lostAfter: UInt64

    public init(
        hotspot: UInt32, trust: UInt16, paid: PaidHistory = .none, paidCell: UInt64,
        trustCell: UInt64, lostAfter: UInt64 = 0
    ) {
        self.hotspot = hotspot
        self.trust = trust
        self.paid = paid
        self.paidCell = paidCell
        self.trustCell = trustCell
        self.lostAfter = lostAfter
    }
}

extension HotspotStanding {
    /// Whether a place lies further from where the history of pay began than a site reaches.
    func isElsewhere(_ cell: Cell, by rules: RewardRules) -> Bool {
        guard paidCell != cell.bits, let before = try? Cell(bits: paidCell) else { return false }
        return before.center.distance(to: cell.center) > rules.siteRadius
    }

    /// Standing is of a place (decision 0230): nobody carries it to somebody else's window.
    func holds(at cell: Cell, by rules: RewardRules) -> Bool {
        !isElsewhere(cell, by: rules) && paid.holdsStanding(by: rules)
    }
}
