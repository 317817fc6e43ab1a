/// A place as a point of the unit sphere, for whoever asks for many distances of it: the sines are
/// taken once.
public struct SpherePoint: Sendable {
    private let x: Double
    private let y: Double
    private let z: Double

    public init(_ place: Coordinate) { (x, y, z) = place.unitVector }

    /// `Coordinate.distance`, to the bit.
    ///
    /// From |u - v| and |u + v| of the two unit vectors (Kahan), which loses digits nowhere from the
    /// same place to the antipodes, as haversines do near these: within 10 nm of the true length,
    /// so off by one metre at most where that lies within 10 nm of a half.
    public func distance(to other: SpherePoint) -> Metres {
        let chord = squaredChord(to: other).squareRoot()
        let opposite = Self.squaredLength(x + other.x, y + other.y, z + other.z).squareRoot()
        let angle = 2 * DeterministicMath.atan2(chord, opposite)
        return Metres(roundingHalfAwayFromZero: angle * Double(Metres.earthRadius.value))
    }

    fileprivate func squaredChord(to other: SpherePoint) -> Double {
        Self.squaredLength(x - other.x, y - other.y, z - other.z)
    }

    private static func squaredLength(_ x: Double, _ y: Double, _ z: Double) -> Double {
        x * x + y * y + z * z
    }
}

/// Tells whether places are at most so far apart, as their distance tells, at the cost of a few
/// products: only within a metre of the limit the distance itself is computed.
public struct DistanceLimit: Sendable {
    public let limit: Metres
    /// Squares of chords: of a metre less, and of a metre more.
    private let surelyWithin: Double
    private let surelyBeyond: Double

    /// Somewhat less than half of the earth's girth: up to there chords grow with distances.
    private static let half: Int64 = 20_015_000

    public init(_ limit: Metres) {
        self.limit = limit
        let metres = limit.value
        surelyWithin = metres < 1 ? -1 : Self.squaredChord(min(metres - 1, Self.half))
        surelyBeyond =
            metres >= Self.half ? .infinity : Self.squaredChord(max(0, metres) + 1)
    }

    private static func squaredChord(_ metres: Int64) -> Double {
        let half = Double(metres) / Double(2 * Metres.earthRadius.value)
        let sine = DeterministicMath.sinCos(half).sine
        return 4 * sine * sine
    }

    /// Whether `distance(to:)` is at most the limit.
    public func holds(_ one: SpherePoint, _ other: SpherePoint) -> Bool {
        let squared = one.squaredChord(to: other)
        if squared <= surelyWithin { return true }
        if squared >= surelyBeyond { return false }
        return one.distance(to: other) <= limit
    }
}
