internal import Units

/// A point or direction in space, the sphere's centre at the origin, the north pole at z = 1.
struct Vector {
    var x: Double
    var y: Double
    var z: Double

    @inline(__always)
    init(x: Double, y: Double, z: Double) {
        self.x = x
        self.y = y
        self.z = z
    }

    /// The unit vector of a place in degrees.
    init(latitude: Double, longitude: Double) {
        let (sinLatitude, cosLatitude) = DeterministicMath.sinCos(latitude * radiansPerDegree)
        let (sinLongitude, cosLongitude) = DeterministicMath.sinCos(longitude * radiansPerDegree)
        x = cosLatitude * cosLongitude
        y = cosLatitude * sinLongitude
        z = sinLatitude
    }

    @inline(__always)
    func dot(_ other: Vector) -> Double { x * other.x + y * other.y + z * other.z }

    func cross(_ other: Vector) -> Vector {
        Vector(
            x: y * other.z - z * other.y, y: z * other.x - x * other.z,
            z: x * other.y - y * other.x)
    }

    @inline(__always)
    static func + (left: Vector, right: Vector) -> Vector {
        Vector(x: left.x + right.x, y: left.y + right.y, z: left.z + right.z)
    }

    @inline(__always)
    static func - (left: Vector, right: Vector) -> Vector {
        Vector(x: left.x - right.x, y: left.y - right.y, z: left.z - right.z)
    }

    @inline(__always)
    static func * (left: Vector, right: Double) -> Vector {
        Vector(x: left.x * right, y: left.y * right, z: left.z * right)
    }

    var unit: Vector { self * (1 / dot(self).squareRoot()) }

    /// Latitude and longitude in radians; the length does not matter.
    var angles: Angles {
        Angles(
            latitude: DeterministicMath.atan2(z, (x * x + y * y).squareRoot()),
            longitude: DeterministicMath.atan2(y, x))
    }
}

/// Latitude and longitude in radians.
struct Angles {
    var latitude: Double
    var longitude: Double

    /// The same in degrees. Rounded pi/2 times rounded 180/pi is exactly 90: no place is refused.
    var coordinate: Coordinate {
        do throws(CoordinateError) {
            return try Coordinate(
                latitude: latitude * degreesPerRadian, longitude: longitude * degreesPerRadian)
        } catch {
            preconditionFailure("an angle off the sphere")
        }
    }

    init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    init(_ place: Coordinate) {
        latitude = place.latitude * radiansPerDegree
        longitude = place.longitude * radiansPerDegree
    }
}

let radiansPerDegree = 0x1.1df46a2529d39p-6
let degreesPerRadian = 0x1.ca5dc1a63c1f8p5
