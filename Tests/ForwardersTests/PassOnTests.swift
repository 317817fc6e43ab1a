import Airwaves
import ForwarderProtocol
import Forwarders
import Notation
import Primitives
import Radios
import Testing
import Units

/// Frames of each kind, in base64.
private enum Frames {
    /// Unconfirmed data up of 0000ff12 and of 49be7df1.
    static let inside = Base64.text(of: [0x40, 0x12, 0xff, 0, 0, 0, 1, 0, 1, 2, 3, 4])
    static let outside = Base64.text(of: [0x40, 0xf1, 0x7d, 0xbe, 0x49, 0, 1, 0, 1, 2, 3, 4])
    static let join = Base64.text(
        of: [0, 1, 0, 0, 0xd0, 0x7e, 0xd5, 0xb3, 0x70] + [UInt8](repeating: 9, count: 14))
    static let otherJoin = Base64.text(
        of: [0, 1, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 9, count: 14))
    static let proprietary = Base64.text(of: [0xe0, 0x99, 1, 2])
    static let beacon = Base64.text(of: [0xe0, 0x01] + [UInt8](repeating: 7, count: 22))
}

private func entry(_ data: String, _ more: String = "") -> String {
    "{\"tmst\":1,\"freq\":868.1,\"stat\":1,\"modu\":\"LORA\",\"datr\":\"SF7BW125\",\"codr\":\"4/5\""
        + ",\"data\":\"\(data)\"\(more)}"
}

/// Passing on, with its time and what was sent on each line.
private struct Way {
    var passOn: PacketPassOn
    var effects = PassOnEffects()
    var now = Nanoseconds(1_000_000_000)
    var sent: [(line: PassOnLine, datagram: ForwarderDatagram)] = []
    var wanted: [ServerDownlink] = []
    var remarks: [String] = []
    let eui = EUI64(bits: 0xa840_411f_ddec_4150)

    init(_ servers: String...) throws {
        passOn = PacketPassOn(servers: try servers.map { try PassOnServer(parsing: $0) })
        passOn.attach(0, as: eui, at: now, effects: &effects)
        try settle()
    }

    mutating func settle() throws {
        for outgoing in effects.datagrams {
            let bytes = Array(effects.bytes[outgoing.part])
            sent.append((outgoing.line, try ForwarderDatagram(parsing: bytes.rawSpan)))
        }
        for notice in effects.notices {
            switch notice {
            case .wanted(let downlink): wanted.append(downlink)
            case .remark(let remark): remarks.append(remark.text)
            case .closed: break
            }
        }
        effects.clear()
    }

    mutating func push(_ body: String) throws {
        let bytes = Array(body.utf8)
        passOn.pass(
            try PushBody(parsing: bytes), of: bytes, by: 0, at: now, effects: &effects)
        try settle()
    }

    mutating func take(_ datagram: ForwarderDatagram, server: Int = 0) throws {
        passOn.take(
            datagram.bytes.rawSpan, on: PassOnLine(server: server, radio: 0), at: now,
            effects: &effects)
        try settle()
    }

    /// The bodies that went to a server.
    func bodies(_ server: Int) -> [String] {
        sent.compactMap { line, datagram in
            guard line.server == server, case .pushData(eui, let body) = datagram.content else {
                return nil
            }
            return String(decoding: body, as: UTF8.self)
        }
    }

    var answers: [(token: UInt16, body: String)] {
        sent.compactMap { _, datagram in
            guard case .transmissionAnswer(eui, let body) = datagram.content else { return nil }
            return (datagram.token, String(decoding: body, as: UTF8.self))
        }
    }
}

