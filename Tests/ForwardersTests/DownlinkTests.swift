import Airwaves
import Attestation
import ForwarderProtocol
import Forwarders
import Radios
import Testing
import Units

@Suite("Downlinks: just in time, one after the other, each within the plan")
struct DownlinkTests {
    @Test("what is handed over says all that the forwarder needs, with the time of its own clock")
    func content() throws {
        var port = Port()
        let forwarder = port.readyForwarder()
        let start = try port.time(in: 1_000_000)
        port.transmit(ForwarderDownlink(name: .own(1), windows: [.test(.at(start))], chain: 1))
        port.pass(milliseconds: 600)
        let order = try #require(port.handed.first).order
        #expect(order.start == .at(microseconds: start.wrapped))
        #expect(order.frequency == Hertz(923_300_000))
        #expect(order.hasInvertedPolarity)
        #expect(order.power == SignalLevel(hundredths: 2000))
        #expect(!order.framing.hasChecksum)
        #expect(order.chain == 1)
        #expect(order.payload == Radios.Transmission.test().payload)
        #expect(port.sent.last?.to == forwarder.down)
    }

    @Test("a beacon: not inverted, with checksum, at its very power, at once or at a time")
    func beacon() throws {
        for isTimed in [false, true] {
            var port = Port()
            _ = port.readyForwarder()
            let start: TransmitStart = isTimed ? .at(try port.time(in: 2_000_000)) : .immediate
            var beacon = Radios.Transmission.test(start, frequency: 902_300_000, power: 1237)
            beacon.hasInvertedPolarity = false
            beacon.framing = LoRaFraming()
            beacon.modulation = .loRa(LoRaModulation(spreadingFactor: .sf9))
            port.transmit(
                ForwarderDownlink(name: .own(1), purpose: .beacon, windows: [beacon]))
            port.pass(milliseconds: 2_000)
            let handed = try #require(port.handed.first)
            #expect(!handed.order.hasInvertedPolarity)
            #expect(handed.order.framing.hasChecksum)
            #expect(handed.order.power == SignalLevel(hundredths: 1237))
            #expect((handed.order.start == .immediate) == !isTimed)
        }
    }

    @Test(
        "neither too early nor too late: handed over half a second before the start",
        arguments: [
            (UInt64(80_000), UInt64(0)), (500_000, 0), (501_000, 1), (3_000_000, 2_500),
            (512_000_000, 511_500),
        ])
    func justInTime(ahead: UInt64, after: UInt64) throws {
        var port = Port()
        var forwarder = port.readyForwarder()
        let begin = port.now.value
        port.transmit(
            ForwarderDownlink(name: .own(1), windows: [.test(.at(try port.time(in: ahead)))]))
        while port.handed.isEmpty, port.now.value < begin + 600_000_000_000 {
            // Asks on, or it would be away.
            if (port.now.value - begin) % 5_000_000_000 == 0 { forwarder.pull(&port) }
            port.pass(milliseconds: 1)
        }
        #expect(port.handed.count == 1)
        #expect(port.now.value - begin <= max(after, 1) * 1_000_000)
    }

    @Test("one microsecond past each bound is refused by name, and the second window is tried")
    func bounds() throws {
        var port = Port()
        _ = port.readyForwarder()
        let rows: [(UInt64, DownlinkOutcome)] = [(79_999, .tooLate), (512_000_001, .tooEarly)]
        for (ahead, word) in rows {
            port.notices = []
            let start = try port.time(in: ahead)
            port.transmit(ForwarderDownlink(name: .own(1), windows: [.test(.at(start))]))
            #expect(port.reports.map { DownlinkOutcome($0) } == [word])
        }
        let late = try port.time(in: 10_000)
        let second = try port.time(in: 1_010_000)
        port.notices = []
        port.transmit(
            ForwarderDownlink(name: .own(2), windows: [.test(.at(late)), .test(.at(second))]))
        port.pass(milliseconds: 600)
        #expect(port.handed.last?.order.start == .at(microseconds: second.wrapped))
        #expect(port.reports.isEmpty)
    }

    @Test("RX1 that the forwarder refuses is followed by RX2, whose answer counts")
    func secondWindow() throws {
        var port = Port()
        let forwarder = port.readyForwarder()
        let first = try port.time(in: 900_000)
        let second = first.later(by: 1_000_000)
        port.transmit(
            ForwarderDownlink(name: .own(1), windows: [.test(.at(first)), .test(.at(second))]))
        port.pass(milliseconds: 450)
        forwarder.answer(port.handed[0].token, "{\"txpk_ack\":{\"error\":\"TOO_LATE\"}}", &port)
        #expect(port.reports.isEmpty)
        port.pass(milliseconds: 1_000)
        #expect(port.handed.count == 2)
        #expect(port.handed[1].order.start == .at(microseconds: second.wrapped))
        #expect(port.handed[0].token != port.handed[1].token)
        forwarder.answer(port.handed[1].token, "", &port)
        #expect(port.reports.map(\.end) == [.accepted(power: nil)])
        #expect(port.reports.map(\.window) == [1])
        #expect(DownlinkOutcome(port.reports[0]) == .sentRX2)
    }

