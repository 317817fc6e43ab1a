import Airwaves
import Foundation
import Maps
import Testing
import Units

/// Reads the comma-separated tables of `maps/regions` and of the vectors.
enum Table {
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Rows by column name. Quoted fields may hold commas, as the few notes do.
    static func rows(_ path: String) throws -> [[String: String]] {
        let text = try String(contentsOf: top.appendingPathComponent(path), encoding: .utf8)
        let lines = text.split(separator: "\n").map { fields(of: $0) }
        let names = try #require(lines.first)
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
    }

    private static func fields(of line: Substring) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}

@Suite("the country table on the map") struct CountryPlaceTests {
    @Test("all 250 countries have a place, with the plan of the table")
    func everyCountry() throws {
        let plans = try Table.rows("maps/regions/countries.csv").map {
            (try #require($0["iso2"]), try #require($0["plan"]))
        }
        let planOf = Dictionary(uniqueKeysWithValues: plans)
        let places = try Table.rows("Tests/Vectors/places/countries.csv")
        #expect(places.compactMap { $0["iso2"] } == plans.map(\.0))
        for place in places {
            let code = try #require(place["iso2"])
            let coordinate = try Coordinate(
                latitude: #require(Double(place["latitude"] ?? "")),
                longitude: #require(Double(place["longitude"] ?? "")))
            let verdict = ShippedMaps.places.plan(at: coordinate)
            #expect(verdict.country?.description == code)
            #expect(verdict.plan?.description ?? "unknown" == planOf[code], "\(code)")
            #expect(verdict.rule == .land || verdict.rule == .border, "\(code)")
        }
    }

    @Test("countries without a plan number 29, and none of them is ever given one")
    func unknownStaysUnknown() throws {
        let rows = try Table.rows("maps/regions/countries.csv")
        #expect(rows.count == 250)
        #expect(rows.filter { $0["plan"] == "unknown" }.count == 29)
    }

    @Test("the shipped map and its verdicts carry the version of the tables")
    func version() throws {
        #expect(ShippedMaps.places.tableVersion == RegionalPlan.tableVersion)
        let anywhere = try Coordinate(latitude: 0, longitude: 0)
        let verdict = ShippedMaps.places.plan(at: anywhere)
        #expect(verdict.tableVersion == RegionalPlan.tableVersion)
        let manifest = try String(
            contentsOf: Table.top.appendingPathComponent("maps/regions/manifest.toml"),
            encoding: .utf8)
        #expect(manifest.hasPrefix("version = \(RegionalPlan.tableVersion)\n"))
    }

    @Test(
        "the generated files are what the scripts make of the tables, and their hashes are listed",
        arguments: ["make-places", "make-plans"])
    func generated(script: String) throws {
        let process = Process()
        process.currentDirectoryURL = Table.top
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "script/\(script)", "--check"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
    }

    @Test("the shipped map is maps/places.bin of this checkout")
    func embedded() throws {
        let file = try Data(contentsOf: Table.top.appendingPathComponent("maps/places.bin"))
        let isSame = unsafe Data(ShippedMaps.placesBytes) == file
        #expect(isSame)
        #expect(file.count <= 1_000_000)
    }
}
