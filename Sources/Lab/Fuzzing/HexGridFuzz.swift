import HexGrid
import Units

extension FuzzTarget {
    /// The text of a cell; what is accepted must print as it was read and answer everything.
    static let cellText = FuzzTarget(name: "cell-text") { input in
        guard let cell = try? Cell(parsing: input) else { return }
        let text = Array(cell.description.utf8)
        precondition(text.count == input.byteCount)
        for index in text.indices {
            let byte = unsafe input.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            precondition(text[index] == byte)
        }
        let again = Cell(containing: cell.center, resolution: cell.resolution)
        precondition(again == cell, "\(cell)'s centre lies in \(again)")
        precondition(cell.boundary.count >= 5)
        _ = try? cell.disk(radius: 3)
    }

    /// A polygon of any numbers: a byte of resolution, a byte of mode, then points of two doubles,
    /// a new ring at each point that is none. Filling must end and keep its limit.
    static let polygonFill = FuzzTarget(name: "polygon-fill") { input in
        guard input.byteCount >= 2, input.byteCount < 4_096 else { return }
        let first = unsafe input.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
        let second = unsafe input.unsafeLoad(fromByteOffset: 1, as: UInt8.self)
        var rings: [[Coordinate]] = [[]]
        var offset = 2
        while offset + 16 <= input.byteCount {
            let (latitude, longitude) = unsafe (
                input.unsafeLoadUnaligned(fromByteOffset: offset, as: Double.self),
                input.unsafeLoadUnaligned(fromByteOffset: offset + 8, as: Double.self)
            )
            if let place = try? Coordinate(latitude: latitude, longitude: longitude) {
                rings[rings.count - 1].append(place)
            } else {
                rings.append([])
            }
            offset += 16
        }
        guard let polygon = try? Polygon(outer: rings[0], holes: Array(rings.dropFirst())),
            let resolution = try? Resolution(Int(first % 6))
        else { return }
        let mode = Containment.allCases[Int(second) % Containment.allCases.count]
        let cells = (try? polygon.cells(at: resolution, containment: mode, limit: 10_000)) ?? []
        precondition(cells.count <= 10_000)
        for index in cells.indices.dropFirst() { precondition(cells[index - 1] < cells[index]) }
    }
}