    @Test("two for one time: who came first stays, the other has its second window or collides")
    func collisions() throws {
        var port = Port()
        _ = port.readyForwarder()
        let start = try port.time(in: 5_000_000)
        port.transmit(ForwarderDownlink(name: .own(1), windows: [.test(.at(start))]))
        let overlapping = Radios.Transmission.test(.at(start.later(by: 10_000)))
        let after = Radios.Transmission.test(.at(start.later(by: 1_000_000)))
        port.transmit(ForwarderDownlink(name: .own(2), windows: [overlapping]))
        port.transmit(ForwarderDownlink(name: .own(3), windows: [overlapping, after]))
        #expect(port.reports.map(\.name) == [.own(2)])
        #expect(port.reports.map { DownlinkOutcome($0) } == [.collision])
        port.pass(milliseconds: 6_000)
        #expect(
            port.handed.map(\.order.start) == [
                .at(microseconds: start.wrapped),
                .at(microseconds: start.later(by: 1_000_000).wrapped),
            ])
    }

    @Test("an own beacon moves what waits, and gives way to what was handed over")
    func beaconFirst() throws {
        var port = Port()
        _ = port.readyForwarder()
        let start = try port.time(in: 5_000_000)
        let second = start.later(by: 1_000_000)
        port.transmit(
            ForwarderDownlink(name: .own(1), windows: [.test(.at(start)), .test(.at(second))]))
        port.transmit(ForwarderDownlink(name: .own(2), windows: [.test(.at(second))]))
        #expect(port.reports.isEmpty)
        port.transmit(
            ForwarderDownlink(name: .own(3), purpose: .beacon, windows: [.test(.at(start))]))
        // The first goes to its second window, where the second downlink is: it came first there.
        #expect(port.reports.map(\.name) == [.own(1)])
        port.notices = []
        port.pass(milliseconds: 4_600)
        #expect(port.handed.map(\.order.start) == [.at(microseconds: start.wrapped)])
        // Handed over: nothing takes it back. Another beacon moves behind it, or collides.
        port.transmit(
            ForwarderDownlink(name: .own(4), purpose: .beacon, windows: [.test(.at(start))]))
        #expect(port.reports.map { DownlinkOutcome($0) } == [.collision])
        port.notices = []
        port.transmit(
            ForwarderDownlink(
                name: .own(5), purpose: .beacon, windows: [.test(.at(start))], slack: 900_000))
        #expect(port.reports.isEmpty)
        port.pass(milliseconds: 500)
        guard case .at(let moved) = port.handed.last?.order.start else {
            Issue.record("\(port.handed)")
            return
        }
        let airtime = (try #require(Radios.Transmission.test().airtime).value + 999) / 1000
        #expect(UInt64(moved &- start.wrapped) == airtime + 45_000)
    }

    @Test("a name is under way once; one that waits can be taken back")
    func names() throws {
        var port = Port()
        _ = port.readyForwarder()
        let start = try port.time(in: 5_000_000)
        port.transmit(ForwarderDownlink(name: .own(1), windows: [.test(.at(start))]))
        port.transmit(ForwarderDownlink(name: .own(1), windows: [.test()]))
        #expect(port.reports.map(\.end) == [.notHandedOver(.numberInUse(1))])
        let isTaken = port.server.cancel(.own(1), of: 0, effects: &port.effects)
        port.settle()
        #expect(isTaken)
        #expect(port.reports.last?.end == .cancelled)
        #expect(!port.server.cancel(.own(1), of: 0, effects: &port.effects))
        port.transmit(ForwarderDownlink(name: .own(2), windows: [.test()]))
        port.pass(milliseconds: 100)
        #expect(!port.server.cancel(.own(2), of: 0, effects: &port.effects), "it is handed over")
        for number in 0..<33 {
            let time = start.later(by: UInt64(number) * 1_000_000)
            port.transmit(
                ForwarderDownlink(name: .own(UInt32(100 + number)), windows: [.test(.at(time))]))
        }
        #expect(port.reports.last?.end == .notHandedOver(.queueFull(most: 32)))
    }

    @Test(
        "permitted by another's guard: one window, and the guard is told the outcome by its owner")
    func permittedElsewhere() throws {
        var port = Port(permission: .byCaller)
        let forwarder = port.readyForwarder()
        var keeper = TransmitGuard(plan: .us915, antennaGain: Decibels(hundredths: 0))
        let radio = RadioIdentity(
            kind: .concentrator, model: "", eui: forwarder.eui, firmware: "", abilities: [],
            hasKnownFirmware: false)
        var transmission = Radios.Transmission.test(.at(try port.time(in: 1_000_000)))
        transmission.number = 77
        let permitted = try keeper.permit(transmission, by: radio, at: port.now)
        port.server.transmit(permitted, by: 0, at: port.now, effects: &port.effects)
        port.settle()
        port.pass(milliseconds: 600)
        forwarder.answer(
            port.handed[0].token, "{\"txpk_ack\":{\"error\":\"COLLISION_PACKET\"}}", &port)
        #expect(port.reports.map(\.name) == [.own(77)])
        guard case .refused(.queueFull) = port.reports[0].outcome else {
            Issue.record("\(port.reports[0].outcome)")
            return
        }
        transmission.start = .at(try port.time(in: 5_000_000))
        let other = try keeper.permit(transmission, by: radio, at: port.now)
        port.server.transmit(other, by: 0, at: port.now, effects: &port.effects)
        port.server.withdrawAll(effects: &port.effects)
        port.settle()
        #expect(port.reports.count == 2)
    }
}
