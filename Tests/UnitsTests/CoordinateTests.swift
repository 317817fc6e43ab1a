import Seeds
import Testing
import Units

@Suite("Coordinate: places only, read strictly, printed to round-trip")
struct CoordinateTests {
    typealias Refused = (text: String, reason: CoordinateError)

    static let refused: [Refused] = [
        ("", .notAPair("")),
        ("48.8584", .notAPair("48.8584")),
        ("48.8584 2.2945", .notAPair("48.8584 2.2945")),
        (",2", .notANumber("")),
        ("1,", .notANumber("")),
        ("1,2,3", .notANumber("2,3")),
        ("1, 2", .notANumber(" 2")),
        ("1,2 ", .notANumber("2 ")),
        ("+1,2", .notANumber("+1")),
        (".5,2", .notANumber(".5")),
        ("5.,2", .notANumber("5.")),
        ("01,2", .notANumber("01")),
        ("-,2", .notANumber("-")),
        ("--1,2", .notANumber("--1")),
        ("1e,2", .notANumber("1e")),
        ("1e+,2", .notANumber("1e+")),
        ("0x1p3,2", .notANumber("0x1p3")),
        ("nan,2", .notANumber("nan")),
        ("inf,2", .notANumber("inf")),
        ("1,2\0", .notANumber("2\0")),
        ("\u{661},2", .notANumber("\u{661}")),
        ("1e999,2", .notFinite),
        ("90.00000000000001,0", .latitudeOutOfRange(90.00000000000001)),
        ("-91,0", .latitudeOutOfRange(-91)),
        ("0,180.00000000000003", .longitudeOutOfRange(180.00000000000003)),
        ("0,-181", .longitudeOutOfRange(-181)),
        ("0," + String(repeating: "1", count: 63), .tooLong(bytes: 65)),
    ]

    @Test("refused with the reason", arguments: refused)
    func refuses(row: Refused) {
        #expect(throws: row.reason) { try Coordinate(parsing: row.text) }
    }

    static let read: [(String, Double, Double)] = [
        ("0,0", 0, 0), ("-0.0,0", 0, 0), ("48.8584,2.2945", 48.8584, 2.2945),
        ("90,-180", 90, -180), ("2.50,25e-1", 2.5, 2.5), ("1E1,1e+1", 10, 10),
        ("0,0." + String(repeating: "1", count: 60), 0, 0.1111111111111111),
    ]

    @Test("read as JSON reads numbers", arguments: read)
    func reads(text: String, latitude: Double, longitude: Double) throws {
        let expected = try Coordinate(latitude: latitude, longitude: longitude)
        #expect(try Coordinate(parsing: text) == expected)
    }

    @Test("printed and read back to the bit, 20,000 seeded places of every size")
    func roundTrip() throws {
        var numbers = SeededNumbers(seed: 25)
        for _ in 0..<20_000 {
            let small = Double(sign: .plus, exponent: -Int(numbers.next() % 1074), significand: 1)
            let place = try Coordinate(
                latitude: numbers.share() * 90, longitude: numbers.share() * small)
            let text = place.description
            #expect(text.utf8.count <= 49)
            let again = try Coordinate(parsing: text)
            #expect(again.latitude.bitPattern == place.latitude.bitPattern)
            #expect(again.longitude.bitPattern == place.longitude.bitPattern)
        }
    }

    @Test("not a number and infinity are no places")
    func notFinite() {
        for number in [Double.nan, .infinity, -.infinity] {
            #expect(throws: CoordinateError.notFinite) {
                try Coordinate(latitude: number, longitude: 0)
            }
            #expect(throws: CoordinateError.notFinite) {
                try Coordinate(latitude: 0, longitude: number)
            }
        }
    }

    @Test("every message shows the value or a right spelling")
    func messages() {
        #expect(
            CoordinateError.latitudeOutOfRange(91.5).description
                == "latitude is -90 to 90 degrees; this is 91.5")
        #expect(
            CoordinateError.notAPair("x").description
                == "`x` is no lat,lng pair; write degrees like 48.8584,2.2945")
    }
}
