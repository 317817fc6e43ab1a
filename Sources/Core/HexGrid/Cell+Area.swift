internal import Units

extension Cell {
    /// H3's sphere has the volume-true mean radius of WGS 84.
    static var earthRadiusInMetres: Double { 6_371_007.180918475 }

    /// The area on the sphere in square metres, by its corners' great circles. For people and maps:
    /// it is a floating-point number, so it never decides or pays.
    public var areaInSquareMetres: Double {
        solidAngle * Cell.earthRadiusInMetres * Cell.earthRadiusInMetres
    }

    /// The area on the unit sphere: triangles from the centre to each edge.
    var solidAngle: Double {
        let centre = centerVector.unit
        let corners = corners
        var total = 0.0
        let first = corners.vectors[0].unit
        var previous = first
        for index in 1...corners.count {
            let next = index < corners.count ? corners.vectors[index].unit : first
            total += centre.triangle(to: previous, next)
            previous = next
        }
        return total
    }
}

extension Vector {
    /// The signed area of a triangle of unit vectors, counter-clockwise positive, -2 pi to 2 pi.
    /// The determinant is taken of differences, which keeps its precision for small triangles.
    func triangle(to one: Vector, _ other: Vector) -> Double {
        let determinant = dot((one - self).cross(other - self))
        return 2 * DeterministicMath.atan2(determinant, 1 + dot(one) + one.dot(other) + dot(other))
    }
}
