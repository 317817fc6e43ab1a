import Airwaves
import Foundation
import Maps
import Testing
import Units

@Suite("a place map from a file") struct PlaceMapFileTests {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func write(_ content: Data) throws -> String {
        let file = folder.appendingPathComponent("places.bin")
        try content.write(to: file)
        return file.path
    }

    @Test("answers as the shipped one does")
    func same() throws {
        let map = try PlaceMapFile(path: write(unsafe Data(ShippedMaps.placesBytes)))
        let version = map.tableVersion
        #expect(version == RegionalPlan.tableVersion)
        for place in try PlacePropertyTests.places(500, seed: 8) {
            let verdict = map.plan(at: place)
            #expect(verdict == ShippedMaps.places.plan(at: place))
        }
        try FileManager.default.removeItem(at: folder)
    }

    @Test("refuses a file that is missing, too long, or no map, and says which")
    func refusals() throws {
        func refusal(_ path: String) -> PlaceMapFileError? {
            do throws(PlaceMapFileError) {
                _ = try PlaceMapFile(path: path)
                return nil
            } catch { return error }
        }
        let missing = folder.appendingPathComponent("none").path
        #expect(refusal(missing) == .unreadable(missing, errno: ENOENT))
        #expect(refusal(folder.path) == .unreadable(folder.path, errno: EISDIR))
        let long = try write(Data(count: PlaceMapFile.largest + 1))
        #expect(refusal(long) == .tooLong(long))
        let foreign = try write(Data(count: PlaceMapFile.largest))
        let text = "\(foreign) is no place map: place map, byte 0: does not begin with EARPLACE"
        #expect(refusal(foreign)?.description == text)
        try FileManager.default.removeItem(at: folder)
    }
}
