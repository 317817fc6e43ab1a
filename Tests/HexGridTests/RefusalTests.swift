import HexGrid
import Testing
import Units

@Suite("What the grid refuses, with a reason a person can read")
struct RefusalTests {
    let cell: Cell
    let finer: Cell

    init() throws {
        cell = try Cell(parsing: "8928308280fffff")
        finer = try Cell(parsing: "8a2a1072b59ffff")
    }

    @Test("resolutions on the wrong side")
    func resolutions() throws {
        let (eight, nine, ten) = (try Resolution(8), try Resolution(9), try Resolution(10))
        #expect(throws: HexGridError.notCoarser(than: nine, asked: ten)) {
            try cell.parent(at: ten)
        }
        #expect(throws: HexGridError.notFiner(than: nine, asked: eight)) {
            try cell.children(at: eight)
        }
        #expect(throws: HexGridError.notFiner(than: nine, asked: eight)) {
            try cell.centerChild(at: eight)
        }
        #expect(throws: HexGridError.notFiner(than: nine, asked: eight)) {
            try Cell.uncompact([cell], to: eight)
        }
        #expect(try cell.parent(at: nine) == cell)
        #expect(try cell.children(at: nine) == [cell])
    }

    @Test("radii below 0 and past the globe")
    func radii() {
        for radius in [-1, .min, Cell.largestRadius + 1, .max] {
            #expect(throws: HexGridError.radiusOutOfRange(radius)) {
                try cell.disk(radius: radius)
            }
            #expect(throws: HexGridError.radiusOutOfRange(radius)) {
                try cell.ring(radius: radius)
            }
        }
    }

    @Test("a buffer one cell too small, and sets too large for an array")
    func buffers() throws {
        #expect(throws: HexGridError.bufferTooSmall(needed: 7, capacity: 6)) {
            _ = try [Cell](capacity: 6) { output throws(HexGridError) in
                try cell.appendDisk(radius: 1, to: &output)
            }
        }
        #expect(throws: HexGridError.bufferTooSmall(needed: 7, capacity: 6)) {
            _ = try [Cell](capacity: 6) { output throws(HexGridError) in
                try cell.appendChildren(at: try Resolution(10), to: &output)
            }
        }
        let globe = try baseCell(0)
        #expect(throws: HexGridError.self) { try globe.children(at: .finest) }
        #expect(throws: HexGridError.self) { try Cell.uncompact([globe], to: .finest) }
        #expect(throws: HexGridError.self) { try cell.disk(radius: Cell.largestRadius) }
    }

    @Test("sets with a cell twice, or of two resolutions")
    func sets() {
        #expect(throws: HexGridError.duplicate(cell)) { try Cell.compact([cell, cell]) }
        #expect(throws: HexGridError.duplicate(cell)) { try Cell.outline(of: [cell, cell]) }
        #expect(throws: HexGridError.differentResolutions(cell, finer)) {
            try Cell.compact([cell, finer])
        }
        #expect(throws: HexGridError.differentResolutions(cell, finer)) {
            try Cell.outline(of: [cell, finer])
        }
        #expect(throws: HexGridError.differentResolutions(cell, finer)) {
            try cell.distance(to: finer)
        }
    }

    @Test("distances over base cells that do not touch, and past a pentagon")
    func distances() throws {
        let (one, other) = (try baseCell(0), try baseCell(121))
        #expect(throws: HexGridError.tooFarApart(one, other)) { try one.distance(to: other) }
        // Two children of a pentagon on either side of its cut.
        let resolution = try Resolution(1)
        let children = try baseCell(4).children(at: resolution)
        let (two, four) = (children[1], children[3])
        #expect(throws: HexGridError.pentagonBetween(two, four)) { try two.distance(to: four) }
    }

    @Test("rings of fewer than three points, closed or not")
    func rings() throws {
        let (a, b) = (
            try Coordinate(latitude: 0, longitude: 0), try Coordinate(latitude: 1, longitude: 0)
        )
        for ring in [[], [a], [a, b], [a, b, a]] {
            let open = ring.count > 1 && ring.first == ring.last ? ring.count - 1 : ring.count
            #expect(throws: HexGridError.ringTooShort(points: open)) { try Polygon(outer: ring) }
        }
    }

    @Test("every refusal says in words what to do")
    func words() throws {
        let errors: [HexGridError] = [
            .resolutionOutOfRange(16), .notACell(bits: 0, flaw: .mode),
            .notFiner(than: try Resolution(9), asked: try Resolution(8)),
            .notCoarser(than: try Resolution(9), asked: try Resolution(10)),
            .radiusOutOfRange(-1), .differentResolutions(cell, finer), .tooFarApart(cell, cell),
            .pentagonBetween(cell, cell), .duplicate(cell),
            .bufferTooSmall(needed: 7, capacity: 6), .ringTooShort(points: 2), .notText(length: 1),
            .notHexadecimal(byte: 0, position: 3),
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
        for error in errors { #expect(error.description.count > 20) }
    }
}
