import HexGrid
import Seeds
import Testing
import Units

@Suite("The grid's own laws")
struct GridPropertyTests {
    @Test("a cell's centre lies in it: every cell to resolution 3, seeded ones beyond")
    func centresEncode() throws {
        for level in 0...3 {
            let all = try everyCell(at: level)
            #expect(all.count == (try Resolution(level)).cellCount)
            for cell in all {
                #expect(Cell(containing: cell.center, resolution: cell.resolution) == cell)
            }
        }
        var samples = Samples(seed: 3)
        for _ in 0..<5_000 {
            let cell = try samples.cell(4...15)
            #expect(Cell(containing: cell.center, resolution: cell.resolution) == cell)
        }
    }

    @Test("the areas of all cells are the sphere's")
    func areasAddUp() throws {
        let sphere = 4 * Double.pi * 6_371_007.180918475 * 6_371_007.180918475
        for level in 0...3 {
            let sum = try everyCell(at: level).reduce(0) { $0 + $1.areaInSquareMetres }
            #expect(abs(sum / sphere - 1) < 1e-12)
        }
    }

    @Test("neighbours are mutual, six of a hexagon and five of a pentagon")
    func neighbours() throws {
        for level in 0...2 {
            for cell in try everyCell(at: level) {
                let ring = try cell.ring(radius: 1)
                #expect(Set(ring).count == (cell.isPentagon ? 5 : 6))
                for other in ring { #expect(try other.ring(radius: 1).contains(cell)) }
            }
        }
    }

    @Test("a disk is its rings, without repetition, and the ring number is the distance")
    func disksAndRings() throws {
        var samples = Samples(seed: 4)
        for round in 0..<200 {
            var cell = try samples.cell(1...15)
            if round % 4 == 0 {
                let base = try baseCell(pentagonBases.sorted()[samples.below(12)])
                cell = try base.centerChild(at: cell.resolution)
            }
            let radius = samples.below(7)
            let disk = try cell.disk(radius: radius)
            let rings = try (0...radius).flatMap { try cell.ring(radius: $0) }
            #expect(disk.sorted() == rings.sorted())
            #expect(Set(disk).count == disk.count)
            for (ring, distance) in try (0...radius).map({ (try cell.ring(radius: $0), $0) }) {
                for other in ring {
                    guard let steps = try? cell.distance(to: other) else { continue }
                    #expect(steps == distance || pentagonBases.contains(cell.baseCell))
                }
            }
            try checkDistances(cell, radius)
        }
    }

    private func checkDistances(_ cell: Cell, _ radius: Int) throws {
        let room = try Cell.diskCapacity(radius: radius)
        var distances: [Int32] = []
        let cells = try [Cell](capacity: room) { output throws(HexGridError) in
            distances = try [Int32](capacity: room) { steps throws(HexGridError) in
                try cell.appendDisk(radius: radius, to: &output, distances: &steps)
            }
        }
        #expect(cells.count == distances.count)
        for (other, distance) in zip(cells, distances) {
            #expect(try cell.ring(radius: Int(distance)).contains(other))
        }
    }

    @Test("a disk may cover the globe: the rest of its rings are empty")
    func wholeGlobe() throws {
        let disk = try baseCell(4).disk(radius: 30)
        #expect(disk.sorted() == (try everyCell(at: 0)))
    }

    @Test("parents of children, children of parents")
    func hierarchy() throws {
        var samples = Samples(seed: 5)
        for _ in 0..<500 {
            let cell = try samples.cell(0...12)
            for finer in cell.resolution.value...min(cell.resolution.value + 3, 15) {
                let resolution = try Resolution(Int(finer))
                let children = try cell.children(at: resolution)
                #expect(children == children.sorted())
                #expect(children.count == (try cell.childCount(at: resolution)))
                #expect(children.first == (try cell.centerChild(at: resolution)))
                #expect(try children.allSatisfy { try $0.parent(at: cell.resolution) == cell })
                #expect(children.allSatisfy { Cell.isValid(bits: $0.bits) })
            }
        }
    }

    @Test("compacting all children gives the parent; expanding gives them back")
    func compaction() throws {
        var samples = Samples(seed: 6)
        for number in 0..<122 {
            let cell = try baseCell(number)
            let children = try cell.children(at: try Resolution(3))
            #expect(try Cell.compact(children.reversed()) == [cell])
            #expect(try Cell.uncompact([cell], to: try Resolution(3)) == children)
        }
        for _ in 0..<100 {
            let cell = try samples.cell(3...15)
            let set = try cell.disk(radius: samples.below(12)).filter { _ in samples.below(20) > 0 }
            let packed = try Cell.compact(set)
            #expect(packed == packed.sorted())
            #expect(packed.count <= set.count)
            #expect(try Cell.uncompact(packed, to: cell.resolution) == set.sorted())
        }
        #expect(try Cell.compact([]) == [])
        #expect(try Cell.compact(try everyCell(at: 2)) == (try everyCell(at: 0)))
    }
}
