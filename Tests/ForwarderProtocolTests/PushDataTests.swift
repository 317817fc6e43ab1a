import Airwaves
import ForwarderProtocol
import Radios
import Seeds
import Testing
import Units

@Suite("What forwarders heard: every dialect is read, and nothing is filled in")
struct PushDataTests {
    private func read(_ text: String) throws -> PushData {
        try PushData(parsing: Array(text.utf8))
    }

    private func only(_ fields: String) throws -> ForwardedPacket {
        let data = try read("{\"rxpk\":[{\(fields)}]}")
        #expect(data.refused == [], "\(data.refused)")
        return try #require(data.packets.first)
    }

    private let least =
        "\"tmst\":3512348611,\"freq\":868.1,\"stat\":1,\"datr\":\"SF7BW125\",\"data\":\"QBEiM0Q\""

    /// The fields and their order are those that sx1302_hal 2.1.0 prints; the values are our own.
    @Test("sx1302_hal 2.1.0 with GNSS: all fields")
    func modern() throws {
        let packet = try only(
            """
            "jver":1,"tmst":3512348611,"time":"2026-11-21T02:18:00.528002Z","tmms":1479262698528,\
            "ftime":528002113,"chan":2,"rfch":0,"freq":866.349812,"mid":8,"stat":1,"modu":"LORA",\
            "datr":"SF7BW125","codr":"4/6","rssis":-37,"lsnr":5.1,"foff":-119,"rssi":-35,"size":5,\
            "data":"QBEiM0Q="
            """)
        let reception = packet.reception
        #expect(reception.end.microseconds == 3_512_348_611)
        #expect(reception.frequency == Hertz(866_349_812))
        #expect(
            reception.modulation
                == .loRa(LoRaModulation(spreadingFactor: .sf7, codingRate: .fourSixths)))
        #expect(reception.level == SignalLevel(hundredths: -3500))
        #expect(reception.signalLevel == SignalLevel(hundredths: -3700))
        #expect(reception.signalToNoise == Decibels(hundredths: 510))
        #expect(reception.frequencyOffset == -119)
        #expect(reception.nanosecondsOfSecond == 528_002_113)
        #expect(reception.channel == 2)
        #expect(reception.checksum == .good)
        #expect(reception.payload == [0x40, 0x11, 0x22, 0x33, 0x44])
        // 1980-01-06 and 18 leap seconds later than UTC.
        #expect(packet.time == Nanoseconds((1_479_262_698_528 + 315_964_782_000) * 1_000_000))
        #expect(packet.antenna == nil)
    }

    @Test("a forwarder of the SX1301: what it does not measure is absent")
    func old() throws {
        let packet = try only(least)
        #expect(packet.reception.level == nil)
        #expect(packet.reception.signalLevel == nil)
        #expect(packet.reception.signalToNoise == nil)
        #expect(packet.reception.frequencyOffset == nil)
        #expect(packet.reception.nanosecondsOfSecond == nil)
        #expect(packet.reception.channel == nil)
        #expect(packet.time == nil)
    }

    @Test("a gateway of several antennas: the one that heard best counts, the first of equals")
    func antennas() throws {
        let packet = try only(
            least + """
                ,"rsig":[{"ant":0,"chan":1,"rssic":-90,"lsnr":-2.5},\
                {"ant":1,"chan":9,"rssic":-80,"rssis":-81,"lsnr":4,"foff":7,"ftime":5},\
                {"ant":2,"chan":3,"rssic":-70,"lsnr":4.0}]
                """)
        #expect(packet.antenna == 1)
        #expect(packet.reception.channel == 9)
        #expect(packet.reception.level == SignalLevel(hundredths: -8000))
        #expect(packet.reception.signalLevel == SignalLevel(hundredths: -8100))
        #expect(packet.reception.frequencyOffset == 7)
        #expect(packet.reception.nanosecondsOfSecond == 5)
    }

    @Test("FSK, with its rate as a number")
    func fsk() throws {
        let packet = try only(
            """
            "tmst":1,"freq":868.8,"stat":1,"modu":"FSK","datr":50000,"rssi":-75,"data":"VEVTVA=="
            """)
        #expect(packet.reception.modulation == .fsk(bitsPerSecond: 50_000))
    }

    @Test(
        "numbers are exact in every spelling of JSON",
        arguments: [
            ("868.1", 868_100_000), ("868.100000", 868_100_000), ("868", 868_000_000),
            ("8.681e2", 868_100_000), ("868100E-3", 868_100_000),
            ("868.30000000000001", 868_300_000), ("868.29999999999995", 868_300_000),
            ("868.0000004", 868_000_000), ("868.0000005", 868_000_001),
        ])
    func frequencies(text: String, hertz: UInt64) throws {
        let packet = try only(
            "\"tmst\":1,\"freq\":\(text),\"stat\":0,\"datr\":\"SF12BW500\",\"data\":\"\"")
        #expect(packet.reception.frequency == Hertz(hertz))
        #expect(packet.reception.checksum == .absent)
    }

    @Test(
        "times are read in the spellings of the field, and what is no time is absent",
        arguments: [
            ("2026-11-21T02:18:00.528002Z", UInt64(1_795_227_480_528_002_000)),
            ("2026-11-21T02:18:00.5Z", 1_795_227_480_500_000_000),
            ("2026-11-21T02:18:00", 1_795_227_480_000_000_000),
            ("2026-11-21 02:18:00 GMT", nil), ("soon", nil), ("", nil),
        ])
    func times(text: String, expected: UInt64?) throws {
        #expect(
            try only(least + ",\"time\":\"\(text)\"").time == expected.map { Nanoseconds($0) })
    }

    @Test("unknown fields and nulls are passed over")
    func unknown() throws {
        let packet = try only(
            least + ",\"meta\":{\"a\":[1,{\"b\":null}]},\"rssi\":null,\"rsig\":null,\"brd\":2")
        #expect(packet.reception.level == nil)
    }

    @Test("every refusal has an entry that is bad in only that way, and its neighbours are kept")
    func refusals() throws {
        let table: [(String, PacketError)] = [
            ("\"freq\":868.1,\"stat\":1,\"datr\":\"SF7BW125\",\"data\":\"\"", .missing("tmst")),
            ("\"tmst\":1,\"stat\":1,\"datr\":\"SF7BW125\",\"data\":\"\"", .missing("freq")),
            ("\"tmst\":1,\"freq\":868.1,\"datr\":\"SF7BW125\",\"data\":\"\"", .missing("stat")),
            ("\"tmst\":1,\"freq\":868.1,\"stat\":1,\"data\":\"\"", .missing("datr")),
            ("\"tmst\":1,\"freq\":868.1,\"stat\":1,\"datr\":\"SF7BW125\"", .missing("data")),
            (least + ",\"chan\":256", .wrongValue("chan", found: "\"256\"")),
            (least + ",\"chan\":\"2\"", .wrongValue("chan", found: "\"\\\"2\\\"\"")),
            (least + ",\"lsnr\":1e9", .wrongValue("lsnr", found: "\"1e9\"")),
            (
                "\"tmst\":4294967296,\"freq\":868.1,\"stat\":1,\"datr\":\"SF7BW125\",\"data\":\"\"",
                .wrongValue("tmst", found: "\"4294967296\"")
            ),
            (
                "\"tmst\":1,\"freq\":868.1,\"stat\":2,\"datr\":\"SF7BW125\",\"data\":\"\"",
                .wrongValue("stat", found: "\"2\"")
            ),
            (
                "\"tmst\":1,\"freq\":868.1,\"stat\":1,\"datr\":\"SF4BW125\",\"data\":\"\"",
                .wrongValue("datr", found: "\"\\\"SF4BW125\\\"\"")
            ),
            (
                "\"tmst\":1,\"freq\":868.1,\"stat\":1,\"modu\":\"LR-FHSS\",\"datr\":\"M0CW137\","
                    + "\"data\":\"\"", .unknownModulation("\"LR-FHSS\"")
            ),
            (least + ",\"size\":4", .wrongSize(stated: 4, found: 5)),
            (least + ",\"codr\":\"OFF\"", .wrongValue("codr", found: "\"OFF\"")),
        ]
        for (fields, expected) in table {
            let data = try read("{\"rxpk\":[{\(least)},{\(fields)},{\(least)}]}")
            #expect(data.packets.count == 2, "\(fields)")
            #expect(data.refused == [expected], "\(fields)")
        }
        #expect(throws: PacketError.self) { try read("[]") }
        #expect(throws: PacketError.self) { try read("{") }
        let many = Array(repeating: "{\(least)}", count: PushData.mostPackets)
        #expect(try read("{\"rxpk\":[\(many.joined(separator: ","))]}").packets.count == 64)
        #expect(throws: PacketError.tooManyPackets(65)) {
            try read("{\"rxpk\":[\((many + many.prefix(1)).joined(separator: ","))]}")
        }
        let codes = table.map(\.1.code) + [.notJSON, .tooManyPackets]
        #expect(Set(codes) == Set(PacketError.Code.allCases))
    }

    @Test("how a forwarder is")
    func status() throws {
        let status = try #require(
            try read(
                """
                {"stat":{"time":"2026-11-21 02:18:00 GMT","lati":46.24,"long":-3.2523,"alti":145,\
                "rxnb":2,"rxok":1,"rxfw":1,"ackr":99.9,"dwnb":2,"txnb":2,"temp":23.4}}
                """
            ).status)
        #expect(status.latitude == 462_400_000)
        #expect(status.longitude == -32_523_000)
        #expect(status.acknowledged == 999)
        #expect(status.temperature == 2340)
        #expect(status.receivedGood == 1)
    }

    @Test("what is written is read back the same, for any packet")
    func roundTrip() throws {
        var numbers = SeededNumbers(seed: 17)
        for _ in 0..<300 {
            let packets = (0..<numbers.below(9)).map { _ in numbers.packet() }
            var status = ForwarderStatus()
            status.latitude = -Int64(numbers.below(900_000_000))
            status.longitude = Int64(numbers.below(1_800_000_000))
            status.received = UInt32(numbers.below(1000))
            status.temperature = Int16(numbers.below(8000)) - 4000
            let data = PushData(packets: packets, status: status)
            #expect(try PushData(parsing: data.body) == data)
        }
    }
}

