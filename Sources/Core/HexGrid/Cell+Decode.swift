public import Units

extension Cell {
    /// The cell's centre point. No allocation; two arc tangents.
    public var center: Coordinate { centerVector.angles.coordinate }

    var centerVector: Vector {
        let home = location
        return Vector(home.point, unit: home.unit)
    }

    /// Where a cell lies, on the Class II lattice of its own resolution or the next finer.
    struct Location {
        var point: FacePoint
        /// The res-0 unit on that lattice, 7^(level/2).
        var unit: Int
        /// Sixths counter-clockwise from the orientation of the digits to that of the face.
        var turns: Int
    }

    var location: Location {
        let base = baseCell
        var digits = Cell.ownDigits(bits, level)
        var turns = 0
        let pentagonal = Cell.isPentagonBase(base)
        if pentagonal, Cell.leadingDigit(digits) == 5 {
            digits = Cell.turned(digits, by: 5)
            turns = 5
        }
        let home = BaseCells.homes[base]
        let start = LatticePoint(a: Int(home >> 8 & 0xFF) &- 8, b: Int(home >> 16) &- 8)
        // A Class III cell has the same centre as its centre child, digit 0, which is Class II.
        let steps = (level &+ 1) >> 1
        let place = Cell.descend(digits, from: start, steps: steps)
        var result = Location(
            point: FacePoint(face: Int(home & 0xFF), place: place), unit: sevenths(steps),
            turns: turns)
        guard FacePoint.outwardness(place) > 2 &* result.unit else { return result }
        result.settle(pentagonal: pentagonal, leading: Cell.leadingDigit(digits))
        return result
    }

    /// Two digits per step: together they are 7 times finer and not turned.
    @inline(__always)
    static func descend(
        _ digits: UInt64, from start: LatticePoint, steps: Int
    ) -> LatticePoint {
        var (a, b) = (start.a, start.b)
        // The sixteenth digit is 0, so that there are eight pairs.
        let digits = digits << 3
        var shift: UInt64 = 42
        for _ in 0..<steps {
            let pair = GridSteps.digitPairs[Int(truncatingIfNeeded: digits >> shift & 63)]
            a = a &* 7 &+ Int(pair & 0xFF) &- 8
            b = b &* 7 &+ Int(pair >> 8) &- 8
            shift &-= 6
        }
        return LatticePoint(a: a, b: b)
    }
}

extension Cell.Location {
    /// Moves a centre beyond its face's triangle to the face it lies on. Around a pentagon, from
    /// whose fan of faces one is missing, a second crossing may follow.
    @inline(never)
    mutating func settle(pentagonal: Bool, leading: Int) {
        let edge = FacePoint.edge(towards: point.place)
        if pentagonal, leading == 4, edge == .ki {
            let corner = LatticePoint(a: 2 &* unit, b: 0)
            point.place = (point.place - corner).turned(by: 5) + corner
            turns &+= 5
        }
        turns &+= point.cross(edge, unit: unit)
        while pentagonal, FacePoint.outwardness(point.place) > 2 &* unit {
            turns &+= point.cross(FacePoint.edge(towards: point.place), unit: unit)
        }
        turns %= 6
    }
}

extension Vector {
    /// A lattice point's direction: the face's centre plus steps on its tangent plane.
    @inline(__always)
    init(_ point: FacePoint, unit: Int) {
        let finer = 1 / Double(unit)
        let row = 6 &* point.face
        self =
            FaceVectors.centre(point.face)
            + FaceVectors.step(row) * (Double(point.place.a) * finer)
            + FaceVectors.step(row &+ 3) * (Double(point.place.b) * finer)
    }
}

/// 7^n for n to 8.
@inline(__always)
func sevenths(_ n: Int) -> Int { Int(powersOfSeven[n]) }
