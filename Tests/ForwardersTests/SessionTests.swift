import Airwaves
import Attestation
import ForwarderProtocol
import Forwarders
import Primitives
import Radios
import Seeds
import Testing
import Units

@Suite("Many forwarders at one port, each a radio of the box")
struct SessionTests {
    @Test("golden datagrams: what comes and what is answered, byte for byte")
    func golden() throws {
        var port = Port()
        let address = DatagramAddress(ipv4: 0x7f00_0001, port: 40_000)
        let eui: [UInt8] = [0xa8, 0x40, 0x41, 0x1f, 0xdd, 0xec, 0x41, 0x50]
        let rows: [(bytes: [UInt8], answer: [UInt8]?)] = [
            ([2, 0x12, 0x34, 2] + eui, [2, 0x12, 0x34, 4]),
            ([1, 0x12, 0x35, 2] + eui, [1, 0x12, 0x35, 4]),
            ([2, 0xff, 0xff, 0] + eui + Array("{\"rxpk\":[]}".utf8), [2, 0xff, 0xff, 1]),
            ([2, 0, 0, 0] + eui + Array("no JSON".utf8), [2, 0, 0, 1]),
            ([2, 0, 1, 5] + eui, nil), ([2, 0, 1, 1], nil), ([2, 0, 1, 4], nil),
            ([2, 0, 1, 3] + Array("{}".utf8), nil), ([3, 0, 1, 2] + eui, nil),
            ([2, 0, 1, 6] + eui, nil), ([2, 0, 1], nil), ([2, 0, 1, 2] + eui.dropLast(), nil),
        ]
        for (bytes, answer) in rows {
            port.take(bytes, from: address)
            #expect(port.sent.last?.datagram.bytes == answer, "\(bytes)")
            if answer != nil { #expect(port.sent.last?.to == address) }
            port.sent = []
        }
        let expected: [ForwarderDrop: UInt64] = [
            .bodyNotJSON: 1, .strayAnswer: 1, .fromServer: 3, .unknownVersion: 1, .unknownKind: 1,
            .datagramTooShort: 2,
        ]
        for (drop, count) in port.server.counters.all {
            #expect(count == expected[drop] ?? 0, "\(drop)")
        }
        #expect(port.server.radios(at: port.now).map(\.eui.description) == ["a840411fddec4150"])
    }

    @Test("downlinks go where PULL_DATA last came from, and nowhere when it stopped")
    func listener() {
        var port = Port()
        var forwarder = TestForwarder()
        forwarder.push("{\"stat\":{}}", &port)
        #expect(port.server.radio(0, at: port.now)?.listener == nil)
        port.transmit(ForwarderDownlink(name: .own(1), windows: [.test()]))
        #expect(port.reports.map(\.end) == [.away])
        forwarder.pull(&port)
        #expect(port.server.radio(0, at: port.now)?.listener == forwarder.down)
        // Started again, at another port.
        forwarder.down = DatagramAddress(ipv4: 0x7f00_0001, port: 50_000)
        forwarder.pull(&port)
        #expect(port.server.radio(0, at: port.now)?.listener == forwarder.down)
        port.transmit(ForwarderDownlink(name: .own(2), windows: [.test()]))
        port.pass(milliseconds: 100)
        #expect(port.sent.last?.to == forwarder.down)
        #expect(port.remarks.isEmpty)
        port.pass(milliseconds: 60_000)
        #expect(port.server.radio(0, at: port.now)?.listener == nil)
        #expect(port.server.radio(0, at: port.now)?.isAway == true)
        #expect(port.notices.contains(.away(radio: 0)))
        forwarder.pull(&port)
        #expect(port.notices.contains(.back(radio: 0)))
        #expect(port.server.radio(0, at: port.now)?.isAway == false)
        // No radio of that number.
        for radio in [-1, 1, 99] {
            port.transmit(
                ForwarderDownlink(name: .own(UInt32(radio + 10)), windows: [.test()]), by: radio)
        }
        #expect(port.reports.suffix(3).map(\.end) == [.away, .away, .away])
    }

    @Test(
        "the number of forwarders is bounded: none is taken for one in use, the oldest idle one goes"
    )
    func bounded() {
        var port = Port(most: 3)
        var forwarders = (0..<5).map { TestForwarder($0) }
        for index in 0..<3 { forwarders[index].pull(&port) }
        port.pass(milliseconds: 1_000)
        let answered = port.sent.count
        forwarders[3].pull(&port)
        forwarders[4].pull(&port)
        #expect(port.sent.count == answered, "what is not taken is not acknowledged")
        #expect(port.server.counters[.tooManyForwarders] == 2)
        #expect(port.remarks.count == 1)
        // The second stays, the others become idle; the first of them longest.
        for second in 0..<13 {
            port.pass(milliseconds: 5_000)
            if second == 0 { forwarders[2].pull(&port) }
            forwarders[1].pull(&port)
        }
        forwarders[3].pull(&port)
        #expect(port.notices.contains(.released(radio: 0, forwarders[0].eui)))
        #expect(port.server.radio(0, at: port.now)?.eui == forwarders[3].eui)
        port.pass(milliseconds: 5_000)
        forwarders[4].pull(&port)
        #expect(port.server.radio(2, at: port.now)?.eui == forwarders[4].eui)
        #expect(port.server.radio(1, at: port.now)?.eui == forwarders[1].eui)
        #expect(port.server.counters[.released] == 2)
    }

    @Test("a forwarder whose duty cycle is used does not give its number away within the hour")
    func dutyIsKept() {
        var port = Port(plan: .eu868, most: 1)
        var forwarder = TestForwarder()
        var other = TestForwarder(1)
        forwarder.pull(&port)
        var downlink = Radios.Transmission.test(frequency: 868_100_000, power: 1400)
        downlink.modulation = .loRa(LoRaModulation(spreadingFactor: .sf9))
        port.transmit(ForwarderDownlink(name: .own(1), windows: [downlink]))
        port.pass(milliseconds: 100)
        forwarder.answer(port.handed[0].token, "", &port)
        port.pass(milliseconds: 600_000)
        other.pull(&port)
        #expect(port.server.radio(0, at: port.now)?.eui == forwarder.eui)
        port.pass(milliseconds: 3_100_000)
        other.pull(&port)
        #expect(port.server.radio(0, at: port.now)?.eui == other.eui)
    }

    @Test(
        "two forwarders of one EUI are told, once an hour; a restart is not taken for a second one")
    func twins() {
        var port = Port()
        var one = TestForwarder()
        var two = TestForwarder()
        two.down = DatagramAddress(ipv4: 0x7f00_0001, port: 50_000)
        one.pull(&port)
        for _ in 0..<20 { two.pull(&port) }
        #expect(port.remarks.isEmpty)
        for _ in 0..<100 {
            port.pass(milliseconds: 5_000)
            one.pull(&port)
            two.pull(&port)
        }
        #expect(port.remarks.count == 1)
        #expect(port.remarks.first?.contains("two forwarders call themselves") == true)
        for _ in 0..<700 {
            port.pass(milliseconds: 5_000)
            one.pull(&port)
            two.pull(&port)
        }
        #expect(port.remarks.count == 2)
    }

    @Test("a repeated PUSH_DATA is acknowledged again and counted, not heard again")
    func repeated() {
        var port = Port()
        let forwarder = TestForwarder()
        let body = Array(
            "{\"rxpk\":[{\"tmst\":5,\"freq\":904.3,\"stat\":1,\"datr\":\"SF7BW125\",\"data\":\"\"}]}"
                .utf8)
        for token: UInt16 in [1, 1, 2, 1, 2, 2] {
            port.take(
                ForwarderDatagram(token: token, content: .pushData(forwarder.eui, body: body)),
                from: forwarder.up)
        }
        #expect(port.heard.count == 2, "another token is another datagram")
        #expect(port.sent.count == 6)
        #expect(port.server.counters[.duplicate] == 4)
        port.pass(milliseconds: 61_000)
        port.take(
            ForwarderDatagram(token: 1, content: .pushData(forwarder.eui, body: body)),
            from: forwarder.up)
        #expect(port.heard.count == 3, "tokens come around")
    }

    @Test("what a forwarder measures is what every frame of late had")
    func measures() {
        var port = Port()
        var forwarder = TestForwarder()
        let all = ",\"rssis\":-80,\"foff\":10,\"ftime\":5"
        let measures = { (port: Port) in port.server.radio(0, at: port.now)?.measures }
        forwarder.push("{\"stat\":{\"rxnb\":3}}", &port)
        #expect(measures(port) == [.counter])
        #expect(port.server.radio(0, at: port.now)?.status?.received == 3)
        forwarder.hear(&port, fields: all)
        #expect(measures(port) == [.counter, .signalRSSI, .frequencyError, .fineTime])
        forwarder.hear(&port, fields: ",\"rssis\":-80,\"foff\":10")
        #expect(measures(port) == [.counter, .signalRSSI, .frequencyError])
        for _ in 0..<63 { forwarder.hear(&port, fields: all) }
        #expect(measures(port) == [.counter, .signalRSSI, .frequencyError])
        forwarder.hear(&port, fields: all)
        #expect(measures(port) == [.counter, .signalRSSI, .frequencyError, .fineTime])
        let told = port.notices.compactMap {
            if case .measures(0, let measures) = $0 { measures } else { nil as RadioMeasures? }
        }
        let most: RadioMeasures = [.counter, .signalRSSI, .frequencyError, .fineTime]
        #expect(told == [most, [.counter, .signalRSSI, .frequencyError], most])
        let radio = port.server.radio(0, at: port.now)
        #expect(radio?.radioClass == .attached)
        #expect(radio?.firmware == .notTold)
        #expect(radio?.packets == 66)
    }

    @Test("what was not measured is absent, and a beacon is marked by its first two bytes")
    func absentAndSealed() throws {
        var port = Port()
        var forwarder = TestForwarder()
        forwarder.hear(&port, data: "4AEA")  // e0 01 00
        forwarder.hear(&port, data: "4AIA")  // e0 02 00: of no known version
        forwarder.hear(&port, data: "4A==")  // e0
        #expect(port.heard.map(\.isSealed) == [true, false, false])
        let reception = try #require(port.heard.first).reception
        #expect(reception.level == nil)
        #expect(reception.signalLevel == nil)
        #expect(reception.signalToNoise == nil)
        #expect(reception.frequencyOffset == nil)
        #expect(reception.nanosecondsOfSecond == nil)
        #expect(port.heard[0].time == nil)
        #expect(port.heard[0].antenna == nil)
    }

    @Test("entries that are refused are counted by what is wrong with them")
    func refusals() {
        var port = Port()
        var forwarder = TestForwarder()
        let rest = "\"freq\":904.3,\"stat\":1,\"datr\":\"SF7BW125\",\"data\":\"QBEiM0Q=\""
        forwarder.push(
            """
            {"rxpk":[{\(rest)},{"tmst":-1,\(rest)},{"tmst":1,\(rest),"size":4},\
            {"tmst":1,"freq":904.3,"stat":1,"modu":"LR-FHSS","datr":"M0CW137","data":""},\
            {"tmst":1,\(rest)}]}
            """, &port)
        forwarder.push("[]", &port)
        let many = (0..<65).map { "{\"tmst\":\($0),\(rest)}" }.joined(separator: ",")
        forwarder.push("{\"rxpk\":[\(many)]}", &port)
        #expect(port.heard.count == 1)
        for drop in [
            ForwarderDrop.entryMissing, .entryWrongValue, .entryWrongSize,
            .entryUnknownModulation, .bodyNotJSON, .bodyRefused,
        ] { #expect(port.server.counters[drop] == 1, "\(drop)") }
    }
}

@Suite("A forwarder's clock of 32 bits")
struct CounterTests {
    @Test("goes on past its wrap of 71.6 minutes, also when nothing is heard meanwhile")
    func wraps() {
        var port = Port()
        var forwarder = TestForwarder()
        forwarder.offset = UInt64(UInt32.max) - port.now.value / 1000 - 1_000_000
        forwarder.hear(&port)
        let first = port.heard[0].reception.end.microseconds
        var elapsed: UInt64 = 0
        for seconds: UInt64 in [1, 2, 600, 2_400, 4_000, 4_294, 4_295, 4_300, 9_000, 40_000] {
            port.pass(milliseconds: seconds * 1_000)
            elapsed += seconds * 1_000_000
            forwarder.hear(&port)
            #expect(port.heard.last?.reception.end.microseconds == first + elapsed)
        }
        #expect(!port.notices.contains(.clockBeganAnew(radio: 0)))
    }

    @Test("frames that come late or out of order keep their own time")
    func late() {
        var port = Port()
        var forwarder = TestForwarder()
        forwarder.hear(&port, delay: 5_000)
        let first = port.heard[0].reception.end.microseconds
        for delay: UInt64 in [20_000, 900_000, 5_000, 29_000_000, 7_000] {
            port.pass(milliseconds: 1_000)
            forwarder.hear(&port, delay: delay)
            let passed = port.now.value / 1000 - 1_000_000_000
            #expect(
                port.heard.last?.reception.end.microseconds == first + passed - delay + 5_000)
            // When it ended by the host's clock, but for the least delay.
            #expect(
                port.heard.last?.end.value == port.now.value - (delay - 5_000) * 1000)
            #expect(port.heard.last?.arrival == port.now)
        }
        #expect(!port.notices.contains(.clockBeganAnew(radio: 0)))
    }

