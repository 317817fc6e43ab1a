import Air
import Airwaves
import Concentrator
import CoreCell
import Radios
import Signing
import Testing
import Units

@Suite("Concentrator radio: heard free before it sends, where the plan demands it")
struct RadioListenTests {
    /// Korea, where a channel must be heard free for 5 ms.
    static func running(patched: Bool = true) throws -> Bench<CoreCellEmulator> {
        var bench = try closed(patched: patched)
        bench.handle(.opened)
        bench.run(until: { $0.isReady }, atMost: .seconds(6))
        try #require(bench.isReady, "\(bench.notices)")
        bench.run(for: .milliseconds(300))
        return bench
    }

    static func closed(patched: Bool = true) throws -> Bench<CoreCellEmulator> {
        let plan = try ReceivePlan(
            radioA: RadioSetting(centre: Hertz(922_200_000)), radioB: nil,
            channels: [-100_000, 100_000].map { ChannelSetting(.a, $0) }, listensFirst: true)
        let patch = try ListenerPatch(
            MadeUpFirmware.patch(), hashing: SHA256.self, acceptUnknown: true)
        let device = CoreCellEmulator(
            CoreCellSettings(eui: EUI64(bits: 1)), at: Nanoseconds(0))
        return try Bench(
            device, plan: plan,
            code: ConcentratorCode(
                gain: try madeUpFirmware(.gain), arbiter: try madeUpFirmware(.arbiter),
                patch: patched ? patch : nil))
    }

    static let listening = RadioIdentity(
        kind: .concentrator, model: "test", eui: EUI64(bits: 1), firmware: "test",
        abilities: [.listenBeforeTalk], hasKnownFirmware: false)

    private static func permitted(
        _ number: UInt32, _ start: TransmitStart, plan: RegionalPlan = .kr920
    ) throws -> PermittedTransmission {
        var gate = TransmitGuard(plan: plan, antennaGain: Decibels(hundredths: 0))
        return try gate.permit(
            Transmission(
                number: number, frequency: Hertz(922_100_000),
                modulation: .loRa(LoRaModulation(spreadingFactor: .sf7)),
                radiatedPower: SignalLevel(hundredths: 1400), start: start, payload: [1, 2, 3]),
            by: listening, at: Nanoseconds(0))
    }

    @Test("the radio says it can, and a free channel is sent on at its time")
    func free() throws {
        var bench = try Self.running()
        guard case .ready(let identity) = bench.notices[0].notice else {
            Issue.record("\(bench.notices)")
            return
        }
        #expect(identity.abilities.contains(.listenBeforeTalk))
        let due = bench.now + Nanoseconds(200_000_000)
        let start = try #require(bench.machine.time(at: due))
        bench.handle(.transmit(try Self.permitted(1, .at(start))))
        bench.handle(.transmit(try Self.permitted(2, .immediate)))
        bench.run(for: .seconds(1))
        for number in [UInt32(1), 2] {
            guard case .sent = bench.outcomes(of: number).first else {
                Issue.record("\(bench.notices)")
                return
            }
        }
        let last = try #require(bench.emissions.last)
        #expect(bench.emissions.count == 2)
        #expect(last.start.gap(to: due) < Nanoseconds(1_500_000))
    }

    @Test("a taken channel is not sent on, says so, and the next may go when it is free again")
    func taken() throws {
        var bench = try Self.running()
        let begin = bench.now
        let other = AirFrame(
            frequency: Hertz(922_100_000),
            modulation: .loRa(LoRaModulation(spreadingFactor: .sf12)), payload: [0])
        bench.device.hear(
            Arrival(
                frame: other, level: SignalLevel(hundredths: -6_000),
                signalToNoise: Decibels(hundredths: 900), start: begin,
                end: begin + Nanoseconds(600_000_000)))
        let start = try #require(bench.machine.time(at: bench.now)).later(by: 200_000)
        bench.handle(.transmit(try Self.permitted(1, .at(start))))
        bench.run(for: .seconds(1))
        #expect(bench.outcomes(of: 1) == [.channelBusy])
        #expect(bench.emissions.isEmpty && bench.faults.isEmpty)
        bench.handle(.transmit(try Self.permitted(2, .immediate)))
        bench.run(for: .seconds(1))
        guard case .sent = bench.outcomes(of: 2).first else {
            Issue.record("\(bench.outcomes(of: 2))")
            return
        }
    }

    @Test("taken back while it is listened for")
    func cancel() throws {
        var bench = try Self.running()
        let start = try #require(bench.machine.time(at: bench.now)).later(by: 60_000)
        bench.handle(.transmit(try Self.permitted(1, .at(start))))
        bench.run(for: .milliseconds(45))
        bench.handle(.cancel(1))
        bench.run(for: .milliseconds(500))
        #expect(bench.outcomes(of: 1) == [.cancelled])
        #expect(bench.emissions.isEmpty && bench.faults.isEmpty)
    }

    @Test("before the chip is told, a lost line refuses it and a radio put to rest cancels it")
    func endsEarly() throws {
        let ends: [(RadioEvent, TransmitOutcome)] = [
            (.lost, .refused(.notReady)), (.close, .cancelled),
        ]
        for (event, outcome) in ends {
            var bench = try Self.running()
            let start = try #require(bench.machine.time(at: bench.now)).later(by: 60_000)
            bench.handle(.transmit(try Self.permitted(1, .at(start))))
            // Told 35 ms before the start; the first two requests are the SX1261's.
            bench.run(for: .milliseconds(27))
            bench.handle(event)
            bench.run(for: .seconds(1))
            #expect(bench.outcomes(of: 1) == [outcome])
            #expect(bench.emissions.isEmpty && bench.faults.isEmpty)
        }
    }

    @Test("on the worst of lines every transmission has one outcome", arguments: 0..<3)
    func damage(seed: Int) throws {
        var bench = try Self.closed()
        try bench.suffer(seed: seed) { try Self.permitted($0, $1) }
    }

    @Test("what was not listened for is refused by name, in both directions")
    func refusals() throws {
        var bench = try Self.running()
        bench.handle(.transmit(try Self.permitted(1, .immediate, plan: .us915)))
        var deaf = try Self.running(patched: false)
        deaf.handle(.transmit(try Self.permitted(2, .immediate)))
        for outcome in bench.outcomes(of: 1) + deaf.outcomes(of: 2) {
            guard case .refused(.notCapable(let text)) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(text.contains("listen"))
        }
        #expect(bench.outcomes(of: 1).count == 1 && deaf.outcomes(of: 2).count == 1)
        guard case .ready(let identity) = deaf.notices[0].notice else {
            Issue.record("\(deaf.notices)")
            return
        }
        #expect(!identity.abilities.contains(.listenBeforeTalk))
    }
}
