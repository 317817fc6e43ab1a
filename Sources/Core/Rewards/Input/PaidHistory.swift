/// In which of its last 14 epochs a hotspot's coverage was paid: what standing is made of. The
/// lowest bit is the newest epoch.
///
/// It belongs to a place: whoever moves more than the radius of a site from where the history began
/// starts with an empty one (decision 0230).
public struct PaidHistory: Hashable, Sendable {
    public private(set) var bits: UInt16

    public static let epochs = 14

    public static let none = PaidHistory(bits: 0)

    /// Bits beyond the 14 are dropped.
    public init(bits: UInt16) { self.bits = bits & (1 << 14 - 1) }

    /// The history one epoch later. Paid is who earned units as its site's holder, whatever became
    /// of them (a deposit filled, a pool of nothing); not whose pay was withheld.
    public func adding(paid: Bool) -> PaidHistory {
        PaidHistory(bits: bits << 1 | (paid ? 1 : 0))
    }

    public var paidEpochs: Int { bits.nonzeroBitCount }

    /// PROTOCOL 6: paid in at least 10 of the last 14; lost after 3 in a row without.
    public func holdsStanding(by rules: RewardRules) -> Bool {
        paidEpochs >= rules.standingEpochs && bits.trailingZeroBitCount < rules.standingLostAfter
    }
}
