import Airwaves
import Attestation
import ForwarderProtocol
import Forwarders
import Radios
import Testing
import Units

@Suite("Downlinks: what the plan forbids is not handed over")
struct DownlinkPlanTests {
    @Test("the plan's limits hold before anything is sent")
    func limits() throws {
        var port = Port(plan: .us915)
        _ = port.readyForwarder()
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
            _ = port.readyForwarder()
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
        _ = port.readyForwarder()
        port.transmit(ForwarderDownlink(name: .own(1), windows: [.test()]))
        port.server.follow(.us915, effects: &port.effects)
        port.transmit(
            ForwarderDownlink(
                name: .own(2), windows: [.test(.at(try port.time(in: 5_000_000)))]))
        port.server.follow(.eu868, effects: &port.effects)
        port.settle()
        port.pass(milliseconds: 10_000)
        #expect(port.reports.map { DownlinkOutcome($0) } == [.placeUnknown, .placeUnknown])
        #expect(port.handed.isEmpty)
    }

    @Test("a duty cycle is used over a border and back")
    func border() throws {
        var port = Port(plan: .eu868)
        var forwarder = port.readyForwarder()
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
}
