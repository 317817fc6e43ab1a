import Airwaves
import Attestation
import ForwarderProtocol
import Forwarders
import Radios
import Seeds
import Testing
import Units

@Suite("Downlinks: just in time, one after the other, each within the plan")
struct DownlinkTests {
    /// A forwarder that is heard and listens.
    private func ready(_ port: inout Port) -> TestForwarder {
        var forwarder = TestForwarder()
        forwarder.pull(&port)
        forwarder.hear(&port)
        return forwarder
    }

    private func time(_ port: Port, in microseconds: UInt64) throws -> RadioTime {
        try #require(port.server.time(of: 0, at: port.now)).later(by: microseconds)
    }

    @Test("what is handed over says all that the forwarder needs, with the time of its own clock")
    func content() throws {
        var port = Port()
        let forwarder = ready(&port)
        let start = try time(port, in: 1_000_000)
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
            _ = ready(&port)
            let start: TransmitStart = isTimed ? .at(try time(port, in: 2_000_000)) : .immediate
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
        var forwarder = ready(&port)
        let begin = port.now.value
        port.transmit(
            ForwarderDownlink(name: .own(1), windows: [.test(.at(try time(port, in: ahead)))]))
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
        _ = ready(&port)
        let rows: [(UInt64, DownlinkOutcome)] = [(79_999, .tooLate), (512_000_001, .tooEarly)]
        for (ahead, word) in rows {
            port.notices = []
            let start = try time(port, in: ahead)
            port.transmit(ForwarderDownlink(name: .own(1), windows: [.test(.at(start))]))
            #expect(port.reports.map { DownlinkOutcome($0) } == [word])
        }
        let late = try time(port, in: 10_000)
        let second = try time(port, in: 1_010_000)
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
        let forwarder = ready(&port)
        let first = try time(port, in: 900_000)
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
        _ = ready(&port)
        let start = try time(port, in: 5_000_000)
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
        _ = ready(&port)
        let start = try time(port, in: 5_000_000)
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

    @Test("the plan's limits hold before anything is sent")
    func limits() throws {
        var port = Port(plan: .us915)
        _ = ready(&port)
        let rows: [(Radios.Transmission, DownlinkOutcome)] = [
            (.test(frequency: 868_100_000), .frequencyRefused),
            (.test(payload: [UInt8](repeating: 0, count: 256)), .frameRefused),
            (.test(.pulse), .radioAway),
        ]
        for (index, row) in rows.enumerated() {
            port.transmit(ForwarderDownlink(name: .own(UInt32(index)), windows: [row.0]))
        }
        #expect(port.reports.map { DownlinkOutcome($0) } == rows.map(\.1))
        var slow = Radios.Transmission.test(payload: [UInt8](repeating: 0, count: 200))
        slow.modulation = .loRa(LoRaModulation(spreadingFactor: .sf10))
        slow.frequency = Hertz(903_900_000)
        port.notices = []
        port.transmit(ForwarderDownlink(name: .own(9), windows: [slow]))
        #expect(port.reports.map { DownlinkOutcome($0) } == [.dwellExceeded])
        // A beacon keeps its power or is not sent; a device's downlink is sent with what is allowed.
        port.notices = []
        let loud = Radios.Transmission.test(power: 4000)
        port.transmit(ForwarderDownlink(name: .own(10), purpose: .beacon, windows: [loud]))
        #expect(port.reports.map { DownlinkOutcome($0) } == [.powerRefused])
        port.transmit(ForwarderDownlink(name: .own(11), windows: [loud]))
        port.pass(milliseconds: 100)
        #expect(port.handed.last?.order.power == RegionalPlan.us915.rules.maximumEIRP)
        #expect(port.handed.count == 1)
    }

    @Test("listening before talking: only where the owner says that the forwarder does")
    func listensFirst() {
        for listens in [false, true] {
            var port = Port(plan: .kr920, listensFirst: listens)
            _ = ready(&port)
            var downlink = Radios.Transmission.test(frequency: 922_100_000, power: 1000)
            downlink.modulation = .loRa(LoRaModulation(spreadingFactor: .sf9))
            port.transmit(ForwarderDownlink(name: .own(1), windows: [downlink]))
            port.pass(milliseconds: 100)
            #expect(port.handed.count == (listens ? 1 : 0))
            #expect(
                port.reports.map { DownlinkOutcome($0) } == (listens ? [] : [.frequencyRefused]))
        }
    }

