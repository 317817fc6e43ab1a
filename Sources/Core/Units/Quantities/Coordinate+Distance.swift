extension Metres {
    /// The mean radius of the earth: the sphere on which every distance is measured (PROTOCOL 4).
    public static var earthRadius: Metres { Metres(6_371_007) }
}

extension Coordinate {
    /// The way along the great circle, in whole metres, half away from zero. The same both ways, to
    /// the bit, and the same on every CPU.
    public func distance(to other: Coordinate) -> Metres {
        SpherePoint(self).distance(to: SpherePoint(other))
    }

    /// The point of the unit sphere: x towards 0, 0; z towards the north pole.
    @inlinable
    public var unitVector: (x: Double, y: Double, z: Double) {
        let latitude = DeterministicMath.sinCos(self.latitude * DeterministicMath.radiansPerDegree)
        let longitude = DeterministicMath.sinCos(
            self.longitude * DeterministicMath.radiansPerDegree)
        return (
            latitude.cosine * longitude.cosine, latitude.cosine * longitude.sine, latitude.sine
        )
    }
}

extension Metres {
    /// Nil-free because a length on the sphere is below 2^25 m; anything else is our own mistake.
    init(roundingHalfAwayFromZero length: Double) {
        precondition(length.magnitude < 0x1p52, "a length of \(length) m")
        let whole = Int64(length)
        // Exact, where adding a half before cutting would round 0.49999999999999994 up.
        let rest = length - Double(whole)
        self.init(rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole)
    }
}

extension DeterministicMath {
    /// pi/180, rounded.
    @inlinable
    public static var radiansPerDegree: Double { 0x1.1df46a2529d39p-6 }
}
