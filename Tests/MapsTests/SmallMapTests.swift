import Airwaves
import Fuzzing
import Testing
import Units

/// A square island of two countries, made by hand for the fuzz target, where every distance can be
/// worked out on paper: CH (EU868) from 10.2 to 10.5 E, US (US915) on to 10.8 E, both from 10.2 to
/// 10.8 N, and a round island of US around 10 N 10 E with a radius of a tenth of a degree.
@Suite("a map made by hand") struct SmallMapTests {
    static let rows: [(latitude: Double, longitude: Double, verdict: String)] = [
        // The border at 10.5 E: 0.1 degrees are 10.9 km here, 25 km are 0.2287, 10 km 0.0915.
        (10.5, 10.26, "EU868 land CH -"),
        (10.5, 10.28, "EU868 land CH US915"),
        (10.5, 10.40, "EU868 land CH US915"),
        (10.5, 10.41, "EU868 border CH US915"),
        (10.5, 10.59, "US915 border US EU868"),
        (10.5, 10.60, "US915 land US EU868"),
        (10.5, 10.74, "US915 land US -"),
        // On the border and on corners: the side that lies north and a little east.
        (10.5, 10.5, "US915 border US EU868"),
        (10.2, 10.2, "EU868 land CH US915"),
        (10.8, 10.2, "EU868 coast CH -"),
        (10.2, 10.8, "US915 coast US -"),
        // Off the coast: 25 km are 0.22483 degrees north, and there 0.22857 east.
        (11.0248, 10.3, "EU868 coast CH -"),
        (11.0249, 10.3, "unknown sea - -"),
        (10.5, 11.0286, "US915 coast US -"),
        (10.5, 11.0287, "unknown sea - -"),
        // As far from both countries: CH comes first in the alphabet.
        (10.9, 10.5, "EU868 coast CH US915"),
        (10.9, 10.5000001, "US915 coast US EU868"),
        // The round island, its shore to the south, and 25 km from that.
        (10.0, 10.0, "US915 land US -"),
        (9.90001, 10.0, "US915 land US -"),
        (9.89999, 10.0, "US915 coast US -"),
        (9.6752, 10.0, "US915 coast US -"),
        (9.6751, 10.0, "unknown sea - -"),
    ]

    @Test("answers what paper says", arguments: rows)
    func verdict(latitude: Double, longitude: Double, verdict: String) throws {
        let coordinate = try Coordinate(latitude: latitude, longitude: longitude)
        try unsafe SmallPlaceMap.bytes.withUnsafeBytes { bytes in
            let map = try unsafe PlaceMap(checking: bytes)
            #expect("\(map.plan(at: coordinate))" == verdict)
        }
    }
}
