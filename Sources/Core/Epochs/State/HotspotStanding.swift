import HexGrid
public import Rewards
import Units

/// What an epoch keeps of one hotspot for the next.
public struct HotspotStanding: Hashable, Sendable {
    public var hotspot: UInt32
    /// What it gained, 0...1000 per mille; what it counts for is `EpochState.trustCounted`.
    public var trust: UInt16
    /// In which epochs its coverage was paid.
    public var paid: PaidHistory
    /// Where that history began.
    public var paidCell: UInt64
    /// Where trust was gained: a move beyond 1 km from here begins anew.
    public var trustCell: UInt64
    /// When nonces were declared lost.
    public var losses: LossHistory

    public init(
        hotspot: UInt32, trust: UInt16, paid: PaidHistory = .none, paidCell: UInt64,
        trustCell: UInt64, losses: LossHistory = .none
    ) {
        self.hotspot = hotspot
        self.trust = trust
        self.paid = paid
        self.paidCell = paidCell
        self.trustCell = trustCell
        self.losses = losses
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

/// How often nonces were declared lost in each of the last 30 epochs (PROTOCOL 3.1).
public struct LossHistory: Hashable, Sendable {
    /// Two bits an epoch, the newest lowest: 0 to 2 times, 3 for more.
    public private(set) var bits: UInt64

    public static let epochs: UInt64 = 30
    public static let greatest: UInt64 = 1 << (2 * epochs) - 1
    public static let none = LossHistory(bits: 0)

    /// - Parameter bits: at most `greatest`.
    public init(bits: UInt64) { self.bits = bits & Self.greatest }

    /// One epoch later.
    mutating func add(_ losses: Int) {
        bits = (bits << 2 | UInt64(min(3, max(0, losses)))) & Self.greatest
    }

    /// In all these epochs; more than three of one epoch count as three.
    public var times: Int64 {
        (0..<Self.epochs).reduce(0) { $0 + Int64(bits >> (2 * $1) & 3) }
    }
}
