/// A place in ten millionths of a degree (1.1 cm of latitude), where decisions about places begin:
/// everything after it is integer arithmetic, so two machines always agree.
public struct FixedCoordinate: Hashable, Sendable {
    /// -900,000,000...900,000,000
    public let latitude: Int32
    /// -1,800,000,000...1,800,000,000
    public let longitude: Int32

    /// Rounds to the nearest, halves away from zero.
    public init(_ coordinate: Coordinate) {
        latitude = Int32((coordinate.latitude * 1e7).rounded(.toNearestOrAwayFromZero))
        longitude = Int32((coordinate.longitude * 1e7).rounded(.toNearestOrAwayFromZero))
    }

    /// The cosine of the latitude in 2^-30, rounded to the nearest: how much shorter a step of
    /// longitude is than the same step of latitude. 0 at the poles.
    public var cosineOfLatitude: Int64 {
        let radians = Double(latitude) * (DeterministicMath.radiansPerDegree / 1e7)
        let cosine = DeterministicMath.cos(radians)
        return Int64((cosine * 0x1p30).rounded(.toNearestOrAwayFromZero))
    }
}
