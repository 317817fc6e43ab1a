import HexGrid
import Testing
import Units

@Test func temp() throws {
    let place = try Coordinate(latitude: 37.775938728915946, longitude: -122.41795063018799)
    let cell = Cell(containing: place, resolution: try Resolution(9))
    #expect(cell.description == "8928308280fffff")
    print(cell.center, cell.center.latitude)
    let k1 = try cell.disk(radius: 1)
    print(k1)
}
