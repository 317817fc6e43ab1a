import Airwaves
import Maps
import Testing
import Units

/// Places picked by hand, with what anybody who looks at a globe would answer.
@Suite("B-3: place to plan") struct PlaceTests {
    struct Place: Sendable, CustomStringConvertible {
        let description: String
        let latitude: Double
        let longitude: Double
        let verdict: String

        init(_ name: String, _ latitude: Double, _ longitude: Double, _ verdict: String) {
            (description, self.latitude, self.longitude) = (name, latitude, longitude)
            self.verdict = verdict
        }
    }

    static let places = [
        Place("Zürich", 47.3769, 8.5417, "EU868 land CH -"),
        Place("Basel, three countries with one plan", 47.5596, 7.5886, "EU868 land CH -"),
        Place("El Paso, two countries with one plan", 31.85, -106.45, "US915 land US -"),
        Place("Ciudad Juárez", 31.6904, -106.4245, "US915 land MX -"),
    ]

    @Test("as a globe shows it", arguments: places)
    func verdict(place: Place) throws {
        let coordinate = try Coordinate(latitude: place.latitude, longitude: place.longitude)
        #expect("\(ShippedMaps.places.plan(at: coordinate))" == place.verdict)
    }
}
