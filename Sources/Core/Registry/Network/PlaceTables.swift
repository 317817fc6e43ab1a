public import Airwaves
import HexGrid

/// The region tables a program has, by their versions: which plans hold where. The registry takes
/// the one that is in force.
public struct PlaceTables: Sendable {
    private let maps: [PlaceMap]

    public init(_ maps: [PlaceMap]) {
        self.maps = maps
    }

    public var versions: [UInt64] { maps.map { UInt64($0.tableVersion) } }

    func has(_ version: UInt64) -> Bool { map(version) != nil }

    private func map(_ version: UInt64) -> PlaceMap? {
        maps.first { UInt64($0.tableVersion) == version }
    }

    /// What a version of the tables says of a cell's centre; a version the program has not is our own
    /// mistake: `Registry.begin` asks for each before it is needed.
    func verdict(at cell: Cell, by version: UInt64) -> PlaceVerdict {
        guard let map = map(version) else {
            preconditionFailure("region table \(version) is not among \(versions)")
        }
        return map.plan(at: cell.center)
    }
}
