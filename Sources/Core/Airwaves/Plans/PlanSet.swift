/// Some of the regional plans, in one word. Iterates ascending by number, which is their order in
/// text too: `AS923-1,EU868`, or `-` for none.
public struct PlanSet: Hashable, Sendable {
    private var bits: UInt32

    public init() { bits = 0 }

    /// The plans that hold `true` for bit n are those of number n.
    init(bits: UInt32) { self.bits = bits }

    public var isEmpty: Bool { bits == 0 }
    public var count: Int { bits.nonzeroBitCount }

    public func contains(_ plan: RegionalPlan) -> Bool { bits & Self.bit(plan) != 0 }
    public mutating func insert(_ plan: RegionalPlan) { bits |= Self.bit(plan) }
    public mutating func remove(_ plan: RegionalPlan) { bits &= ~Self.bit(plan) }

    public func isSuperset(of other: PlanSet) -> Bool { other.bits & ~bits == 0 }

    /// Numbers stay below 32: `script/make-plans` refuses a table with more.
    private static func bit(_ plan: RegionalPlan) -> UInt32 { 1 << UInt32(plan.rawValue) }
}

extension PlanSet: Sequence {
    public struct Iterator: IteratorProtocol {
        fileprivate var bits: UInt32

        public mutating func next() -> RegionalPlan? {
            guard bits != 0 else { return nil }
            let number = UInt8(bits.trailingZeroBitCount)
            bits &= bits - 1
            return RegionalPlan(rawValue: number)
        }
    }

    public func makeIterator() -> Iterator { Iterator(bits: bits) }
    public var underestimatedCount: Int { count }
}

extension PlanSet: ExpressibleByArrayLiteral, CustomStringConvertible {
    public init(arrayLiteral plans: RegionalPlan...) {
        self.init()
        for plan in plans { insert(plan) }
    }

    public var description: String {
        isEmpty ? "-" : map(\.description).joined(separator: ",")
    }
}
