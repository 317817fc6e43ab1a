/// A point of the hexagonal lattice, i + j + k = 0 with k eliminated: a along i, b along j, which
/// stand 120 degrees apart. Turning and refining are linear in it.
struct LatticePoint: Equatable {
    var a: Int
    var b: Int

    static let origin = LatticePoint(a: 0, b: 0)

    static func + (left: LatticePoint, right: LatticePoint) -> LatticePoint {
        LatticePoint(a: left.a &+ right.a, b: left.b &+ right.b)
    }

    static func - (left: LatticePoint, right: LatticePoint) -> LatticePoint {
        LatticePoint(a: left.a &- right.a, b: left.b &- right.b)
    }

    static func * (left: LatticePoint, right: Int) -> LatticePoint {
        LatticePoint(a: left.a &* right, b: left.b &* right)
    }

    /// Turned by sixths counter-clockwise, 0...5.
    func turned(by sixths: Int) -> LatticePoint {
        let half = sixths >= 3
        let (p, q) = half ? (0 &- a, 0 &- b) : (a, b)
        return switch half ? sixths &- 3 : sixths {
        case 1: LatticePoint(a: p &- q, b: p)
        case 2: LatticePoint(a: 0 &- q, b: p &- q)
        default: LatticePoint(a: p, b: q)
        }
    }

    /// Steps between this point and the centre.
    var length: Int { max(max(a.magnitude, b.magnitude), (a &- b).magnitude).asInt }

    /// The centre child's place on the lattice one finer, which is Class III.
    var finerClassIII: LatticePoint { LatticePoint(a: 2 &* a &+ b, b: 3 &* b &- a) }

    /// The centre child's place on the lattice one finer, which is Class II.
    var finerClassII: LatticePoint { LatticePoint(a: 3 &* a &- b, b: a &+ 2 &* b) }

    /// The parent's place, coming from a Class III lattice.
    var coarserFromClassIII: LatticePoint {
        LatticePoint(a: roundedSeventh(3 &* a &- b), b: roundedSeventh(a &+ 2 &* b))
    }

    /// The parent's place, coming from a Class II lattice.
    var coarserFromClassII: LatticePoint {
        LatticePoint(a: roundedSeventh(2 &* a &+ b), b: roundedSeventh(3 &* b &- a))
    }

    /// The digit that leads to this neighbour of the origin: its bits are i, j, k.
    var digit: UInt64 {
        // Nine nibbles at 3(a + 1) + (b + 1); the two places that are no neighbour hold 7.
        0x6_4720_5731 >> UInt64(truncatingIfNeeded: 4 &* (3 &* a &+ b &+ 4)) & 7
    }

    /// The step of a digit.
    init(digit: Int) {
        let k = digit & 1
        a = (digit >> 2) &- k
        b = (digit >> 1 & 1) &- k
    }

    init(a: Int, b: Int) {
        self.a = a
        self.b = b
    }
}

/// n / 7 to the nearest whole number, for n within 2^29; there are no ties. One multiplication by
/// 2^33 / 7 rounded up: its excess 6/7 stays below one part for operands below 2^30.
func roundedSeventh(_ n: Int) -> Int {
    let shift = 7 << 26
    let lifted = UInt64(truncatingIfNeeded: n &+ (shift &+ 3))
    return Int(truncatingIfNeeded: (lifted &* 1_227_133_514) >> 33) &- (1 << 26)
}

extension UInt {
    var asInt: Int { Int(truncatingIfNeeded: self) }
}
