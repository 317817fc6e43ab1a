public import Units

extension Cell {
    /// The cell of `resolution` that holds the place. Total: every place has one. No allocation; one
    /// sine and cosine of each angle, then no trigonometry: the gnomonic projection is linear.
    public init(containing place: Coordinate, resolution: Resolution) {
        self.init(
            containing: Vector(latitude: place.latitude, longitude: place.longitude),
            level: resolution.intValue)
    }

    init(containing point: Vector, level: Int) {
        let face = point.nearestFace
        var place = point.latticePoint(face: face, level: level)
        var digits: UInt64 = 0
        var level = level
        let unusedAndAbove = UInt64(truncatingIfNeeded: level) << 52 | Cell.unusedMask(level)

        // Climbs to resolution 0. A digit is what is left over at each step.
        var shift = UInt64(truncatingIfNeeded: 45 &- 3 &* level)
        if level & 1 == 1 {
            let parent = place.coarserFromClassIII
            digits |= (place - parent.finerClassIII).digit << shift
            place = parent
            level &-= 1
            shift &+= 3
        }
        while level > 0 {
            let parent = place.coarserFromClassII
            digits |= (place - parent.finerClassII).digit << shift
            let grandparent = parent.coarserFromClassIII
            digits |= (parent - grandparent.finerClassIII).digit << (shift &+ 3)
            place = grandparent
            level &-= 2
            shift &+= 6
        }

        let (base, turned) = Cell.settle(digits, at: place, face: face)
        bits = 1 << 59 | unusedAndAbove | UInt64(truncatingIfNeeded: base) << 45 | turned
    }

    /// The base cell at a res-0 place of a face, and the digits turned into its orientation.
    @inline(__always)
    private static func settle(
        _ digits: UInt64, at place: LatticePoint, face: Int
    ) -> (base: Int, digits: UInt64) {
        let least = min(place.a, place.b, 0)
        let (i, j, k) = (place.a &- least, place.b &- least, 0 &- least)
        let entry = BaseCells.atPlace[face &* 27 &+ 9 &* i &+ 3 &* j &+ k]
        let base = Int(entry & 0xFF)
        let turns = Int(entry >> 8)
        guard isPentagonBase(base) else { return (base, turned(digits, by: turns)) }

        var digits = digits
        if leadingDigit(digits) == 1 {
            // Branch 1 is cut out of a pentagon; its place is reached over either edge of the cut.
            let clockwise = BaseCells.clockwiseFaces[base] >> UInt32(face) & 1 == 1
            digits = turned(digits, by: clockwise ? 5 : 1)
        }
        for _ in 0..<turns { digits = turnedOnPentagon(digits) }
        return (base, digits)
    }
}
