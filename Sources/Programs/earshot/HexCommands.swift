import CommandTable
import HexGrid
import Notation
import Units

/// Cells of the H3 grid. Sets are written ascending.
let hexCommands = CommandGroup(
    "hex", "cells of the H3 grid",
    [
        .lines(
            "cell", "the cell that holds a place",
            details: "Reads lat,lng in degrees.", flags: [resolutionFlag],
            examples: [.init("-r 12", input: "47.3769,8.5417", output: "8c1f8ed9519b9ff")],
            longestLine: Coordinate.longestText
        ) { options throws(UsageError) in
            let resolution = options[resolutionFlag]
            return { (line, output) throws(LineError) in
                let place = try coordinate(from: line)
                output.append(Cell(containing: place, resolution: resolution))
            }
        },
        .lines(
            "center", "the centres of cells", details: "Reads one cell, writes lat,lng in degrees.",
            examples: [
                .init(input: "8c1f8ed9519b9ff", output: "47.37693037802066,8.541694795384995")
            ], longestLine: oneCell
        ) { _ in
            { (line, output) throws(LineError) in output.append(try cell(from: line).center) }
        },
        .lines(
            "boundary", "the points around cells",
            details:
                "Reads one cell, writes its corners counter-clockwise in H3's order, unclosed.",
            examples: [
                .init(
                    input: "8c1f8ed9519b9ff",
                    output:
                        "47.376991247974104,8.541592314173204 47.376898164826976,8.541557001492166 47.37683729481831,8.54165948258639 47.376869507897666,8.5417972764919 47.376962591062174,8.541832589501551 47.377023461129944,8.54173010827708"
                )
            ], longestLine: oneCell
        ) { _ in
            { (line, output) throws(LineError) in
                let boundary = try cell(from: line).boundary
                for index in 0..<boundary.count {
                    if index > 0 { output.append(byte: space) }
                    output.append(boundary[index])
                }
            }
        },
        .lines(
            "area", "the areas of cells in square metres", details: "Reads one cell.",
            examples: [.init(input: "8c1f8ed9519b9ff", output: "293.6026366468698")],
            longestLine: oneCell
        ) { _ in
            { (line, output) throws(LineError) in
                output.append(decimal: try cell(from: line).areaInSquareMetres)
            }
        },
        .lines(
            "describe", "what a cell's number says",
            details: """
                Reads one cell, writes RESOLUTION BASE DIGITS SHAPE CLASS. DIGITS are the children
                taken from the base cell down, - for a base cell; SHAPE is hexagon or pentagon;
                CLASS is II or III.
                """,
            examples: [
                .init(input: "8c1f8ed9519b9ff", output: "12 15 616662506334 hexagon II")
            ], longestLine: oneCell
        ) { _ in
            { (line, output) throws(LineError) in describe(try cell(from: line), to: &output) }
        },
        .lines(
            "parent", "the ancestors of cells at a coarser resolution", details: "Reads one cell.",
            flags: [resolutionFlag],
            examples: [.init("-r 5", input: "8c1f8ed9519b9ff", output: "851f8edbfffffff")],
            longestLine: oneCell
        ) { options throws(UsageError) in
            let resolution = options[resolutionFlag]
            return { (line, output) throws(LineError) in
                let cell = try cell(from: line)
                output.append(
                    try grid { () throws(HexGridError) in try cell.parent(at: resolution) })
            }
        },
        .lines(
            "distance", "steps over the grid between two cells",
            details: "Reads two cells of one resolution, a,b.",
            examples: [.init(input: "891f8ed951bffff,891f8ed9557ffff", output: "1")],
            longestLine: 64
        ) { _ in
            { (line, output) throws(LineError) in
                let (one, other) = try Fields.two(
                    in: line, separator: UInt8(ascii: ","), shape: "two cells, a,b")
                let from = try cell(from: line.extracting(one))
                let to = try cell(from: line.extracting(other))
                output.append(try grid { () throws(HexGridError) in try from.distance(to: to) })
            }
        },
    ] + hexSetCommands)

let resolutionFlag = Flag<Resolution>(
    "resolution", short: "r", value: "R", "the cells' resolution, 0 (coarsest) to 15"
) { text throws(ValueError) in
    do throws(DecimalError) {
        let value = try unsafe DecimalText.integer(from: text.utf8.span.bytes, in: 0...15)
        if let resolution = try? Resolution(value) { return resolution }
    } catch {}
    throw ValueError("\(Quote.text(text)) is no resolution; write 0 (coarsest) to 15")
}

/// Enough for a cell and the beginning of whatever stands there instead.
let oneCell = 64
let space = UInt8(ascii: " ")

func cell(from line: RawSpan) throws(LineError) -> Cell {
    try grid { () throws(HexGridError) in try Cell(parsing: line) }
}

/// Passes on what the grid has to say against an item.
func grid<Value>(_ body: () throws(HexGridError) -> Value) throws(LineError) -> Value {
    do throws(HexGridError) { return try body() } catch { throw LineError(error.description) }
}

private func describe(_ cell: Cell, to output: inout LineOutput) {
    output.append(cell.resolution.value)
    output.append(byte: space)
    output.append(cell.baseCell)
    output.append(byte: space)
    if cell.resolution.value == 0 { output.append(byte: UInt8(ascii: "-")) }
    for level in 1..<Int(cell.resolution.value) + 1 {
        guard let resolution = try? Resolution(level), let digit = cell.digit(at: resolution)
        else { continue }
        output.append(digit)
    }
    output.append(cell.isPentagon ? " pentagon" : " hexagon")
    output.append(cell.isClassIII ? " III" : " II")
}

extension LineOutput {
    mutating func append(_ cell: Cell) { append(hex: cell.bits, digits: 15) }

    mutating func append(_ place: Coordinate) {
        append(decimal: place.latitude)
        append(byte: UInt8(ascii: ","))
        append(decimal: place.longitude)
    }

    mutating func append(_ cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { append(byte: space) }
            append(cell)
        }
    }
}
