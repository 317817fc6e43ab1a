import Air
import Airwaves
import Concentrator
import CoreCell
import Radios
import Testing
import Units

@Suite("Concentrator radio: every fault an emulated board can be ordered to have")
struct EmulatorFaultTests {
    /// What a daemon does: after a fault, or when the device is back, it opens the line again.
    private static func live(
        _ fault: EmulatorFault, _ duration: Duration
    ) throws -> Bench<CoreCellEmulator> {
        var bench = try Bench(
            CoreCellEmulator(
                CoreCellSettings(eui: EUI64(bits: 1), faults: [fault]), at: Nanoseconds(0)))
        let end = bench.now + duration.nanoseconds
        bench.handle(.opened)
        var faults = 0
        while bench.now < end {
            bench.run(
                until: { $0.faults.count > faults || $0.leave != nil }, atMost: .milliseconds(500))
            if let away = bench.leave {
                bench.leave = nil
                bench.handle(.lost)
                bench.run(for: .nanoseconds(Int64(away.value)))
                bench.handle(.opened)
            } else if bench.faults.count > faults {
                faults = bench.faults.count
                if bench.faults.last?.isLasting == true { break }
                bench.run(for: .seconds(1))
                bench.handle(.opened)
            }
        }
        return bench
    }

    /// A frame on a channel of the plan.
    private static func send(_ bench: inout Bench<CoreCellEmulator>) throws {
        let modulation = LoRaModulation(spreadingFactor: .sf7)
        let start = bench.now + Nanoseconds(20_000_000)
        bench.device.hear(
            Arrival(
                frame: AirFrame(
                    frequency: Hertz(867_500_000), modulation: .loRa(modulation), payload: [7]),
                level: SignalLevel(hundredths: -8_000),
                signalToNoise: Decibels(hundredths: 500), start: start,
                end: start + (try modulation.airtime(of: 1))))
    }

    /// In the start, at its end, in the first readings of the clock, and while it runs.
    static let places = [1, 9, 60, 142, 150]

    @Test(
        "whatever happens to the line, it receives again without anybody's help",
        arguments: [
            EmulatorFault.Kind.drop, .delay, .corrupt, .duplicate, .stall, .truncate, .unplug,
            .restart,
        ], places)
    func passing(kind: EmulatorFault.Kind, place: Int) throws {
        var bench = try Self.live(EmulatorFault(kind, at: place), .seconds(25))
        #expect(bench.faults.allSatisfy { !$0.isLasting }, "\(bench.faults)")
        try Self.send(&bench)
        bench.run(for: .seconds(1))
        #expect(bench.heard.map(\.payload) == [[7]], "\(bench.faults)")
    }

    @Test(
        "numbers that are torn, and bytes that are no frame, change nothing but counts",
        arguments: [EmulatorFault.Kind.tornCounter, .shortCount, .garbage])
    func chips(kind: EmulatorFault.Kind) throws {
        var bench = try Self.live(EmulatorFault(kind, at: 150), .seconds(15))
        try Self.send(&bench)
        bench.run(for: .seconds(1))
        #expect(bench.faults.isEmpty && bench.heard.count == 1, "\(bench.faults)")
        #expect(kind != .garbage || bench.dropped(.brokenRecord) > 0)
        for (one, next) in zip(bench.pulses, bench.pulses.dropFirst()) {
            #expect(next.microseconds - one.microseconds == 1_000_000)
        }
    }

    @Test("controllers that go wrong are found out in the start")
    func controllers() throws {
        for (kind, place, expected) in [
            (EmulatorFault.Kind.echo, 1, RadioFault.Kind.firmware),
            (.controllerVersion, 1, .firmware), (.parity, 1, .hardware),
        ] {
            let bench = try Self.live(EmulatorFault(kind, at: place), .seconds(15))
            #expect(bench.faults.first?.kind == expected, "\(kind): \(bench.faults)")
        }
    }

    @Test("what somebody has to mend is told as such, and nothing is tried again")
    func lasting() throws {
        for (kind, expected) in [
            (EmulatorFault.Kind.wrongVersion, RadioFault.Kind.unsupported),
            (.badFirmware, .firmware),
        ] {
            let bench = try Self.live(EmulatorFault(kind, at: 1), .seconds(20))
            #expect(bench.faults.map(\.kind) == [expected], "\(bench.faults)")
        }
    }
}
