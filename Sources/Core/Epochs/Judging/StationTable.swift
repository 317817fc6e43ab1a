import Airwaves
public import Attestation
public import CoverageRules
import HexGrid
public import Primitives

/// The hotspots whose keys signed evidence, as they are in each window of the epoch.
public struct StationTable: Sendable {
    /// By window, then by the evidence's number of the key.
    private let stations: [[Station?]]
    private let numbers: [[UInt32: Int]]  // order: only asked for one at a time

    /// - Parameter station: what registry, sites and trust say of a key in a window.
    public init(
        _ keys: KeyTable, _ windows: [Window], station: (PublicKey, Window) -> Station?
    ) {
        stations = windows.map { window in keys.keys.map { station($0, window) } }
        numbers = stations.map { row in
            // order: built here, only asked for one at a time
            var numbers: [UInt32: Int] = [:]
            for (key, station) in row.enumerated() {
                if let station { numbers[station.hotspot] = key }
            }
            return numbers
        }
    }

    /// The hotspot whose key this is in a window, by the window's place in the epoch.
    public subscript(key: UInt32, slot: Int) -> Station? { stations[slot][Int(key)] }

    /// A hotspot by its number.
    public func station(of hotspot: UInt32, slot: Int) -> Station? {
        numbers[slot][hotspot].flatMap { stations[slot][$0] }
    }
}
