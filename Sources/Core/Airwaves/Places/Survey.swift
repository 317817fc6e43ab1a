/// What lies around a point, up to 25 km: the plans, and at sea the nearest country.
///
/// Distances are those of the plane that touches the sphere of 6,371,007 m at the point, in ten
/// millionths of a degree of latitude (11.1195 mm), squared: integers throughout. At 25 km they
/// are wrong against the great circle by at most 0.21 % (52 m) up to 70 degrees of latitude and 0.89 %
/// up to 85; beyond that there is only Antarctica, which has no plan.
struct Survey {
    /// 25 km and 10 km in those units, rounded to the nearest.
    static let reach: Int64 = 2_248_302
    static let borderReach: Int64 = 899_321

    private let point: MapPoint
    private let home: UInt8
    private let homePlan: RegionalPlan?

    /// Plans of land within 25 km, `home`'s not counted.
    private(set) var within25km = PlanSet()
    private(set) var within10km = PlanSet()
    /// At sea: the country that comes nearest, of two that come equally near the one first in the
    /// alphabet.
    private(set) var nearest = sea
    private var nearestSquare = UInt64.max

    init(around point: MapPoint, home: UInt8, homePlan: RegionalPlan?) {
        self.point = point
        self.home = home
        self.homePlan = homePlan
    }

    mutating func walk(_ map: PlaceMap) {
        let rows = Self.cells(around: point.y, reach: Self.reach, limit: Layout.rows)
        for column in columns {
            let wrapped = (column + 2 * Layout.columns) % Layout.columns
            for row in rows {
                guard let borders = map.borders(row: row, column: wrapped).borders else { continue }
                let origin = (
                    x: Int64(column) * PlaceMap.cell - point.x,
                    y: Int64(row) * PlaceMap.cell - point.y
                )
                walk(map, borders, origin)
            }
        }
        walkSpecks(map)
    }

    private static func cells(around place: Int64, reach: Int64, limit: Int) -> ClosedRange<Int> {
        // One unit more, so that what only touches the reach from the next cell is seen too.
        let first = max(place - reach - 1, 0) / PlaceMap.cell
        let last = (place + reach + 1) / PlaceMap.cell
        return Int(first)...min(Int(last), limit - 1)
    }

    /// Columns counted on over the antimeridian, so from -180 to 539.
    private var columns: ClosedRange<Int> {
        let here = Int(point.x / PlaceMap.cell)
        let half = Int64(Layout.columns / 2)
        // Near the poles 25 km reach round the globe.
        guard point.cosine > 0, (Self.reach << 30) / point.cosine < (half - 1) * PlaceMap.cell
        else { return here - Int(half)...here + Int(half) - 1 }
        let reach = (Self.reach << 30) / point.cosine + 2
        let west = point.x - reach + Int64(Layout.columns) * PlaceMap.cell
        let east = point.x + reach
        return Int(west / PlaceMap.cell) - Layout.columns...Int(east / PlaceMap.cell)
    }

    private mutating func walk(
        _ map: PlaceMap, _ borders: CellBorders, _ origin: (x: Int64, y: Int64)
    ) {
        let reader = map.reader
        var offset = borders.start
        while offset < borders.end {
            let line = Line(reader, at: offset)
            offset = line.end
            let (left, right) = (map.plan(of: line.left), map.plan(of: line.right))
            guard matters(left) || matters(right) || home == sea else { continue }
            let square = distanceSquared(to: line, reader, origin)
            note(line.left, left, square)
            note(line.right, right, square)
        }
    }

    /// On land only other plans matter.
    private func matters(_ plan: RegionalPlan?) -> Bool { plan != nil && plan != homePlan }

    private func distanceSquared(
        to line: Line, _ reader: MapReader, _ origin: (x: Int64, y: Int64)
    ) -> UInt64 {
        var nearest = UInt64.max
        var from = vertex(reader, line.start, origin)
        var offset = line.start + 4
        while offset < line.end {
            let to = vertex(reader, offset, origin)
            if Self.comesNear(from, to) { nearest = min(nearest, Self.distanceSquared(from, to)) }
            from = to
            offset += 4
        }
        return nearest
    }

    @inline(__always)
    private func vertex(
        _ reader: MapReader, _ offset: Int, _ origin: (x: Int64, y: Int64)
    ) -> Vertex {
        let vertex = Vertex(reader, at: offset)
        return Vertex(x: point.shortened(origin.x + vertex.x), y: origin.y + vertex.y)
    }

    @inline(__always) private static func comesNear(_ from: Vertex, _ to: Vertex) -> Bool {
        min(from.x, to.x) <= reach && max(from.x, to.x) >= -reach
            && min(from.y, to.y) <= reach && max(from.y, to.y) >= -reach
    }

    /// From the origin to a step, squared, rounded down.
    private static func distanceSquared(_ from: Vertex, _ to: Vertex) -> UInt64 {
        let (stepX, stepY) = (to.x - from.x, to.y - from.y)
        let along = -(from.x * stepX + from.y * stepY)
        let length = stepX * stepX + stepY * stepY
        if along <= 0 { return square(from.x, from.y) }
        if along >= length { return square(to.x, to.y) }
        let cross = (from.x * stepY - from.y * stepX).magnitude
        // The quotient is below `square(from)`, so it fits.
        return UInt64(length).dividingFullWidth(cross.multipliedFullWidth(by: cross)).quotient
    }

    @inline(__always) private static func square(_ x: Int64, _ y: Int64) -> UInt64 {
        UInt64(x * x + y * y)
    }

    private mutating func note(_ land: UInt8, _ plan: RegionalPlan?, _ square: UInt64) {
        guard land != sea, square <= Self.square(Self.reach, 0) else { return }
        if let plan, home == sea || plan != homePlan {
            within25km.insert(plan)
            if square <= Self.square(Self.borderReach, 0) { within10km.insert(plan) }
        }
        if square < nearestSquare || (square == nearestSquare && land < nearest) {
            (nearestSquare, nearest) = (square, land)
        }
    }

    private mutating func walkSpecks(_ map: PlaceMap) {
        for number in 0..<map.layout.speckCount {
            let speck = Speck(map.reader, at: map.layout.specks + 16 * number)
            let (x, y) = point.metric(toX: speck.x, y: speck.y)
            let far = Self.reach + speck.radius
            guard abs(x) <= far, abs(y) <= far else { continue }
            let gap = max(0, Int64(Self.root(Self.square(x, y))) - speck.radius)
            note(speck.land, map.plan(of: speck.land), Self.square(gap, 0))
        }
    }

    /// The whole square root, rounded down, by Newton's steps from above.
    static func root(_ value: UInt64) -> UInt64 {
        guard value > 1 else { return value }
        var guess: UInt64 = 1 << UInt64((64 - value.leadingZeroBitCount + 1) / 2)
        while true {
            let next = (guess + value / guess) / 2
            if next >= guess { return guess }
            guess = next
        }
    }
}
