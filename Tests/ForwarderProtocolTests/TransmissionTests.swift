import Airwaves
import ForwarderProtocol
import Radios
import Testing
import Units

@Suite("Transmissions over the packet forwarder protocol, and their answers")
struct TransmissionTests {
    private func read(_ fields: String) throws -> ForwarderTransmission {
        try ForwarderTransmission(parsing: Array("{\"txpk\":{\(fields)}}".utf8))
    }

    private let rest =
        "\"freq\":869.525,\"rfch\":0,\"modu\":\"LORA\",\"datr\":\"SF9BW125\",\"codr\":\"4/5\","
        + "\"data\":\"AQID\""

    @Test("a class A downlink as servers write it")
    func classA() throws {
        let sent = try read(
            "\"imme\":false,\"tmst\":4294967295,\"powe\":16.0,\"ipol\":true,\"ncrc\":true,"
                + "\"prea\":8,\"size\":3,\"ant\":0," + rest)
        #expect(sent.start == .at(microseconds: .max))
        #expect(sent.frequency == Hertz(869_525_000))
        #expect(sent.modulation == .loRa(LoRaModulation(spreadingFactor: .sf9)))
        #expect(sent.framing == .downlink)
        #expect(sent.hasInvertedPolarity)
        #expect(sent.power == SignalLevel(hundredths: 1600))
        #expect(sent.payload == [1, 2, 3])
    }

    @Test("the start: at once wins over the counter, the counter over GPS time")
    func starts() throws {
        #expect(try read("\"imme\":true,\"tmst\":1,\"tmms\":2," + rest).start == .immediate)
        #expect(try read("\"tmst\":1,\"tmms\":2," + rest).start == .at(microseconds: 1))
        #expect(try read("\"tmms\":2," + rest).start == .atGPS(milliseconds: 2))
        #expect(throws: PacketError.missing("tmst")) { try read(rest) }
    }

    @Test("defaults are the protocol's: straight polarity, checksum, header, 8 symbols")
    func defaults() throws {
        let sent = try read("\"imme\":true," + rest)
        #expect(!sent.hasInvertedPolarity)
        #expect(sent.framing == LoRaFraming())
        #expect(sent.power == nil)
        #expect(try read("\"imme\":true,\"prea\":3," + rest).framing.preambleSymbols == 6)
        #expect(try read("\"imme\":true,\"nhdr\":true," + rest).framing.header == .implicit)
    }

    @Test(
        "FSK needs its deviation, within what a forwarder sends",
        arguments: [999, 1000, 200_000, 200_001])
    func deviation(hertz: Int) throws {
        let fields =
            "\"imme\":true,\"freq\":868.8,\"rfch\":0,\"modu\":\"FSK\",\"datr\":50000,\"fdev\":\(hertz),"
            + "\"data\":\"AQID\""
        if 1000...200_000 ~= hertz {
            #expect(try read(fields).deviation == UInt32(hertz))
        } else {
            #expect(throws: PacketError.wrongValue("fdev", found: "\"\(hertz)\"")) {
                try read(fields)
            }
        }
    }

    @Test("what is missing is named")
    func missing() {
        #expect(throws: PacketError.missing("txpk")) {
            try ForwarderTransmission(parsing: Array("{}".utf8))
        }
        for name in ["freq", "rfch", "datr", "codr", "data"] {
            let fields = rest.split(separator: ",").filter { !$0.hasPrefix("\"\(name)\"") }
                .filter { name != "datr" || !$0.hasPrefix("\"modu\"") }
            #expect(throws: PacketError.missing(name)) {
                try read("\"imme\":true," + fields.joined(separator: ","))
            }
        }
    }

    @Test("what is written is read back the same")
    func roundTrip() throws {
        for start in [
            ForwarderTransmission.Start.immediate, .at(microseconds: 0),
            .atGPS(milliseconds: 1_479_262_698_528),
        ] {
            for modulation in [
                FrameModulation.loRa(
                    LoRaModulation(
                        spreadingFactor: .sf12, bandwidth: .kHz500, codingRate: .fourEighths)),
                .fsk(bitsPerSecond: 50_000),
            ] {
                var isFSK = false
                if case .fsk = modulation { isFSK = true }
                let sent = ForwarderTransmission(
                    start: start, frequency: Hertz(923_300_001), modulation: modulation,
                    framing: LoRaFraming(preambleSymbols: 10, header: .implicit),
                    hasInvertedPolarity: false, power: SignalLevel(hundredths: -350),
                    deviation: isFSK ? 25_000 : nil, chain: 1, antenna: 2,
                    payload: [UInt8](0...255).dropLast())
                #expect(try ForwarderTransmission(parsing: sent.body) == sent)
            }
        }
    }

    @Test(
        "every way the field says yes is an acceptance, and every error a refusal",
        arguments: [
            ("", TransmissionAnswer.accepted(power: nil)),
            ("{}", .accepted(power: nil)),
            ("{\"txpk_ack\":{}}", .accepted(power: nil)),
            ("{\"txpk_ack\":{\"error\":\"\"}}", .accepted(power: nil)),
            ("{\"txpk_ack\":{\"error\":\"NONE\"}}", .accepted(power: nil)),
            ("{\"txpk_ack\":{\"error\":null}}", .accepted(power: nil)),
            (
                "{\"txpk_ack\":{\"warn\":\"TX_POWER\",\"value\":27}}",
                .accepted(power: SignalLevel(hundredths: 2700))
            ),
            (
                "{\"txpk_ack\":{\"error\":\"TX_POWER\",\"value\":12.5}}",
                .accepted(power: SignalLevel(hundredths: 1250))
            ),
            ("{\"txpk_ack\":{\"error\":\"TOO_LATE\"}}", .refused(.tooLate)),
            ("{\"txpk_ack\":{\"error\":\"NEW_WORD\"}}", .refused(.unknown)),
            (
                "{\"txpk_ack\":{\"warn\":\"TX_POWER\",\"value\":1,\"error\":\"TX_FREQ\"}}",
                .refused(.frequency)
            ),
        ])
    func answers(text: String, expected: TransmissionAnswer) throws {
        #expect(try TransmissionAnswer(parsing: Array(text.utf8)) == expected)
    }

    @Test("each word is written and read back")
    func words() throws {
        for error in TransmissionError.allCases {
            let answer = TransmissionAnswer.refused(error)
            #expect(try TransmissionAnswer(parsing: answer.body) == answer)
        }
        for power in [nil, SignalLevel(hundredths: 1450)] {
            let answer = TransmissionAnswer.accepted(power: power)
            #expect(try TransmissionAnswer(parsing: answer.body) == answer)
        }
    }
}
