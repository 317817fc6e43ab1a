import CommandTable
import HexGrid
import Notation
import Units

/// Reads a GeoJSON geometry (RFC 7946) of type Polygon or MultiPolygon. Rings must be closed, as the
/// RFC says; members it does not define are let pass, as it says too.
func polygons(fromGeoJSON line: RawSpan) throws(LineError) -> [Polygon] {
    let geometry: JSON
    do throws(JSONError) { geometry = try JSON(parsing: line) } catch {
        throw LineError(error.description)
    }
    guard case .object = geometry else { throw wrong("a geometry is an object", geometry) }
    let type = geometry["type"]?.string
    guard let type, type == "Polygon" || type == "MultiPolygon" else {
        let found = type.map { Quote.text($0) } ?? "none"
        let hint = type == "Feature" ? ": give its geometry alone" : ""
        throw LineError(
            "\"type\" must be \"Polygon\" or \"MultiPolygon\"; found \(found)\(hint)")
    }
    guard let coordinates = geometry["coordinates"] else {
        throw LineError("a geometry needs \"coordinates\"")
    }
    guard type == "MultiPolygon" else { return [try polygon(coordinates)] }
    var result: [Polygon] = []
    for element in try list(coordinates, "a MultiPolygon's coordinates are a list") {
        result.append(try polygon(element))
    }
    return result
}

private func polygon(_ value: JSON) throws(LineError) -> Polygon {
    var rings: [[Coordinate]] = []
    for element in try list(value, "a polygon is a list of rings") {
        rings.append(try ring(element))
    }
    guard let outer = rings.first else { throw LineError("a polygon needs an outer ring") }
    return try grid { () throws(HexGridError) in
        try Polygon(outer: outer, holes: Array(rings.dropFirst()))
    }
}

private func ring(_ value: JSON) throws(LineError) -> [Coordinate] {
    var points: [Coordinate] = []
    for element in try list(value, "a ring is a list of positions") {
        let position = try list(element, "a position is a list, [longitude, latitude]")
        guard position.count >= 2, case .number(let longitude) = position[0],
            case .number(let latitude) = position[1]
        else { throw wrong("a position is [longitude, latitude]", element) }
        points.append(
            try LineError.from { () throws(CoordinateError) in
                try Coordinate(latitude: latitude.double, longitude: longitude.double)
            })
    }
    guard points.count >= 4, points.first == points.last else {
        throw LineError("a ring has 4 or more positions and ends where it began")
    }
    return points
}

private func list(_ value: JSON, _ rule: String) throws(LineError) -> [JSON] {
    guard case .array(let elements) = value else { throw wrong(rule, value) }
    return elements
}

private func wrong(_ rule: String, _ value: JSON) -> LineError {
    LineError("\(rule); found \(value.kind)")
}

extension LineOutput {
    /// A MultiPolygon; rings are closed by repeating their first position.
    mutating func append(geoJSON polygons: [Polygon]) {
        append(#"{"type":"MultiPolygon","coordinates":["# as StaticString)
        for (index, polygon) in polygons.enumerated() {
            append(index > 0 ? ",[" : "[")
            append(ring: polygon.outer)
            for hole in polygon.holes {
                append(byte: UInt8(ascii: ","))
                append(ring: hole)
            }
            append(byte: UInt8(ascii: "]"))
        }
        append("]}" as StaticString)
    }

    private mutating func append(ring: [Coordinate]) {
        append(byte: UInt8(ascii: "["))
        for place in ring + ring.prefix(1) {
            if bytes.last != UInt8(ascii: "[") { append(byte: UInt8(ascii: ",")) }
            append(byte: UInt8(ascii: "["))
            append(decimal: place.longitude)
            append(byte: UInt8(ascii: ","))
            append(decimal: place.latitude)
            append(byte: UInt8(ascii: "]"))
        }
        append(byte: UInt8(ascii: "]"))
    }
}
