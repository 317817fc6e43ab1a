import Notation
import SatelliteReceiver
import Testing
import Units

@Suite("Receiver: NMEA as receivers send it, the same for the same seed")
struct SatelliteReceiverTests {
    let instant = Nanoseconds(1_795_230_000_500_000_000)

    @Test("checksums, by a published sentence")
    func checksum() {
        // The example of RMC that every description of NMEA 0183 gives.
        #expect(
            NMEA.sentence("GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W")
                .hasSuffix("*6A\r\n"))
    }

    @Test("an epoch names its instant and place, and comes again from the same seed")
    func epoch() throws {
        let place = try Coordinate(latitude: 47.5, longitude: -8.25)
        var one = SatelliteReceiver(at: place, seed: 3)
        var two = SatelliteReceiver(at: place, seed: 3)
        var other = SatelliteReceiver(at: place, seed: 4)
        let text = one.epoch(at: instant)
        #expect(text == two.epoch(at: instant))
        #expect(text != other.epoch(at: instant))
        #expect(text != one.epoch(at: instant), "a real place wanders")
        #expect(text.contains("GPRMC,030000.50,A,47") && text.contains(",211126,"))
        #expect(text.contains(",008") && text.contains(",W,"))
        one.fault = .silent
        #expect(one.epoch(at: instant) == "")
        one.fault = .dated(-86_400)
        #expect(one.epoch(at: instant).contains(",201126,"))
        one.fault = .noFix
        #expect(one.epoch(at: instant).contains("030000.50,V,"))
    }
}
