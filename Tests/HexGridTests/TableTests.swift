import Seeds
import Testing
import Units

@testable import HexGrid

@Suite("The tables hold together")
struct TableTests {
    @Test("face centres are unit vectors within 1e-15, opposite in pairs")
    func faces() {
        for face in 0..<20 {
            let centre = FaceVectors.centre(face)
            #expect(abs(centre.dot(centre) - 1) < 2e-15)
            let opposite = (0..<20).filter { centre.dot(FaceVectors.centre($0)) < -1 + 1e-12 }
            #expect(opposite.count == 1)
        }
        #expect(Set((0..<20).map { FaceVectors.axisFaces[$0] }).count == 20)
    }

    @Test("duals undo the lattice's steps, in both classes")
    func duals() {
        for face in 0..<20 {
            for (a, b) in [(0, 0), (1, 0), (0, 1), (-1, 2), (2, 2)] {
                let point = FacePoint(face: face, place: LatticePoint(a: a, b: b))
                let vector = Vector(point, unit: 1)
                #expect(vector.latticePoint(face: face, level: 0) == point.place)
                #expect(
                    vector.latticePoint(face: face, level: 1) == point.place.finerClassIII)
                #expect(
                    vector.latticePoint(face: face, level: 2)
                        == point.place.finerClassIII.finerClassII)
            }
        }
    }

    @Test("going over an edge and back is no move")
    func edges() {
        for face in 0..<20 {
            for edge in [FacePoint.Edge.ij, .ki, .jk] {
                let start = FacePoint(face: face, place: LatticePoint(a: 3, b: 1))
                var point = start
                let turns = point.cross(edge, unit: 7)
                #expect(point.face != face)
                let back = FacePoint.edge(from: point.face, to: face)
                #expect(back != nil)
                if let back { #expect((turns + point.cross(back, unit: 7)) % 6 == 0) }
                #expect(point == start)
            }
        }
    }

    @Test("the pentagons' two spellings agree")
    func pentagons() {
        #expect(BaseCells.pentagonBits == Cell.pentagonBases)
    }

    @Test("neighbours of base cells are mutual")
    func neighbours() {
        for base in 0..<122 {
            for direction in 1...6 {
                let other = Int(BaseCells.neighbours[8 * base + direction] & 0xFF)
                guard other != 0x7F else { continue }
                let back = (1...6).contains {
                    Int(BaseCells.neighbours[8 * other + $0] & 0xFF) == base
                }
                #expect(back, "\(base) \(other)")
            }
        }
    }
}

@Suite("Arithmetic on digits and lattice")
struct LatticeTests {
    /// Directions counter-clockwise.
    static let circle = [1, 5, 4, 6, 2, 3]

    @Test("fifteen digits turn at once as each turns alone")
    func turning() {
        var samples = Samples(seed: 10)
        for _ in 0..<500 {
            let digits = (0..<15).map { _ in samples.below(7) }
            let packed = digits.reduce(UInt64(0)) { $0 << 3 | UInt64($1) }
            for turns in 0..<6 {
                let expected = digits.reduce(UInt64(0)) { sum, digit in
                    let place = Self.circle.firstIndex(of: digit)
                    return sum << 3 | UInt64(place.map { Self.circle[($0 + turns) % 6] } ?? 0)
                }
                #expect(Cell.turned(packed, by: turns) == expected)
            }
        }
    }

    @Test("a turn of a digit is a turn of its step, and a step names its digit")
    func steps() {
        for digit in 1...6 {
            let step = LatticePoint(digit: digit)
            #expect(step.digit == UInt64(digit))
            #expect(step.length == 1)
            for turns in 0..<6 {
                let turned = Int(Cell.turned(UInt64(digit), by: turns))
                #expect(step.turned(by: turns) == LatticePoint(digit: turned))
            }
        }
    }

    @Test("sevenths round to the nearest, near zero exhaustively and to the ends")
    func sevenths() {
        let ends = [1 << 28, -(1 << 28), 469_762_045, -469_762_045]
        for n in Array(-100_000...100_000) + ends.flatMap({ [$0 - 1, $0, $0 + 1] }) {
            #expect(roundedSeventh(n) == Int((Double(n) / 7).rounded()))
        }
    }

    @Test("every child of a lattice point has it for parent")
    func parents() {
        for a in -40...40 {
            for b in -40...40 {
                let point = LatticePoint(a: a, b: b)
                for digit in 0...6 {
                    let step = LatticePoint(digit: digit)
                    #expect((point.finerClassIII + step).coarserFromClassIII == point)
                    #expect((point.finerClassII + step).coarserFromClassII == point)
                }
            }
        }
    }
}