@Suite("Packets passed on to other servers: byte for byte, filtered, beacons never")
struct PassOnTests {
    @Test("what is not filtered goes on exactly as it came, with fields that nobody here knows")
    func exact() throws {
        var way = try Way("127.0.0.1:1700")
        let odd = entry(
            Frames.outside,
            ",\"meta\":{\"a\":[1,{\"b\":\"}]\\\"\"}],\"c\":\"\\\\\"},\"rfch\":1,\"lsnr\":-2.50")
        let bodies = [
            "{\"rxpk\":[\(entry(Frames.inside)),\(odd)],\"stat\":{\"rxnb\":1,\"pfrm\":\"x,]}\"}}",
            "{\"rxpk\":[\(entry(Frames.inside))]}", "{\"stat\":{\"rxnb\":2}}",
        ]
        for body in bodies { try way.push(body) }
        #expect(way.bodies(0) == bodies)
        // White space between values goes, inside of entries it stays.
        try way.push("{ \"rxpk\" : [ {\"tmst\" : 1, " + entry(Frames.inside).dropFirst(10) + " ] }")
        #expect(
            way.bodies(0).last
                == "{\"rxpk\":[{\"tmst\" : 1, " + entry(Frames.inside).dropFirst(10) + "]}")
        #expect(way.passOn.counters[0].packets == 4)
    }

    @Test("each server gets what its filters name, a beacon none of them")
    func filters() throws {
        var way = try Way(
            "127.0.0.1:1700", "127.0.0.1:1701 dev_addr=0000ff00/24",
            "127.0.0.1:1702 join_eui=70b3d57ed0000000/40",
            "127.0.0.1:1703 dev_addr=49be7df0/28 dev_addr=0000ff10/28 join_eui=0000000000000000/64")
        let all = [
            Frames.inside, Frames.beacon, Frames.outside, Frames.join, Frames.otherJoin,
            Frames.proprietary,
        ]
        try way.push("{\"rxpk\":[" + all.map { entry($0) }.joined(separator: ",") + "]}")
        let expected = [
            [Frames.inside, Frames.outside, Frames.join, Frames.otherJoin, Frames.proprietary],
            [Frames.inside, Frames.join, Frames.otherJoin, Frames.proprietary],
            [Frames.inside, Frames.outside, Frames.join, Frames.proprietary],
            [Frames.inside, Frames.outside, Frames.proprietary],
        ]
        for (server, frames) in expected.enumerated() {
            #expect(
                way.bodies(server) == [
                    "{\"rxpk\":[" + frames.map { entry($0) }.joined(separator: ",") + "]}"
                ], "server \(server)")
            #expect(way.passOn.counters[server].sealed == 1)
            #expect(Int(way.passOn.counters[server].filtered) == 5 - frames.count)
        }
    }

    @Test(
        "a beacon does not slip through in an entry that is refused, nor one that nobody can read")
    func hidden() throws {
        var way = try Way("127.0.0.1:1700")
        let lrFHSS = entry(Frames.inside).replacing("\"LORA\"", with: "\"LR-FHSS\"")
        try way.push(
            "{\"rxpk\":["
                + [
                    entry(Frames.beacon, ",\"size\":24,\"foff\":\"x\""),
                    entry(Frames.beacon).replacing("SF7BW125", with: "SF1BW1"),
                    entry("????"), entry(Frames.beacon).replacing("\"tmst\":1,", with: ""), lrFHSS,
                ].joined(separator: ",") + "],\"stat\":{}}")
        // LR-FHSS is nothing to us, and something to the server.
        #expect(way.bodies(0) == ["{\"rxpk\":[\(lrFHSS)],\"stat\":{}}"])
        #expect(way.passOn.counters[0].sealed == 3)
        #expect(way.passOn.counters[0].unreadable == 1)
        // A name with escapes: read by one, not found by the other. Not passed on.
        try way.push("{\"rxp\\u006b\":[\(entry(Frames.inside))]}")
        #expect(way.bodies(0).count == 1)
        #expect(way.passOn.counters[0].unreadable == 2)
        try way.push("{\"rxpk\":[\(entry(Frames.beacon))]}")
        #expect(way.bodies(0).count == 1, "nothing is left of it")
    }

    @Test("a radio of the box's own is passed on as a forwarder would")
    func native() throws {
        var way = try Way("127.0.0.1:1700")
        var reception = Reception(
            frequency: Hertz(868_100_000),
            modulation: .loRa(LoRaModulation(spreadingFactor: .sf7)), checksum: .good,
            end: RadioTime(microseconds: 5_000_000_000), payload: [0x40, 1, 2, 3])
        way.passOn.pass(
            ForwardedPacket(reception: reception), by: 0, at: way.now, effects: &way.effects)
        reception.payload = [0xe0, 0x01, 0x02]
        way.passOn.pass(
            ForwardedPacket(reception: reception), by: 0, at: way.now, effects: &way.effects)
        try way.settle()
        #expect(way.bodies(0).count == 1)
        #expect(way.bodies(0)[0].contains("\"tmst\":705032704,"))
    }

    @Test("servers are asked for downlinks every 10 s, one that gets uplinks only never")
    func pulls() throws {
        var way = try Way("127.0.0.1:1700", "127.0.0.1:1701 uplink_only")
        for _ in 0..<6 {
            way.now = try #require(way.effects.wake)
            way.passOn.wake(at: way.now, effects: &way.effects)
            try way.settle()
        }
        let pulls = way.sent.filter { $0.datagram.content == .pullData(way.eui) }
        #expect(pulls.map(\.line.server) == Array(repeating: 0, count: 7))
        #expect(way.now == Nanoseconds(61_000_000_000))
        #expect(Set(pulls.map(\.datagram.token)).count == 7)
        #expect(way.remarks.count == 1, "silent for a minute, said once")
        try way.take(ForwarderDatagram(token: 1, content: .pullAcknowledgement))
        #expect(way.remarks.count == 2)
        try way.push("{\"stat\":{}}")
        try way.take(ForwarderDatagram(token: 2, content: .pushAcknowledgement))
        #expect(way.passOn.counters[0].acknowledged == 1)
        way.passOn.release(0, effects: &way.effects)
        #expect(way.effects.wake == nil)
        #expect(way.effects.notices == [.closed(radio: 0)])
    }

    private func order(
        _ start: ForwarderTransmission.Start = .immediate, power: Int32? = 1400,
        payload: [UInt8] = [0x60, 1, 2]
    ) -> ForwarderTransmission {
        ForwarderTransmission(
            start: start, frequency: Hertz(923_300_000),
            modulation: .loRa(LoRaModulation(spreadingFactor: .sf9, bandwidth: .kHz500)),
            power: power.map { SignalLevel(hundredths: $0) }, chain: 1, payload: payload)
    }

    @Test("what a server wants sent: once for each token, its answer from the radio's outcome")
    func downlinks() throws {
        var way = try Way("127.0.0.1:1700", "127.0.0.1:1701 uplink_only")
        let datagram = ForwarderDatagram(token: 9, content: .transmission(body: order().body))
        try way.take(datagram)
        try way.take(datagram)
        #expect(way.wanted.count == 1)
        #expect(way.passOn.counters[0].repeatedDownlinks == 1)
        let line = PassOnLine(server: 0, radio: 0)
        way.passOn.answer(line, 9, .refused(.tooLate), effects: &way.effects)
        way.passOn.answer(line, 9, .accepted(power: nil), effects: &way.effects)
        try way.settle()
        #expect(way.answers.map(\.body) == ["{\"txpk_ack\":{\"error\":\"TOO_LATE\"}}"])
        #expect(way.answers.map(\.token) == [9])
        try way.take(datagram)
        #expect(way.wanted.count == 1, "repeated after its answer")
        // Not understood, an Earshot beacon, from a server that only hears.
        let refused: [([UInt8], Int)] = [
            (Array("{}".utf8), 0), (order(payload: [0xe0, 1, 5]).body, 0), (order().body, 1),
        ]
        for (index, row) in refused.enumerated() {
            try way.take(
                ForwarderDatagram(token: UInt16(20 + index), content: .transmission(body: row.0)),
                server: row.1)
        }
        #expect(way.wanted.count == 1)
        #expect(
            way.answers.suffix(3).map(\.body)
                == Array(repeating: "{\"txpk_ack\":{\"error\":\"UNKNOWN\"}}", count: 3))
        #expect(way.passOn.counters.map(\.refusedDownlinks) == [2, 1])
        try way.take(ForwarderDatagram(token: 1, content: .pullData(way.eui)))
        #expect(way.passOn.counters[0].strays == 1)
    }

    @Test("a power that the plan lowers is told as this forwarder's TX_POWER")
    func power() throws {
        var way = try Way("127.0.0.1:1700")
        try way.take(
            ForwarderDatagram(token: 1, content: .transmission(body: order(power: 4000).body)))
        let most = SignalLevel(hundredths: 3000)
        let downlink = try way.wanted[0].downlink(at: nil, most: most)
        #expect(downlink.windows[0].radiatedPower == most)
        #expect(downlink.chain == 1)
        way.passOn.answer(
            PassOnLine(server: 0, radio: 0), 1, .accepted(power: nil), sentWith: most,
            effects: &way.effects)
        try way.settle()
        #expect(way.answers[0].body == "{\"txpk_ack\":{\"warn\":\"TX_POWER\",\"value\":30}}")
    }

    @Test("times of servers become the radio's: 32 bits next to now, GPS where it is known")
    func times() throws {
        let line = PassOnLine(server: 0, radio: 0)
        let now = RadioTime(microseconds: 3 << 32)
        let most = SignalLevel(hundredths: 3000)
        func start(
            _ wanted: ForwarderTransmission.Start, dated: RadioTime? = nil
        ) throws
            -> TransmitStart
        {
            try ServerDownlink(line: line, token: 1, order: order(wanted)).downlink(
                at: now, dated: dated, most: most
            ).windows[0].start
        }
        #expect(try start(.immediate) == .immediate)
        #expect(
            try start(.at(microseconds: 1_000)) == .at(RadioTime(microseconds: 3 << 32 + 1_000)))
        #expect(
            try start(.at(microseconds: .max)) == .at(RadioTime(microseconds: 3 << 32 - 1)))
        #expect(try start(.atGPS(milliseconds: 5), dated: now) == .at(now))
        #expect(throws: ServerDownlinkRefusal.self) { try start(.atGPS(milliseconds: 5)) }
        let early = ServerDownlink(line: line, token: 1, order: order(.at(microseconds: .max)))
        #expect(throws: ServerDownlinkRefusal.self) {
            try early.downlink(at: RadioTime(microseconds: 5), most: most)
        }
        #expect(throws: ServerDownlinkRefusal.self) { try early.downlink(at: nil, most: most) }
        #expect(
            ServerDownlink(
                line: line, token: 1, order: order(.atGPS(milliseconds: 1_479_262_698_528))
            )
            .utc == Nanoseconds((1_479_262_698_528 + 315_964_782_000) * 1_000_000))
    }

    @Test("chain, antenna and FSK deviation reach the forwarder as the server wrote them")
    func path() throws {
        let order = ForwarderTransmission(
            start: .immediate, frequency: Hertz(868_800_000),
            modulation: .fsk(bitsPerSecond: 50_000), power: SignalLevel(hundredths: 1400),
            deviation: 12_500, chain: 1, antenna: 2, payload: [0x60, 1, 2])
        let way = ServerDownlink(line: PassOnLine(server: 0, radio: 0), token: 1, order: order)
        let downlink = try way.downlink(at: nil, most: SignalLevel(hundredths: 1400))
        #expect(downlink.windows[0].deviation == Hertz(12_500))
        var other = Port(plan: .eu868)
        _ = other.readyForwarder()
        other.transmit(downlink)
        var port = Port(permission: .byCaller)
        let forwarder = port.readyForwarder()
        var keeper = TransmitGuard(plan: .eu868, antennaGain: Decibels(hundredths: 0))
        let radio = RadioIdentity(
            kind: .concentrator, model: "", eui: forwarder.eui, firmware: "", abilities: [],
            hasKnownFirmware: false)
        let permitted = try keeper.permit(downlink.windows[0], by: radio, at: port.now)
        port.server.transmit(
            permitted, chain: downlink.chain, antenna: downlink.antenna, by: 0, at: port.now,
            effects: &port.effects)
        port.settle()
        for index in 0..<2 {
            var one = index == 0 ? port : other
            one.pass(milliseconds: 600)
            let handed = try #require(one.handed.first).order
            #expect(handed.deviation == 12_500 && handed.chain == 1 && handed.antenna == 2)
        }
    }

    @Test("two servers for one time: the first wins, the other is told COLLISION_PACKET")
    func conflict() throws {
        var way = try Way("127.0.0.1:1700", "127.0.0.1:1701")
        var port = Port()
        var forwarder = TestForwarder()
        forwarder.pull(&port)
        forwarder.hear(&port)
        let clock = port.server.time(of: 0, at: port.now)
        let start = clock?.later(by: 1_000_000).wrapped ?? 0
        for server in 0..<2 {
            try way.take(
                ForwarderDatagram(
                    token: UInt16(40 + server),
                    content: .transmission(body: order(.at(microseconds: start)).body)),
                server: server)
            port.transmit(
                try way.wanted[server].downlink(at: clock, most: SignalLevel(hundredths: 3000)))
        }
        port.pass(milliseconds: 600)
        #expect(port.handed.count == 1)
        #expect(port.handed[0].order.chain == 1)
        forwarder.answer(port.handed[0].token, "", &port)
        for report in port.reports { way.passOn.answer(report, by: 0, effects: &way.effects) }
        try way.settle()
        #expect(way.answers.map(\.token) == [41, 40])
        #expect(
            way.answers.map(\.body) == [
                "{\"txpk_ack\":{\"error\":\"COLLISION_PACKET\"}}",
                "{\"txpk_ack\":{\"error\":\"NONE\"}}",
            ])
    }
}
