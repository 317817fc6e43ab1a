import HexGrid
import Seeds
import Units

/// Each subject beside the C library, over the same 2,000 places spread evenly on the globe, or the
/// same sets and polygons.
func hexGridBenchmarks() -> [Benchmark] {
    let reference = ReferenceH3()
    if reference == nil {
        print("no \(ReferenceH3.path): C H3 is not in the table (script/build-reference-h3)")
    }
    let grid = HexGridBenchmarks(reference: reference)
    return grid.cells() + grid.neighbourhoods() + grid.sets() + grid.polygons()
}

@safe struct HexGridBenchmarks {
    let reference: ReferenceH3?
    let places: [Coordinate]
    let angles: [ReferenceAngles]

    init(reference: ReferenceH3?) {
        self.reference = reference
        var numbers = SeededNumbers(seed: 24301)
        places = (0..<2_000).compactMap { _ in
            let height = 2 * numbers.fraction() - 1
            let latitude = DeterministicMath.asin(height) / DeterministicMath.radiansPerDegree
            return try? Coordinate(
                latitude: latitude, longitude: 360 * numbers.fraction() - 180)
        }
        angles = places.map {
            ReferenceAngles(
                latitude: $0.latitude * DeterministicMath.radiansPerDegree,
                longitude: $0.longitude * DeterministicMath.radiansPerDegree)
        }
    }

    func cells(at level: Int) -> [Cell] {
        let resolution = resolution(level)
        return places.map { Cell(containing: $0, resolution: resolution) }
    }

    func resolution(_ level: Int) -> Resolution {
        guard let resolution = try? Resolution(level) else { preconditionFailure("\(level)") }
        return resolution
    }

    /// A pair of rows over a list: ours, and C's where it is there.
    func pair<Item>(
        _ name: String, _ items: [Item], ours: @escaping (Item) -> UInt64,
        theirs: @escaping (ReferenceH3, Item) -> UInt64
    ) -> [Benchmark] {
        var rows = [
            Benchmark(group: "hexgrid", name: name, operations: items.count) {
                items.reduce(0) { $0 &+ ours($1) }
            }
        ]
        if let reference {
            rows.append(
                Benchmark(
                    group: "hexgrid", name: name, contender: "C H3 4.5", operations: items.count
                ) { items.reduce(0) { $0 &+ theirs(reference, $1) } })
        }
        return rows
    }

    // MARK: One cell

    func cells() -> [Benchmark] {
        var rows: [Benchmark] = []
        let numbered = Array(zip(places, angles))
        for level in [5, 8, 12, 15] {
            let resolution = resolution(level)
            rows += pair("encode res \(level)", numbered) { place, _ in
                Cell(containing: place, resolution: resolution).bits
            } theirs: { h3, item in
                var (angles, cell) = (item.1, UInt64(0))
                _ = unsafe h3.latLngToCell(&angles, Int32(level), &cell)
                return cell
            }
        }
        for level in [5, 8, 12, 15] {
            rows += pair("decode res \(level)", cells(at: level)) {
                $0.center.latitude.bitPattern
            } theirs: { h3, cell in
                var angles = ReferenceAngles()
                _ = unsafe h3.cellToLatLng(cell.bits, &angles)
                return angles.latitude.bitPattern
            }
        }
        for level in [5, 8, 12, 15] {
            rows += pair("boundary res \(level)", cells(at: level)) {
                $0.boundary[2].latitude.bitPattern
            } theirs: { h3, cell in
                var boundary = ReferenceBoundary()
                _ = unsafe h3.cellToBoundary(cell.bits, &boundary)
                return boundary.points[2].latitude.bitPattern
            }
        }
        let eight = cells(at: 8)
        let five = resolution(5)
        rows += pair("area res 8", eight) {
            $0.areaInSquareMetres.bitPattern
        } theirs: { h3, cell in
            var area = 0.0
            _ = unsafe h3.cellAreaKm2(cell.bits, &area)
            return area.bitPattern
        }
        rows += pair("validity", eight) {
            Cell.isValid(bits: $0.bits) ? 1 : 0
        } theirs: { h3, cell in
            UInt64(h3.isValidCell(cell.bits))
        }
        rows += pair("parent 8 to 5", eight) {
            (try? $0.parent(at: five))?.bits ?? 0
        } theirs: { h3, cell in
            var parent: UInt64 = 0
            _ = unsafe h3.cellToParent(cell.bits, 5, &parent)
            return parent
        }
        let twelve = resolution(12)
        rows += pair("centre child 8 to 12", eight) {
            (try? $0.centerChild(at: twelve))?.bits ?? 0
        } theirs: { h3, cell in
            var child: UInt64 = 0
            _ = unsafe h3.cellToCenterChild(cell.bits, 12, &child)
            return child
        }
        return rows + text(eight)
    }

    private func text(_ cells: [Cell]) -> [Benchmark] {
        let texts = cells.map { ($0.description, $0.description.utf8CString) }
        return pair("print", cells) {
            UInt64($0.description.utf8.count)
        } theirs: { h3, cell in
            var text = InlineArray<17, CChar>(repeating: 0)
            var span = text.mutableSpan
            return unsafe span.withUnsafeMutableBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return 0 }
                return UInt64(unsafe h3.h3ToString(cell.bits, start, 17))
            }
        }
            + pair("parse", texts) {
                (try? Cell(parsing: $0.0))?.bits ?? 0
            } theirs: { h3, text in
                var cell: UInt64 = 0
                unsafe text.1.withUnsafeBufferPointer { buffer in
                    guard let start = buffer.baseAddress else { return }
                    _ = unsafe h3.stringToH3(start, &cell)
                }
                return cell
            }
    }
}