    @Test(
        "a restart is noticed: what waits for a time of the old clock ends, what goes at once goes")
    func restart() {
        var port = Port()
        var forwarder = TestForwarder()
        forwarder.pull(&port)
        forwarder.hear(&port)
        let time = port.server.time(of: 0, at: port.now)?.later(by: 5_000_000)
        port.transmit(ForwarderDownlink(name: .own(1), windows: [.test(.at(time!))]))
        port.transmit(ForwarderDownlink(name: .own(2), windows: [.test()]))
        forwarder.offset = 4_000_000_000
        forwarder.hear(&port)
        #expect(port.notices.contains(.clockBeganAnew(radio: 0)))
        #expect(port.reports.map(\.end) == [.clockBeganAnew])
        #expect(port.reports.map(\.name) == [.own(1)])
        port.pass(milliseconds: 200)
        #expect(port.handed.count == 1)
        #expect(port.handed.first?.order.start == .immediate)
        let expected = UInt32(truncatingIfNeeded: forwarder.counter(at: port.now) - 10_000)
        #expect(port.server.time(of: 0, at: port.now)?.wrapped == expected)
    }

    @Test("UTC is found on it by frames that GNSS dated, for ten minutes")
    func dated() {
        var port = Port()
        var forwarder = TestForwarder()
        forwarder.hear(&port)
        let utc = Nanoseconds(1_795_227_480_000_000_000)
        #expect(port.server.time(of: 0, atUTC: utc, at: port.now) == nil)
        forwarder.hear(&port, fields: ",\"time\":\"2026-11-21T02:18:00Z\"")
        let end = port.heard[1].reception.end
        #expect(port.heard[1].time == utc)
        let later = Nanoseconds(utc.value + 2_000_000_000)
        #expect(
            port.server.time(of: 0, atUTC: later, at: port.now) == end.later(by: 2_000_000))
        port.pass(milliseconds: 600_000)
        #expect(port.server.time(of: 0, atUTC: later, at: port.now) != nil)
        port.pass(milliseconds: 1)
        #expect(port.server.time(of: 0, atUTC: later, at: port.now) == nil)
    }
}
