import CommandTable
import HexGrid
import Notation
import Units

/// Commands that answer or take sets of cells, separated by spaces.
let hexSetCommands: [Command] = [
    .lines(
        "disk", "the cells within some steps", details: "Reads one cell.", flags: [radiusFlag],
        examples: [
            .init(
                "-k 1", input: "891f8ed951bffff",
                output:
                    "891f8ed9503ffff 891f8ed950bffff 891f8ed9513ffff 891f8ed951bffff 891f8ed9557ffff 891f8ed95c7ffff 891f8ed95cfffff"
            )
        ], longestLine: oneCell
    ) { options throws(UsageError) in
        let radius = options[radiusFlag]
        return { (line, output) throws(LineError) in
            let cell = try cell(from: line)
            output.append(
                try grid { () throws(HexGridError) in try cell.disk(radius: radius) }.sorted())
        }
    },
    .lines(
        "ring", "the cells exactly some steps away", details: "Reads one cell.",
        flags: [radiusFlag],
        examples: [
            .init(
                "-k 1", input: "891f8ed951bffff",
                output:
                    "891f8ed9503ffff 891f8ed950bffff 891f8ed9513ffff 891f8ed9557ffff 891f8ed95c7ffff 891f8ed95cfffff"
            )
        ], longestLine: oneCell
    ) { options throws(UsageError) in
        let radius = options[radiusFlag]
        return { (line, output) throws(LineError) in
            let cell = try cell(from: line)
            output.append(
                try grid { () throws(HexGridError) in try cell.ring(radius: radius) }.sorted())
        }
    },
    .lines(
        "children", "the descendants of cells at a finer resolution",
        details: "Reads one cell. At most \(mostCells) cells are written on a line.",
        flags: [resolutionFlag],
        examples: [
            .init(
                "-r 10", input: "891f8ed951bffff",
                output:
                    "8a1f8ed95187fff 8a1f8ed9518ffff 8a1f8ed95197fff 8a1f8ed9519ffff 8a1f8ed951a7fff 8a1f8ed951affff 8a1f8ed951b7fff"
            ),
            .session(
                "$ echo 8001fffffffffff | earshot hex children -r 15\n-\n"
                    + "line 1: the answer has 4747561509943 cells or more, a line at most 4000000; "
                    + "choose a coarser resolution or a smaller area\n[exit 1]"),
        ], longestLine: oneCell
    ) { options throws(UsageError) in
        let resolution = options[resolutionFlag]
        return { (line, output) throws(LineError) in
            let cell = try cell(from: line)
            output.append(
                try bounded { () throws(HexGridError) in
                    try Cell.checkAnswer(cell.childCount(at: resolution))
                    return try cell.children(at: resolution)
                })
        }
    },
    .lines(
        "compact", "the fewest cells that cover the same area",
        details: "Reads cells of one resolution, each once, separated by spaces.",
        examples: [.init(input: "891f8ed951bffff", output: "891f8ed951bffff")],
        longestLine: longestSet
    ) { _ in
        { (line, output) throws(LineError) in
            let cells = try cells(from: line)
            output.append(try grid { () throws(HexGridError) in try Cell.compact(cells) })
        }
    },
    .lines(
        "uncompact", "the descendants of several cells at one resolution",
        details:
            "Reads cells separated by spaces. At most \(mostCells) cells are written on a line.",
        flags: [resolutionFlag],
        examples: [.init("-r 9", input: "891f8ed951bffff", output: "891f8ed951bffff")],
        longestLine: longestSet
    ) { options throws(UsageError) in
        let resolution = options[resolutionFlag]
        return { (line, output) throws(LineError) in
            let cells = try cells(from: line)
            output.append(
                try bounded { () throws(HexGridError) in
                    var count = 0
                    for cell in cells {
                        count += try cell.childCount(at: resolution)
                        try Cell.checkAnswer(count)
                    }
                    return try Cell.uncompact(cells, to: resolution)
                })
        }
    },
    .lines(
        "fill", "the cells of a polygon",
        details: """
            Reads one GeoJSON geometry per line, Polygon or MultiPolygon. Edges are straight in
            latitude and longitude; one longer than 180 degrees crosses the antimeridian. --mode
            says which cells count: those whose center lies inside, those in full inside, or all
            overlapping. At most \(mostCells) cells are written on a line.
            """,
        flags: [resolutionFlag, modeFlag],
        examples: [
            .init(
                "-r 7",
                input:
                    #"{"type":"Polygon","coordinates":[[[8.5,47.3],[8.6,47.3],[8.6,47.4],[8.5,47.3]]]}"#,
                output:
                    "871f83368ffffff 871f83369ffffff 871f8336cffffff 871f8336dffffff 871f8336effffff 871f8ed91ffffff 871f8ed93ffffff 871f8ed9cffffff 871f8ed9effffff"
            ),
            .session(
                #"$ echo '{"type":"Feature","geometry":null}' | earshot hex fill -r 7"# + "\n-\n"
                    + #"line 1: "type" must be "Polygon" or "MultiPolygon"; found "Feature": "#
                    + "give its geometry alone\n[exit 1]"),
        ], longestLine: JSONLimits.message.bytes
    ) { options throws(UsageError) in
        let (resolution, mode) = (options[resolutionFlag], options[modeFlag])
        return { (line, output) throws(LineError) in
            let polygons = try polygons(fromGeoJSON: line)
            var all: [Cell] = []
            for polygon in polygons {
                all += try bounded { () throws(HexGridError) in
                    try polygon.cells(
                        at: resolution, containment: mode, limit: mostCells - all.count)
                }
            }
            output.append(all.inAscendingOrder(isOneSet: polygons.count == 1))
        }
    },
    .lines(
        "outline", "the region that cells cover, as GeoJSON",
        details: "Reads cells of one resolution separated by spaces, writes one MultiPolygon.",
        examples: [
            .init(
                input: "891f8ed951bffff",
                output:
                    #"{"type":"MultiPolygon","coordinates":[[[[8.538517829048665,47.37881726772506],[8.538740886183932,47.37708805535785],[8.541140166276632,47.376461404160935],[8.543316488892904,47.37756396090648],[8.543093528664851,47.37929319456903],[8.540694148910543,47.37991985019184],[8.538517829048665,47.37881726772506]]]]}"#
            )
        ],
        longestLine: longestSet, answersJSON: true
    ) { _ in
        { (line, output) throws(LineError) in
            let cells = try cells(from: line)
            let polygons = try grid { () throws(HexGridError) in try Cell.outline(of: cells) }
            output.append(geoJSON: polygons)
        }
    },
]

