import Airwaves
import Primitives
import Radios
import Testing
import Units

@testable import Air

@Suite("Lines: what emulators and the air tell each other")
struct LineTests {
    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    static let frames: [AirFrame] = [
        AirBench.frame(),
        AirFrame(
            frequency: Hertz(868_800_000), modulation: .fsk(bitsPerSecond: 50_000), payload: []),
        AirFrame(
            frequency: Hertz(923_300_000),
            modulation: .loRa(
                LoRaModulation(
                    spreadingFactor: .sf12, bandwidth: .kHz500, codingRate: .fourEighths)),
            framing: LoRaFraming(
                preambleSymbols: 12, header: .implicit, hasChecksum: false,
                lowDataRateOptimisation: .off), hasInvertedPolarity: true, syncWord: .private,
            payload: [UInt8](repeating: 255, count: 255)),
    ]

    @Test("what is written is read back", arguments: frames)
    func roundTrip(frame: AirFrame) throws {
        let span = (Nanoseconds(5), Nanoseconds(1 << 62))
        let requests: [AirLine.Request] = [
            .emit(
                Emission(
                    frame: frame, power: SignalLevel(hundredths: -305), start: span.0,
                    end: span.1)),
            .join(
                AirStation(
                    name: "ä\"1",
                    place: AirPlace(
                        try Coordinate(latitude: -47.5, longitude: 8.25), height: Metres(30)),
                    antennaGain: Decibels(hundredths: 215), crystalError: -7), sentAt: span.0),
            .ping(sentAt: span.1),
        ]
        for request in requests {
            let line = request.line
            #expect(line.last == 0x0a && line.count <= AirLine.longest)
            #expect(try AirLine.Request(parsing: line.dropLast().rawSpan) == request)
        }
        let answers: [AirLine.Answer] = [
            .arrival(
                Arrival(
                    frame: frame, level: SignalLevel(hundredths: -12_001),
                    signalToNoise: Decibels(hundredths: -5),
                    checksum: frame.framing.hasChecksum ? .bad : .absent, frequencyOffset: -3,
                    start: span.0, end: span.1)),
            .joined(StationNumber(1), clock: span.0, sentAt: span.1),
            .pong(clock: span.0, sentAt: span.1), .refused("no\n"),
        ]
        for answer in answers {
            #expect(try AirLine.Answer(parsing: Array(answer.line.dropLast()).rawSpan) == answer)
        }
    }

    static let good =
        #"{"freq_hz":868100000,"sf":7,"bw_hz":125000,"cr":"4/5","rssi_dbm":-60.5,"snr_db":9,"#
        + #""crc":"ok","phy_hex":"4001"}"#

    @Test("a frame to hear begins when it is read, or ends when it says")
    func heard() throws {
        let line = try HeardLine(parsing: Self.bytes(Self.good).rawSpan)
        #expect(line.arrival.level == SignalLevel(hundredths: -6050))
        let now = Nanoseconds(5_000_000)
        #expect(line.arrival(at: now, clockStart: Nanoseconds(0)).start == now)
        let dated = Self.good.dropLast() + ",\"at_us\":9000000}"
        let other = try HeardLine(parsing: Self.bytes(String(dated)).rawSpan)
        let arrival = other.arrival(at: now, clockStart: Nanoseconds(77))
        #expect(arrival.end == Nanoseconds(9_000_000_077))
        #expect(arrival.end.gap(to: arrival.start) == AirBench.airtime(of: arrival.frame))
    }

    static let bad: [(from: String, to: String, says: String)] = [
        ("\"sf\":7", "\"sf\":13", "\"sf\" is to be 5 to 12"),
        ("\"sf\":7,", "", "\"sf\" is missing"),
        ("125000", "125001", "LoRa has no bandwidth of 125001 Hz"),
        ("\"4/5\"", "5", "\"cr\" is to be a text"),
        ("\"4/5\"", "\"4/9\"", "\"cr\" is to be one of 4/5, 4/6, 4/7, 4/8"),
        ("\"ok\"", "\"fine\"", "\"crc\" is to be one of ok, bad, none"),
        ("4001", "400", "hex has two digits per byte"),
        ("-60.5", "61", "\"rssi_dbm\" is to be -200 to 60"),
        ("\"sf\"", "\"fsk_bps\":50000,\"sf\"", "do not go together"),
        ("\"crc\"", "\"colour\":1,\"crc\"", "unknown key \"colour\""),
        ("\"crc\"", "\"crc\":\"ok\",\"crc\"", "occurs twice"),
        ("4001", String(repeating: "00", count: 256), "more than 255 bytes"),
        ("}", "", "not JSON"),
    ]

    @Test("each refusal names what is wrong", arguments: bad)
    func refused(from: String, to: String, says: String) throws {
        let text = Self.good.replacing(from, with: to)
        do throws(LineRefusal) {
            _ = try HeardLine(parsing: Self.bytes(text).rawSpan)
            Issue.record("taken: \(text)")
        } catch {
            #expect(error.description.contains(says), "\(error)")
        }
    }

    @Test("a frame sent is told by the radio's own clock")
    func sent() {
        let emission = Emission(
            frame: AirBench.frame([0x40]), power: SignalLevel(hundredths: 1350),
            start: Nanoseconds(3_000_500), end: Nanoseconds(3_100_500))
        let line = SentLine.line(for: emission, clockStart: Nanoseconds(1_000_000))
        #expect(
            String(decoding: line, as: UTF8.self)
                == #"{"tx":{"freq_hz":868100000,"sf":7,"bw_hz":125000,"cr":"4/5","crc":"ok","#
                + #""phy_hex":"40","power_dbm":13.5,"at_us":2001,"airtime_us":100}}"# + "\n")
    }
}
