import Airwaves
import Units

extension FuzzTarget {
    /// A place map made wrong. The input is a list of changes to a small map: three bytes of offset
    /// (big-endian, modulo its length) and one byte to put there. The checksum is made right after
    /// them, else every input would end there. What is accepted answers look-ups around its borders.
    /// The input is also read as a map by itself.
    static let placeMap = FuzzTarget(name: "place-map") { input in
        let changes = unsafe input.withUnsafeBytes { bytes in
            _ = try? unsafe PlaceMap(checking: bytes)
            return unsafe Array(bytes)
        }
        var map = SmallPlaceMap.bytes
        for change in stride(from: 0, to: changes.count - 3, by: 4) {
            let place = changes[change..<change + 3].reduce(0) { $0 << 8 | Int($1) }
            map[place % map.count] = changes[change + 3]
        }
        SmallPlaceMap.sign(&map)
        unsafe map.withUnsafeBytes { bytes in
            guard let map = try? unsafe PlaceMap(checking: bytes) else { return }
            for place in SmallPlaceMap.places { _ = map.plan(at: place) }
        }
    }
}

/// Two countries, a square island with a border through it, and a speck: every kind of field once.
package enum SmallPlaceMap {
    package static let bytes: [UInt8] = {
        var map = Array("EARPLACE".utf8) + words(1, 1, 0, 0, 2, 2, 1, 1, 15) + words(0, 0, 0, 0, 0)
        for name in ["EU868", "US915"] {
            map += Array(name.utf8) + Array(repeating: 0, count: 16 - name.utf8.count)
        }
        map += Array("CH".utf8) + [0, 0] + Array("US".utf8) + [1, 0]
        var cells = Array(repeating: UInt8(0), count: 2 * 360 * 180)
        cells[2 * cell + 1] = 1  // 256: the first cell with borders
        map += cells + words(0, 15)
        map += words(190 * 50_000, 100 * 50_000, 1_000_000, 2)
        // The west half belongs to CH, the east half to US; sea around.
        map += line(1, 0, [(25_000, 40_000), (10_000, 40_000), (10_000, 10_000), (25_000, 10_000)])
        map += line(2, 0, [(25_000, 10_000), (40_000, 10_000), (40_000, 40_000), (25_000, 40_000)])
        map += line(1, 2, [(25_000, 10_000), (25_000, 20_000), (25_000, 30_000), (25_000, 40_000)])
        return signed(map)
    }()

    /// The cell from 10 N 10 E to 11 N 11 E.
    private static let cell = 100 * 360 + 190

    /// Inside both countries, on the border, the corners, the neighbouring cells and the poles.
    static let places: [Coordinate] = [
        (10.5, 10.3), (10.5, 10.5), (10.5, 10.7), (10.2, 10.2), (10.2, 10.5), (10, 10), (11, 11),
        (9.99, 9.99), (10.1, 10.1), (11.2, 10.5), (10.5, 11.2), (90, 0), (-90, 180), (0, -180),
    ].compactMap { try? Coordinate(latitude: $0.0, longitude: $0.1) }

    static func sign(_ map: inout [UInt8]) { map = signed(map) }

    /// The length and the checksum made right.
    private static func signed(_ map: [UInt8]) -> [UInt8] {
        var map = map
        map.replaceSubrange(16..<20, with: words(UInt32(map.count)))
        let sum = unsafe map.withUnsafeBytes { unsafe PlaceMap.checksum(of: $0) }
        map.replaceSubrange(20..<24, with: words(sum))
        return map
    }

    private static func line(
        _ left: UInt32, _ right: UInt32, _ vertices: [(UInt32, UInt32)]
    ) -> [UInt8] {
        [left | right << 8 | UInt32(vertices.count) << 16].flatMap { words($0) }
            + vertices.flatMap { words($0.0 | $0.1 << 16) }
    }

    private static func words(_ values: UInt32...) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }
}
