import Foundation
import HexGrid
import Seeds
import Testing
import Units

typealias Samples = SeededNumbers

extension SeededNumbers {
    mutating func place() throws -> Coordinate {
        try Coordinate(
            latitude: asin(2 * fraction() - 1) * 180 / .pi, longitude: 360 * fraction() - 180)
    }

    mutating func cell(_ levels: ClosedRange<Int> = 0...15) throws -> Cell {
        let level = levels.lowerBound + below(levels.count)
        return Cell(containing: try place(), resolution: try Resolution(level))
    }
}

let pentagonBases: Set<Int> = [4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117]

func baseCell(_ number: Int) throws -> Cell {
    try Cell(bits: 0x0800_1FFF_FFFF_FFFF | UInt64(number) << 45)
}

func everyCell(at level: Int) throws -> [Cell] {
    let resolution = try Resolution(level)
    return try (0..<122).flatMap { try baseCell($0).children(at: resolution) }
}

/// Rows of a golden vector file (Tests/Vectors/h3/README.md) without its header.
func vectors(_ name: String) throws -> [[String]] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Vectors/h3/\(name).csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    return lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
}

func cells(_ text: String) throws -> [Cell] {
    try text.split(separator: " ").map { try Cell(parsing: String($0)) }
}

/// `lat lng;lat lng`, degrees.
func points(_ text: String) throws -> [Coordinate] {
    try text.split(separator: ";").map { pair in
        let numbers = pair.split(separator: " ").compactMap { Double($0) }
        return try Coordinate(latitude: numbers[0], longitude: numbers[1])
    }
}

/// Whether two places are the same within 1e-9 degrees, over the antimeridian too.
func isNear(_ one: Coordinate, _ other: Coordinate) -> Bool {
    let gap = abs(one.longitude - other.longitude)
    return abs(one.latitude - other.latitude) <= 1e-9 && min(gap, 360 - gap) <= 1e-9
}
