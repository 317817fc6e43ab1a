extension Vector {
    /// The icosahedron's face whose centre is nearest. Faces lie opposite in pairs, so ten dot
    /// products decide; at equal distance either is right, for both lead to the same cell.
    var nearestFace: Int {
        // The sign in bit 0 and the axis in bits 1-4 ride on the magnitude, which they disturb by
        // less than 1e-14: far below the width of the line on which it matters.
        var best: UInt64 = 0
        var axis = 0
        while axis < 10 {
            let along =
                x * FaceVectors.axes[axis] + y * FaceVectors.axes[axis &+ 10]
                + z * FaceVectors.axes[axis &+ 20]
            let pattern = along.bitPattern
            let tag = UInt64(truncatingIfNeeded: axis) << 1 | pattern >> 63
            best = max(best, pattern & 0x7FFF_FFFF_FFFF_FFE0 | tag)
            axis &+= 1
        }
        return Int(FaceVectors.axisFaces[Int(truncatingIfNeeded: best & 31)])
    }

    /// The lattice point of `level` on a face's plane whose hexagon holds this direction.
    @inline(__always)
    func latticePoint(face: Int, level: Int) -> LatticePoint {
        let scale = powersOfSeven[level >> 1] / dot(FaceVectors.centre(face))
        let row = 6 &* face
        let u: Vector
        let v: Vector
        if level & 1 == 0 {
            u = FaceVectors.dualClassII(row)
            v = FaceVectors.dualClassII(row &+ 3)
        } else {
            u = FaceVectors.dualClassIII(row)
            v = FaceVectors.dualClassIII(row &+ 3)
        }
        return nearestLatticePoint(a: dot(u) * scale, b: dot(v) * scale)
    }
}

/// The hexagon that holds (a, b): rounds the three cube coordinates, which sum to zero, and lets the
/// one that moved most follow from the other two.
@inline(__always)
func nearestLatticePoint(a: Double, b: Double) -> LatticePoint {
    let c = a - b
    let (nearA, nearB, nearC) = (rounded(a), rounded(b), rounded(c))
    let (missA, missB, missC) =
        ((nearA - a).magnitude, (nearB - b).magnitude, (nearC - c).magnitude)
    let aFollows = missA > missB && missA > missC
    let bFollows = !aFollows && missB > missC
    return LatticePoint(
        a: Int(aFollows ? nearB + nearC : nearA), b: Int(bFollows ? nearA - nearC : nearB))
}

/// To the nearest whole number by adding 1.5 * 2^52, which leaves no bits below one.
@inline(__always)
private func rounded(_ value: Double) -> Double { (value + 0x1.8p52) - 0x1.8p52 }

// A table is read where it stands: given to a function it would be copied, all of it.
extension FaceVectors {
    @inline(__always)
    static func centre(_ face: Int) -> Vector {
        let row = 3 &* face
        return Vector(x: centres[row], y: centres[row &+ 1], z: centres[row &+ 2])
    }

    @inline(__always)
    static func step(_ row: Int) -> Vector {
        Vector(x: steps[row], y: steps[row &+ 1], z: steps[row &+ 2])
    }

    @inline(__always)
    static func dualClassII(_ row: Int) -> Vector {
        Vector(x: dualsClassII[row], y: dualsClassII[row &+ 1], z: dualsClassII[row &+ 2])
    }

    @inline(__always)
    static func dualClassIII(_ row: Int) -> Vector {
        Vector(x: dualsClassIII[row], y: dualsClassIII[row &+ 1], z: dualsClassIII[row &+ 2])
    }
}

/// 7^n: a Class II lattice of resolution 2n is that much finer than resolution 0.
let powersOfSeven: InlineArray<9, Double> = [
    1, 7, 49, 343, 2401, 16807, 117649, 823543, 5_764_801,
]
