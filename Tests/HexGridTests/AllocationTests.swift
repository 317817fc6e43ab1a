import CAllocations
import HexGrid
import Testing
import Units

@Suite("The grid's hot paths allocate nothing")
struct AllocationTests {
    @Test("encode, decode, parent and distance: not in 2,000 uses each")
    func scalars() throws {
        let zurich = try Coordinate(latitude: 47.3769, longitude: 8.5417)
        let (eight, twelve) = (try Resolution(8), try Resolution(12))
        var sum: UInt64 = 0
        _ = Cell(containing: zurich, resolution: eight).center  // Tables are made ready once.
        let before = earshot_allocations_of_this_thread()
        var index = 0
        while index < 2_000 {
            let place = try Coordinate(
                latitude: zurich.latitude - Double(index) * 0.01,
                longitude: zurich.longitude + Double(index) * 0.02)
            let cell = Cell(containing: place, resolution: twelve)
            let near = Cell(containing: cell.center, resolution: twelve)
            sum &+= try UInt64(cell.distance(to: near)) &+ cell.parent(at: eight).bits
            index += 1
        }
        #expect(earshot_allocations_of_this_thread() == before)
        #expect(sum != 0)
    }

    @Test("disks and rings fill the caller's buffer")
    func disks() throws {
        let zurich = try Coordinate(latitude: 47.3769, longitude: 8.5417)
        let cell = Cell(containing: zurich, resolution: try Resolution(8))
        _ = try cell.disk(radius: 5)  // Tables are made ready once.
        var during: UInt = 1
        let cells = try [Cell](capacity: 91 + 30) { output in
            let before = earshot_allocations_of_this_thread()
            try cell.appendDisk(radius: 5, to: &output)
            try cell.appendRing(radius: 5, to: &output)
            during = earshot_allocations_of_this_thread() - before
        }
        #expect(during == 0)
        #expect(cells.count == 121)
    }
}
