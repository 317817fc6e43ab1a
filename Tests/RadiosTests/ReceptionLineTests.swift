import Airwaves
import Notation
import Testing
import Units

@testable import Radios

@Suite("Receptions as lines: every field that was measured, none that was not")
struct ReceptionLineTests {
    static let whole = Reception(
        frequency: Hertz(868_100_000),
        modulation: .loRa(
            LoRaModulation(spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths)),
        checksum: .good, level: SignalLevel(hundredths: -6025),
        signalLevel: SignalLevel(hundredths: -6050), signalToNoise: Decibels(hundredths: -750),
        frequencyOffset: 12, end: RadioTime(microseconds: 0x1_0000_0007), nanosecondsOfSecond: 12,
        channel: 3, payload: [0x40, 0xFF])

    static func json(_ reception: Reception) -> String {
        var writer = JSONWriter()
        writer.object { $0.members(of: reception) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("all of it, in the order of the interface; the clock wraps as tmst does")
    func all() {
        #expect(
            Self.json(Self.whole) == #"{"freq_hz":868100000,"sf":7,"bw_hz":125000,"cr":"4/5","#
                + #""rssi_dbm":-60.25,"snr_db":-7.5,"crc":"ok","phy_hex":"40ff","count_us":7,"#
                + #""fine_ns":12,"channel":3}"#)
        #expect(
            Self.whole.line == "868.1 MHz  SF7 125000 Hz 4/5  -60.25 dBm  snr -7.5 dB  crc ok  "
                + "channel 3  2 bytes  40ff")
    }

    @Test("what a radio did not measure is absent")
    func least() {
        let frame = Reception(
            frequency: Hertz(868_800_000), modulation: .fsk(bitsPerSecond: 50_000),
            checksum: .absent, end: RadioTime(microseconds: 0), payload: [])
        #expect(
            Self.json(frame)
                == #"{"freq_hz":868800000,"fsk_bps":50000,"crc":"none","phy_hex":"","count_us":0}"#)
        #expect(frame.line == "868.8 MHz  FSK 50000 bit/s  crc none  0 bytes")
    }

    @Test(
        "levels at the ends of their range",
        arguments: [
            (Int32.min, "-21474836.48"), (-1, "-0.01"), (0, "0"), (100, "1"),
            (Int32.max, "21474836.47"),
        ])
    func levels(hundredths: Int32, text: String) {
        var frame = Self.whole
        frame.level = SignalLevel(hundredths: hundredths)
        #expect(Self.json(frame).contains("\"rssi_dbm\":\(text),"))
    }

    @Test(
        "every verdict on the checksum has a word",
        arguments: zip(ChecksumVerdict.allCases, ["ok", "bad", "none", "bad"]))
    func words(verdict: ChecksumVerdict, word: String) { #expect(verdict.word == word) }
}
