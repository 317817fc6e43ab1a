import Airwaves
import CommandTable
import Maps
import Units

/// Which regional plan holds where.
let regionCommands = CommandGroup(
    nil, "regional plans",
    [
        .lines(
            "region", "the regional plan that holds at a place",
            details: """
                Reads lat,lng in degrees and writes PLAN RULE COUNTRY ALTERNATIVES.
                PLAN is unknown where there is none: nobody may transmit there.
                RULE is land; border, with land of another plan within 10 km; coast, the nearest
                land within 25 km; or sea. ALTERNATIVES are the other plans of land within 25 km,
                which rule B-3 accepts too, separated by commas. - stands for none.
                """,
            examples: [
                .init(input: "47.3769,8.5417", output: "EU868 land CH -"),
                .init(input: "54.4,22.75", output: "EU868 border LT RU864"),
                .init(input: "0,0", output: "unknown sea - -"),
            ],
            longestLine: Coordinate.longestText
        ) { _ throws(UsageError) in
            let map = ShippedMaps.places
            return { (line, output) throws(LineError) in
                output.append(map.plan(at: try coordinate(from: line)).description)
            }
        }
    ])

/// A place as it stands on a line, `lat,lng`.
func coordinate(from line: RawSpan) throws(LineError) -> Coordinate {
    let text = unsafe line.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    return try LineError.from { () throws(CoordinateError) in try Coordinate(parsing: text) }
}
