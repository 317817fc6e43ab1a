/// A place on the sphere in degrees, WGS 84: latitude -90...90, longitude -180...180.
public struct Coordinate: Hashable, Sendable {
    public let latitude: Double
    public let longitude: Double

    /// Refuses what is no place: not a number, infinite, or out of range.
    public init(latitude: Double, longitude: Double) throws(CoordinateError) {
        guard latitude.isFinite, longitude.isFinite else { throw .notFinite }
        guard latitude >= -90, latitude <= 90 else { throw .latitudeOutOfRange(latitude) }
        guard longitude >= -180, longitude <= 180 else { throw .longitudeOutOfRange(longitude) }
        self.latitude = latitude
        self.longitude = longitude
    }
}

public enum CoordinateError: Error, Equatable {
    case notFinite
    case latitudeOutOfRange(Double)
    case longitudeOutOfRange(Double)
}