    @Test("unknown place: nothing is sent, and what waits has ended at once")
    func place() throws {
        var port = Port(plan: nil)
        _ = ready(&port)
        port.transmit(ForwarderDownlink(name: .own(1), windows: [.test()]))
        port.server.follow(.us915, effects: &port.effects)
        port.transmit(
            ForwarderDownlink(
                name: .own(2), windows: [.test(.at(try time(port, in: 5_000_000)))]))
        port.server.follow(.eu868, effects: &port.effects)
        port.settle()
        port.pass(milliseconds: 10_000)
        #expect(port.reports.map { DownlinkOutcome($0) } == [.placeUnknown, .placeUnknown])
        #expect(port.handed.isEmpty)
    }

    @Test("a duty cycle is used over a border and back")
    func border() throws {
        var port = Port(plan: .eu868)
        var forwarder = ready(&port)
        var downlink = Radios.Transmission.test(
            frequency: 868_100_000, power: 1400, payload: [UInt8](repeating: 0, count: 200))
        downlink.modulation = .loRa(LoRaModulation(spreadingFactor: .sf12))
        var number: UInt32 = 0
        func send(_ port: inout Port) {
            number += 1
            forwarder.pull(&port)
            port.transmit(ForwarderDownlink(name: .own(number), windows: [downlink]))
            port.pass(milliseconds: 100)
            if let handed = port.handed.last { forwarder.answer(handed.token, "", &port) }
            port.pass(milliseconds: 10_000)
        }
        while port.reports.last.map({ DownlinkOutcome($0) != .dutyUsedUp }) ?? true { send(&port) }
        let sent = port.handed.count
        #expect(sent == 4, "1 % of the hour is 36 s, a frame takes more than 7")
        port.server.follow(.us915, effects: &port.effects)
        port.server.follow(.eu868, effects: &port.effects)
        send(&port)
        #expect(port.reports.last.map { DownlinkOutcome($0) } == .dutyUsedUp)
        #expect(port.handed.count == sent)
    }

    @Test("a name is under way once; one that waits can be taken back")
    func names() throws {
        var port = Port()
        _ = ready(&port)
        let start = try time(port, in: 5_000_000)
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
        let forwarder = ready(&port)
        var keeper = TransmitGuard(plan: .us915, antennaGain: Decibels(hundredths: 0))
        let radio = RadioIdentity(
            kind: .concentrator, model: "", eui: forwarder.eui, firmware: "", abilities: [],
            hasKnownFirmware: false)
        var transmission = Radios.Transmission.test(.at(try time(port, in: 1_000_000)))
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
        transmission.start = .at(try time(port, in: 5_000_000))
        let other = try keeper.permit(transmission, by: radio, at: port.now)
        port.server.transmit(other, by: 0, at: port.now, effects: &port.effects)
        port.server.withdrawAll(effects: &port.effects)
        port.settle()
        #expect(port.reports.count == 2)
    }
}

@Suite("Downlinks at random: never outside of the plan, none twice, each with one outcome")
struct DownlinkProperties {
    /// What went to a forwarder and was not refused by it, in the plan's bands over any hour.
    private struct Sent {
        var at: UInt64
        var order: ForwarderTransmission
        var airtime: UInt64
        var wasRefused = false
    }