private let radiusFlag = Flag.integer(
    "radius", short: "k", value: "K", in: 0...1000, "how many steps from the cell")

private let modeFlag = Flag<Containment>.choice(
    "mode", default: .center, "which cells count as inside")

/// Cells that one line may be answered with.
let mostCells = 4_000_000

/// Bytes of a line of cells: a million.
private let longestSet = 16 << 20

private func cells(from line: RawSpan) throws(LineError) -> [Cell] {
    var result: [Cell] = []
    var fields = Fields(separator: space)
    while let field = fields.next(in: line) {
        result.append(try cell(from: line.extracting(field)))
    }
    return result
}

/// Passes on what the grid has to say, an answer beyond `mostCells` in the words of this command
/// line. How many cells it would have is known only up to where the counting stopped.
private func bounded<Value>(
    _ body: () throws(HexGridError) -> Value
) throws(LineError) -> Value {
    do throws(HexGridError) { return try body() } catch {
        guard case .bufferTooSmall(let needed, _) = error else {
            throw LineError(error.description)
        }
        throw LineError(
            "the answer has \(max(needed, mostCells + 1)) cells or more, a line at most "
                + "\(mostCells); choose a coarser resolution or a smaller area")
    }
}

extension Cell {
    fileprivate static func checkAnswer(_ count: Int) throws(HexGridError) {
        guard count <= mostCells else {
            throw .bufferTooSmall(needed: count, capacity: mostCells)
        }
    }
}

extension [Cell] {
    /// Each cell once: the polygons of a MultiPolygon may meet in cells.
    fileprivate func inAscendingOrder(isOneSet: Bool) -> [Cell] {
        guard !isOneSet else { return self }
        var result: [Cell] = []
        for cell in sorted() where cell != result.last { result.append(cell) }
        return result
    }
}