extension SeededNumbers {
    fileprivate mutating func packet() -> ForwardedPacket {
        let isLoRa = below(4) > 0
        let modulation: FrameModulation =
            isLoRa
            ? .loRa(
                LoRaModulation(
                    spreadingFactor: pick(SpreadingFactor.allCases),
                    bandwidth: pick([.kHz125, .kHz250, .kHz500]),
                    codingRate: pick(CodingRate.allCases)))
            : .fsk(bitsPerSecond: UInt32(600 + below(299_000)))
        let reception = Reception(
            frequency: Hertz(UInt64(400_000_000 + below(600_000_000))), modulation: modulation,
            checksum: pick([.good, .bad, .absent]),
            level: below(3) == 0 ? nil : SignalLevel(hundredths: -Int32(below(15_000))),
            signalLevel: below(3) == 0 ? nil : SignalLevel(hundredths: -Int32(below(15_000))),
            signalToNoise: below(3) == 0 ? nil : Decibels(hundredths: Int32(below(4000)) - 2500),
            frequencyOffset: below(3) == 0 ? nil : Int32(below(40_000)) - 20_000,
            end: RadioTime(microseconds: next() >> 32),
            nanosecondsOfSecond: below(3) == 0 ? nil : UInt32(below(1_000_000_000)),
            channel: below(3) == 0 ? nil : UInt8(below(10)), payload: bytes(below(256)))
        let milliseconds = UInt64(1_700_000_000_000 + below(100_000_000_000))
        return ForwardedPacket(
            reception: reception,
            time: below(2) == 0 ? nil : Nanoseconds(milliseconds * 1_000_000))
    }
}
