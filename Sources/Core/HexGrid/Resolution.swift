/// How fine a grid is: 0 (122 cells, 1,281 km edges) to 15 (edges of 0.58 m). Each step has cells
/// with a seventh of the area. Odd resolutions are Class III: turned against the icosahedron.
public struct Resolution: Hashable, Comparable, Sendable {
    public let value: UInt8

    public static let coarsest = Resolution(known: 0)
    public static let finest = Resolution(known: 15)

    /// Refuses what is not 0...15.
    @inlinable
    public init(_ value: Int) throws(HexGridError) {
        guard value >= 0, value <= 15 else { throw .resolutionOutOfRange(value) }
        self.value = UInt8(truncatingIfNeeded: value)
    }

    @inlinable
    init(known value: Int) {
        self.value = UInt8(truncatingIfNeeded: value)
    }

    @inlinable
    public var isClassIII: Bool { value & 1 == 1 }

    /// 2 + 120 * 7^r.
    public var cellCount: Int {
        var count = 120
        for _ in 0..<value { count *= 7 }
        return count + 2
    }

    @inlinable
    public static func < (left: Resolution, right: Resolution) -> Bool { left.value < right.value }

    @inlinable
    var intValue: Int { Int(value) }
}