    @Test(
        "for any downlinks, answers, silence, restarts and borders",
        arguments: 1...12 as ClosedRange<UInt64>)
    func anything(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let plan = RegionalPlan.eu868
        var port = Port(plan: plan, most: 2)
        var forwarders = [
            TestForwarder(0), TestForwarder(1, version: seed % 3 == 0 ? .first : .second),
        ]
        var asked: [ForwarderDownlink.Name] = []
        var log: [[Sent]] = [[], []]
        var seen = 0
        for step in 0..<3_000 {
            let radio = numbers.below(2)
            switch numbers.below(12) {
            case 0, 1: forwarders[radio].pull(&port)
            case 2, 3: forwarders[radio].hear(&port, delay: UInt64(numbers.below(50_000)))
            case 4, 5, 6, 7:
                let name = ForwarderDownlink.Name.own(UInt32(step))
                asked.append(name)
                port.transmit(
                    numbers.downlink(name, port.server.time(of: radio, at: port.now)), by: radio)
            case 8 where numbers.below(40) == 0:
                forwarders[radio].offset = UInt64(numbers.below(1 << 32))
            case 9 where numbers.below(20) == 0:
                port.server.follow(numbers.pick([nil, .us915]), effects: &port.effects)
                port.settle()
                port.server.follow(plan, effects: &port.effects)
                port.settle()
            case 10:
                if let name = asked.last, numbers.below(4) == 0 {
                    _ = port.server.cancel(name, of: radio, effects: &port.effects)
                    port.settle()
                }
            default: port.pass(milliseconds: UInt64(numbers.below(400)))
            }
            while seen < port.sent.count {
                let (to, datagram) = port.sent[seen]
                seen += 1
                guard case .transmission(let body) = datagram.content else { continue }
                let order = try ForwarderTransmission(parsing: body)
                let radio = try #require(forwarders.firstIndex { $0.down == to })
                let airtime = try #require(order.airtime)
                #expect(plan.rules.dutyCycle(at: order.frequency) != nil, "\(order)")
                #expect(order.power ?? SignalLevel(hundredths: .max) <= plan.rules.maximumEIRP)
                log[radio].append(Sent(at: port.now.value, order: order, airtime: airtime))
                guard datagram.version == .second, numbers.below(10) > 0 else { continue }
                let answer = numbers.pick([
                    "", "{\"txpk_ack\":{\"error\":\"NONE\"}}", "[",
                    "{\"txpk_ack\":{\"error\":\"TOO_LATE\"}}",
                    "{\"txpk_ack\":{\"error\":\"COLLISION_PACKET\"}}",
                ])
                if answer.contains("TOO") || answer.contains("COLL") {
                    log[radio][log[radio].count - 1].wasRefused = true
                }
                forwarders[radio].answer(datagram.token, answer, &port)
            }
        }
        port.pass(milliseconds: 1_200_000)
        for (to, datagram) in port.sent[seen...] {
            guard case .transmission(let body) = datagram.content else { continue }
            let order = try ForwarderTransmission(parsing: body)
            let radio = try #require(forwarders.firstIndex { $0.down == to })
            log[radio].append(
                Sent(at: port.now.value, order: order, airtime: try #require(order.airtime)))
        }
        let ended = port.reports.map(\.name)
        #expect(ended.count == asked.count, "each has an outcome, and one")
        #expect(Set(ended) == Set(asked))
        for entries in log { check(entries, plan) }
        // None twice: what may have been on air was handed over once, and all of it was reported.
        let onAir = log.joined().count { !$0.wasRefused }
        #expect(port.reports.count { $0.mayHaveBeenSent } == onAir)
    }

    private func check(_ entries: [Sent], _ plan: RegionalPlan) {
        let onAir = entries.filter { !$0.wasRefused }
        for cycle in plan.rules.dutyCycles {
            let band = onAir.filter { cycle.band.contains($0.order.frequency) }
            for end in band {
                let used = band.filter { $0.at <= end.at && $0.at + 3_590_000_000_000 > end.at }
                    .reduce(0) { $0 + $1.airtime }
                #expect(used <= 3_600_000_000 * UInt64(cycle.perMille))
            }
        }
        for (one, other) in zip(onAir, onAir.dropFirst()) {
            guard case .at(let left) = one.order.start, case .at(let right) = other.order.start,
                other.at - one.at < 10_000_000_000
            else { continue }
            // Of two by the same clock, neither begins while the other is on air.
            let gap = Int32(bitPattern: right &- left)
            let first = gap >= 0 ? one : other
            #expect(UInt64(gap.magnitude) * 1000 >= first.airtime || gap.magnitude > 1 << 25)
        }
    }
}

extension ForwarderTransmission {
    fileprivate var airtime: UInt64? {
        guard case .loRa(let modulation) = modulation else { return nil }
        return try? modulation.airtime(of: payload.count, framing: framing).value
    }
}

extension SeededNumbers {
    fileprivate mutating func downlink(
        _ name: ForwarderDownlink.Name, _ time: RadioTime?
    ) -> ForwarderDownlink {
        let isBeacon = below(8) == 0
        let first = window(time, ahead: UInt64(below(4_000_000)))
        var windows = [first]
        if !isBeacon, below(2) == 0 {
            var second = window(time, ahead: 0)
            if case .at(let start) = first.start { second.start = .at(start.later(by: 1_000_000)) }
            windows.append(second)
        }
        return ForwarderDownlink(
            name: name, purpose: isBeacon ? .beacon : .device, windows: windows,
            slack: UInt64(below(3)) * 300_000)
    }

    private mutating func window(_ time: RadioTime?, ahead: UInt64) -> Radios.Transmission {
        let start: TransmitStart =
            if let time, below(4) > 0 { .at(time.later(by: ahead)) } else { .immediate }
        var window = Radios.Transmission.test(
            start,
            frequency: pick([868_100_000, 868_300_000, 869_525_000, 867_100_000, 902_300_000]),
            power: Int32(below(3_500)), payload: bytes(1 + below(60)))
        window.modulation = .loRa(
            LoRaModulation(spreadingFactor: pick([.sf7, .sf9, .sf12])))
        return window
    }
}
