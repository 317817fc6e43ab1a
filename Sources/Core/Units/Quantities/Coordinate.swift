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

/// Why something is no place.
public enum CoordinateError: Error, Equatable {
    case notFinite
    case latitudeOutOfRange(Double)
    case longitudeOutOfRange(Double)
    case tooLong(bytes: Int)
    case notAPair(String)
    case notANumber(String)
}

extension CoordinateError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFinite: "latitude and longitude must be finite numbers"
        case .latitudeOutOfRange(let degrees): "latitude is -90 to 90 degrees; this is \(degrees)"
        case .longitudeOutOfRange(let degrees):
            "longitude is -180 to 180 degrees; this is \(degrees)"
        case .tooLong(let bytes):
            "a coordinate has at most \(Coordinate.longestText) bytes; this has \(bytes)"
        case .notAPair(let text):
            "`\(text)` is no lat,lng pair; write degrees like 48.8584,2.2945"
        case .notANumber(let text):
            "`\(text)` is no number of degrees; write it like 48.8584 or -1.5e-05"
        }
    }
}
