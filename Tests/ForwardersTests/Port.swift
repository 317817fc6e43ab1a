import Airwaves
import ForwarderProtocol
import Forwarders
import Primitives
import Radios
import Testing
import Units

/// A server with its time, and forwarders that talk to it.
struct Port {
    var server: ForwarderServer
    var effects = ForwarderEffects()
    var now: Nanoseconds
    /// What the server sent, since the start.
    var sent: [(to: DatagramAddress, datagram: ForwarderDatagram)] = []
    var notices: [ForwarderNotice] = []

    init(
        plan: RegionalPlan? = .us915, most: Int = 4,
        permission: ForwarderServer.Permission = .byServer, listensFirst: Bool = false,
        now: UInt64 = 1_000_000_000_000
    ) {
        server = ForwarderServer(
            most: most, permission: permission, listensFirst: listensFirst, firstToken: 100)
        self.now = Nanoseconds(now)
        if permission == .byServer { server.follow(plan, effects: &effects) }
    }

    mutating func settle() {
        for outgoing in effects.datagrams {
            let bytes = Array(effects.bytes[outgoing.part])
            do {
                sent.append((outgoing.to, try ForwarderDatagram(parsing: bytes.rawSpan)))
            } catch { Issue.record("an unreadable datagram: \(error)") }
        }
        notices += effects.notices
        effects.clear()
    }

    mutating func take(_ bytes: [UInt8], from address: DatagramAddress) {
        server.take(bytes.rawSpan, from: address, at: now, effects: &effects)
        settle()
    }

    mutating func take(_ datagram: ForwarderDatagram, from address: DatagramAddress) {
        take(datagram.bytes, from: address)
    }

    mutating func pass(milliseconds: UInt64) { pass(until: now.value + milliseconds * 1_000_000) }

    /// Goes on, with every wake on the way.
    mutating func pass(until end: UInt64) {
        while let wake = effects.wake, wake.value <= end {
            now = max(now, wake)
            server.wake(at: now, effects: &effects)
            settle()
        }
        now = Nanoseconds(end)
    }

    mutating func transmit(_ downlink: ForwarderDownlink, by radio: Int = 0) {
        server.transmit(downlink, by: radio, at: now, effects: &effects)
        settle()
    }

    /// A forwarder that is heard and listens.
    mutating func readyForwarder() -> TestForwarder {
        var forwarder = TestForwarder()
        forwarder.pull(&self)
        forwarder.hear(&self)
        return forwarder
    }

    /// A time to come by the first radio's clock.
    func time(in microseconds: UInt64) throws -> RadioTime {
        try #require(server.time(of: 0, at: now)).later(by: microseconds)
    }

    /// What came so far, which is forgotten.
    mutating func drain() -> [ForwarderNotice] {
        defer { notices = [] }
        return notices
    }

    var reports: [ForwarderReport] {
        notices.compactMap { if case .ended(_, let report) = $0 { report } else { nil } }
    }

    var heard: [HeardPacket] {
        notices.compactMap { if case .heard(_, let packet) = $0 { packet } else { nil } }
    }

    var remarks: [String] {
        notices.compactMap { if case .remark(let remark) = $0 { remark.text } else { nil } }
    }

    /// The transmissions that were handed over, with their tokens.
    var handed: [(token: UInt16, order: ForwarderTransmission)] {
        sent.compactMap { _, datagram in
            guard case .transmission(let body) = datagram.content,
                let order = try? ForwarderTransmission(parsing: body)
            else { return nil }
            return (datagram.token, order)
        }
    }
}

/// A forwarder of the tests: an EUI, two ports, a clock that may differ from the host's.
struct TestForwarder {
    var eui: EUI64
    var up: DatagramAddress
    var down: DatagramAddress
    var version = ForwarderDatagram.Version.second
    /// What its counter shows when the host's clock shows nothing, in microseconds.
    var offset: UInt64 = 12_345_678
    var token: UInt16 = 1

    init(_ number: Int = 0, version: ForwarderDatagram.Version = .second) {
        eui = EUI64(bits: 0xa840_411f_ddec_0000 + UInt64(number))
        up = DatagramAddress(ipv4: 0x7f00_0001, port: 40_000 + UInt16(number) * 2)
        down = DatagramAddress(ipv4: 0x7f00_0001, port: 40_001 + UInt16(number) * 2)
        self.version = version
    }

    func counter(at now: Nanoseconds) -> UInt64 { now.value / 1000 + offset }

    mutating func pull(_ port: inout Port) {
        token &+= 1
        port.take(
            ForwarderDatagram(version: version, token: token, content: .pullData(eui)), from: down)
    }

    mutating func push(_ body: String, _ port: inout Port) {
        token &+= 1
        port.take(
            ForwarderDatagram(
                version: version, token: token, content: .pushData(eui, body: Array(body.utf8))),
            from: up)
    }

    /// A frame that ended `delay` ago, with fields of the test's.
    mutating func hear(
        _ port: inout Port, delay: UInt64 = 10_000, data: String = "QBEiM0Q=",
        fields: String = ""
    ) {
        let tmst = UInt32(truncatingIfNeeded: counter(at: port.now) - delay)
        push(
            "{\"rxpk\":[{\"tmst\":\(tmst),\"freq\":904.3,\"stat\":1,\"modu\":\"LORA\","
                + "\"datr\":\"SF7BW125\",\"codr\":\"4/5\",\"data\":\"\(data)\"\(fields)}]}", &port)
    }

    func answer(_ token: UInt16, _ body: String, _ port: inout Port) {
        port.take(
            ForwarderDatagram(
                version: version, token: token,
                content: .transmissionAnswer(eui, body: Array(body.utf8))),
            from: down)
    }
}

extension Transmission {
    /// A downlink of the US915 plan.
    static func test(
        _ start: TransmitStart = .immediate, frequency: UInt64 = 923_300_000, power: Int32 = 2000,
        payload: [UInt8] = [0x60, 1, 2, 3, 4, 0, 0, 0, 5, 6, 7, 8]
    ) -> Transmission {
        Transmission(
            number: 0, frequency: Hertz(frequency),
            modulation: .loRa(LoRaModulation(spreadingFactor: .sf9, bandwidth: .kHz500)),
            framing: .downlink, hasInvertedPolarity: true,
            radiatedPower: SignalLevel(hundredths: power), start: start, payload: payload)
    }
}
