import Airwaves
import ForwarderProtocol
import Forwarders
import Radios
import Seeds
import Testing
import Units

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
