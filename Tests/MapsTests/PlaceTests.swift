import Airwaves
import Maps
import Testing
import Units

/// Places picked by hand, with what anybody who looks at a globe would answer.
@Suite("B-3: place to plan") struct PlaceTests {
    struct Place: Sendable {
        let name: String
        let latitude: Double
        let longitude: Double
        let verdict: String

        init(_ name: String, _ latitude: Double, _ longitude: Double, _ verdict: String) {
            (self.name, self.latitude, self.longitude) = (name, latitude, longitude)
            self.verdict = verdict
        }
    }

    static let inland = [
        Place("Zürich", 47.3769, 8.5417, "EU868 land CH -"),
        Place("Basel, where three countries share a plan", 47.5596, 7.5886, "EU868 land CH -"),
        Place("El Paso, where two do", 31.85, -106.45, "US915 land US -"),
        Place("Ciudad Juárez across the river", 31.6904, -106.4245, "US915 land MX -"),
        Place("Moscow", 55.7558, 37.6173, "RU864 land RU -"),
        Place("Beijing", 39.9042, 116.4074, "CN470 land CN -"),
        Place("Tokyo", 35.6812, 139.7671, "AS923-1 land JP -"),
        Place("Seoul", 37.5665, 126.9780, "KR920 land KR -"),
        Place("Kuala Lumpur", 3.1390, 101.6869, "AS923-1B land MY -"),
        Place("Auckland", -36.8485, 174.7633, "AS923-1C land NZ -"),
        Place("Windhoek, whose code is NA", -22.5609, 17.0658, "EU868 land NA -"),
        Place("Kaliningrad, Russia beyond Lithuania", 54.71, 20.50, "RU864 land RU -"),
        Place("Pristina, without an ISO code at the source", 42.66, 21.16, "EU868 land XK -"),
        Place("Hargeisa, drawn as Somaliland", 9.56, 44.06, "EU868 land SO -"),
        Place("Nicosia's north, drawn apart", 35.25, 33.35, "EU868 land CY -"),
        Place("Maseru, in a country inside another", -29.31, 27.48, "EU433 border LS EU868"),
    ]

    static let besideAnotherPlan = [
        Place("Everest, 10 km into the plan of China", 28.05, 86.92, "CN470 land CN -"),
        Place("Lithuania 8 km from Russia", 54.40, 22.75, "EU868 border LT RU864"),
        Place("Russia 9 km from Finland", 60.90, 28.60, "RU864 border RU EU868"),
        Place("Singapore, 18 km from Malaysia", 1.3521, 103.8198, "AS923-1 land SG AS923-1B"),
        Place("Johor Bahru, between both", 1.4927, 103.7414, "AS923-1B border MY AS923-1"),
        Place(
            "a country without a plan beside one with: silent unless told",
            27.52, 83.45, "unknown border NP IN865"),
        Place("and the other way round", 27.30, 83.40, "IN865 land IN -"),
    ]

    static let atTheSea = [
        Place("Hong Kong", 22.2930, 114.1690, "AS923-1 land HK -"),
        Place("Macau beside China", 22.1950, 113.5430, "AS923-1 coast MO CN470"),
        Place("off Gdansk", 54.50, 19.50, "EU868 coast PL RU864"),
        Place("Gibraltar, not drawn by the source", 36.1408, -5.3536, "EU868 land GI -"),
        Place("Vatican City, drawn elsewhere", 41.9022, 12.4539, "EU868 land VA -"),
        Place("Monaco", 43.7384, 7.4246, "EU868 coast MC -"),
        Place("Longyearbyen on Svalbard", 78.2232, 15.6267, "EU868 land SJ -"),
        Place("Saint-Denis on Réunion", -20.8907, 55.4551, "EU868 land RE -"),
        Place("Willemstad", 12.12, -68.93, "AS923-1 land CW -"),
        Place("Christmas Island", -10.49, 105.63, "AS923-1 land CX -"),
        Place("Home Island of the Cocos", -12.12, 96.89, "AS923-1 coast CC -"),
        Place("Midway", 28.21, -177.37, "US915 land UM -"),
        Place("Null Island", 0, 0, "unknown sea - -"),
        Place("the middle of the Atlantic", 30, -45, "unknown sea - -"),
        Place("the Bering Strait's ends of the dateline", 65.78, -169.0, "unknown sea - -"),
        Place("CD900-1A, a region in fiction only", 11.4, 142.5, "unknown sea - -"),
    ]

    static let seams = [
        Place("Taveuni, west of the antimeridian", -16.87, 179.95, "unknown land FJ -"),
        Place("Taveuni, east of it", -16.85, -179.95, "unknown land FJ -"),
        Place("Taveuni, on it", -16.85, 180, "unknown land FJ -"),
        Place("Chukotka, west of it", 68.0, 179.99, "RU864 land RU -"),
        Place("Chukotka, east of it", 68.0, -179.99, "RU864 land RU -"),
        Place("Chukotka, on it", 68.0, -180, "RU864 land RU -"),
        Place("Attu, east longitudes of Alaska", 52.90, 172.90, "US915 land US -"),
        Place("the South Pole", -90, 0, "unknown land AQ -"),
        Place("beside the South Pole", -89.9999, 179.99, "unknown land AQ -"),
        Place("the North Pole", 90, 12, "unknown sea - -"),
        Place("Concordia station", -75.1, 123.33, "unknown land AQ -"),
    ]

    @Test("inland", arguments: inland)
    func checkInland(place: Place) throws { try check(place) }

    @Test("beside another plan", arguments: besideAnotherPlan)
    func checkBeside(place: Place) throws { try check(place) }

    @Test("coasts, islands and open sea", arguments: atTheSea)
    func checkAtTheSea(place: Place) throws { try check(place) }

    @Test("antimeridian and poles", arguments: seams)
    func checkSeams(place: Place) throws { try check(place) }

    private func check(_ place: Place) throws {
        let coordinate = try Coordinate(latitude: place.latitude, longitude: place.longitude)
        #expect("\(ShippedMaps.places.plan(at: coordinate))" == place.verdict, "\(place.name)")
    }
}
