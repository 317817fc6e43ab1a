import HexGrid
import Units

extension HexGridBenchmarks {
    // MARK: Neighbourhoods

    func neighbourhoods() -> [Benchmark] {
        let eight = cells(at: 8)
        var rows: [Benchmark] = []
        for radius in [1, 2, 5, 10] {
            let room = 1 + 3 * radius * (radius + 1)
            let ours = UnsafeMutableBufferPointer<Cell>.allocate(capacity: room)
            let theirs = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: room)
            rows += pair("disk k=\(radius)", eight) { cell in
                var output = unsafe OutputSpan(buffer: ours, initializedCount: 0)
                try? cell.appendDisk(radius: radius, to: &output)
                return output[output.count - 1].bits
            } theirs: { h3, cell in
                guard let start = theirs.baseAddress else { return 0 }
                _ = unsafe h3.gridDisk(cell.bits, Int32(radius), start)
                return unsafe theirs[room - 1]
            }
            rows += pair("ring k=\(radius)", eight) { cell in
                var output = unsafe OutputSpan(buffer: ours, initializedCount: 0)
                try? cell.appendRing(radius: radius, to: &output)
                return output[output.count - 1].bits
            } theirs: { h3, cell in
                guard let start = theirs.baseAddress else { return 0 }
                _ = unsafe h3.gridRing(cell.bits, Int32(radius), start)
                return unsafe theirs[0]
            }
        }
        return rows + pentagonDisks() + distances(8, radius: 20) + distances(11, radius: 360)
    }

    private func pentagonDisks() -> [Benchmark] {
        let pentagons = [4, 14, 63, 117].compactMap { base in
            try? Cell(bits: 0x0800_1FFF_FFFF_FFFF | UInt64(base) << 45)
                .centerChild(at: resolution(8))
        }
        var buffer = [UInt64](repeating: 0, count: 331)
        return pair("disk k=10 of a pentagon", pentagons) { cell in
            UInt64((try? cell.disk(radius: 10))?.count ?? 0)
        } theirs: { h3, cell in
            for index in buffer.indices { buffer[index] = 0 }
            _ = unsafe h3.gridDisk(cell.bits, 10, &buffer)
            return buffer[0]
        }
    }

    private func distances(_ level: Int, radius: Int) -> [Benchmark] {
        let pairs = cells(at: level).prefix(200).compactMap { cell -> (Cell, Cell)? in
            guard let far = (try? cell.ring(radius: radius))?.last else { return nil }
            return (cell, far)
        }
        return pair("distance res \(level), \(radius) apart", pairs) { one, other in
            UInt64((try? one.distance(to: other)) ?? 0)
        } theirs: { h3, pair in
            var steps: Int64 = 0
            _ = unsafe h3.gridDistance(pair.0.bits, pair.1.bits, &steps)
            return UInt64(bitPattern: steps)
        }
    }

    // MARK: Sets

    func sets() -> [Benchmark] {
        guard let munich = try? Coordinate(latitude: 48.137, longitude: 11.575) else { return [] }
        let (three, eight, nine) = (resolution(3), resolution(8), resolution(9))
        let parent = Cell(containing: munich, resolution: three)
        let children = (try? parent.children(at: eight)) ?? []
        let disk = (try? Cell(containing: munich, resolution: nine).disk(radius: 50)) ?? []
        let small = (try? Cell(containing: munich, resolution: nine).disk(radius: 10)) ?? []
        var buffer = [UInt64](repeating: 0, count: 20_000)
        return compacting("compact a disk of 7,651", disk)
            + compacting("compact 16,807 children", children)
            + pair("16,807 children", [parent]) { cell in
                (try? cell.children(at: eight))?.last?.bits ?? 0
            } theirs: { h3, cell in
                _ = unsafe h3.cellToChildren(cell.bits, 8, &buffer)
                return buffer[16_806]
            }
            + pair("uncompact 1 to 16,807", [parent]) { cell in
                (try? Cell.uncompact([cell], to: eight))?.last?.bits ?? 0
            } theirs: { h3, cell in
                _ = unsafe h3.uncompactCells([cell.bits], 1, &buffer, 20_000, 8)
                return buffer[16_806]
            }
            + pair("outline of a disk of 331", [small]) { cells in
                UInt64((try? Cell.outline(of: cells))?.count ?? 0)
            } theirs: { h3, cells in
                var outline = unsafe ReferenceMultiPolygon(polygons: nil)
                let bits = cells.map(\.bits)
                _ = unsafe h3.cellsToMultiPolygon(bits, Int64(bits.count), &outline)
                unsafe h3.destroyGeoMultiPolygon(&outline)
                return UInt64(outline.count)
            }
    }

    private func compacting(_ name: String, _ cells: [Cell]) -> [Benchmark] {
        let bits = cells.map(\.bits)
        var buffer = [UInt64](repeating: 0, count: cells.count)
        return pair(name, [cells]) { cells in
            UInt64((try? Cell.compact(cells))?.count ?? 0)
        } theirs: { h3, _ in
            _ = unsafe h3.compactCells(bits, &buffer, Int64(bits.count))
            return buffer[0]
        }
    }

    // MARK: Polygons

    /// The corners of San Francisco that H3's own tests use.
    private static let sanFrancisco: [(Double, Double)] = [
        (37.813318999983238, -122.4089866999972145), (37.7198061999978478, -122.3544736999993603),
        (37.7076131999975672, -122.5123436999983966), (37.7835871999971715, -122.5247187000021967),
        (37.8151571999998453, -122.4798767000009008),
    ]

    /// A ragged round of many corners.
    private static func blob(corners: Int) -> [(Double, Double)] {
        (0..<corners).map { index in
            let angle = 2 * Double.pi * Double(index) / Double(corners)
            let reach = 1.5 * (0.7 + 0.3 * DeterministicMath.sin(9 * angle))
            return (
                48 + reach * DeterministicMath.sin(angle), 11 + reach * DeterministicMath.cos(angle)
            )
        }
    }

    func polygons() -> [Benchmark] {
        var rows: [Benchmark] = []
        for level in [7, 9, 11] {
            for mode in Containment.allCases {
                rows += filling("San Francisco", Self.sanFrancisco, level, mode)
            }
        }
        for level in [5, 7] {
            rows += filling("1,000 corners", Self.blob(corners: 1_000), level, .center)
        }
        return rows
    }

    private func filling(
        _ name: String, _ corners: [(Double, Double)], _ level: Int, _ mode: Containment
    ) -> [Benchmark] {
        let points = corners.compactMap { try? Coordinate(latitude: $0.0, longitude: $0.1) }
        guard let polygon = try? Polygon(outer: points) else { return [] }
        let resolution = resolution(level)
        let loop = UnsafeMutableBufferPointer<ReferenceAngles>.allocate(
            capacity: points.count)
        _ = unsafe loop.initialize(
            from: points.map {
                ReferenceAngles(
                    latitude: $0.latitude * DeterministicMath.radiansPerDegree,
                    longitude: $0.longitude * DeterministicMath.radiansPerDegree)
            })
        let reference = unsafe ReferencePolygon(
            outer: ReferenceLoop(count: Int32(points.count), points: loop.baseAddress), holes: nil)
        let number = UInt32(Containment.allCases.firstIndex(of: mode) ?? 0)
        // C has its caller guess how much room to give, which is part of the price.
        return pair("fill \(name) res \(level) \(mode)", [polygon]) { polygon in
            UInt64((try? polygon.cells(at: resolution, containment: mode))?.count ?? 0)
        } theirs: { h3, _ in
            var (polygon, room) = (reference, Int64(0))
            _ = unsafe h3.fillSize(&polygon, Int32(level), number, &room)
            var cells = [UInt64](repeating: 0, count: Int(room))
            _ = unsafe h3.fill(&polygon, Int32(level), number, room, &cells)
            return cells.first ?? 0
        }
    }
}
