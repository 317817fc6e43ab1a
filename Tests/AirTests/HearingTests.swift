import Airwaves
import Radios
import Testing
import Units

@testable import Air

@Suite("Hearing: who hears whom, how strong, when")
struct HearingTests {
    @Test("everybody but the sender hears a frame, 100 dB weaker without places")
    func plain() throws {
        var bench = try AirBench(OpenGround(), stations: ["a", "b", "c"])
        let frame = AirBench.frame()
        try bench.send(frame, from: "a", at: 500)
        let told = bench.air.arrivals(until: Nanoseconds(1_000_000_000))
        #expect(told.map(\.station) == [bench.number("b"), bench.number("c")])
        let arrival = try #require(told.first?.arrival)
        #expect(arrival.frame == frame)
        // 14 - 100 dBm over a floor of -117.03 adds nothing that a hundredth shows.
        #expect(arrival.level == SignalLevel(hundredths: -8600))
        #expect(arrival.checksum == .good)
        #expect(arrival.start == Nanoseconds(500_000))
        #expect(arrival.end == Nanoseconds(500_000) + AirBench.airtime(of: frame))
        #expect(bench.air.counts.good == 2)
    }

    static let spreads = SpreadingFactor.allCases

    @Test("the demodulation floor is heard, a hundredth below it is not", arguments: spreads)
    func floor(spread: SpreadingFactor) throws {
        let modulation = LoRaModulation(spreadingFactor: spread)
        let sensitivity = modulation.sensitivity()
        for step in [0, 1] as [Int32] {
            var table = LossTable()
            table["a", "b"] =
                SignalLevel(hundredths: 1400) - sensitivity + Decibels(hundredths: step)
            var bench = try AirBench(table, stations: ["a", "b"])
            try bench.send(AirBench.frame([1], at: 868_100_000, modulation), from: "a", at: 0)
            #expect(bench.heard(by: "b").count == (step == 0 ? 1 : 0), "\(spread) \(step)")
            #expect(bench.air.counts.weak == Int(step))
        }
    }

    @Test("level is signal and noise; the ratio is what a demodulator makes of it")
    func weakSignal() throws {
        // 31.03 dB above the floor of -117.03 dBm, 0.03 dB above it, and 5.97 dB under it; the ratio
        // against a floor of the demodulator's own, 13 dB under the signal.
        let rows: [(loss: Int32, level: Int32, ratio: Int32)] = [
            (100, -8600, 1293), (131, -11400, -18), (137, -11605, -602),
        ]
        for row in rows {
            var table = LossTable()
            table["a", "b"] = Decibels(hundredths: 100 * row.loss)
            var bench = try AirBench(table, stations: ["a", "b"])
            try bench.send(AirBench.frame(), from: "a", at: 0)
            let arrival = try #require(bench.heard(by: "b").first)
            #expect(arrival.level == SignalLevel(hundredths: row.level), "\(row.loss) dB")
            #expect(arrival.signalToNoise == Decibels(hundredths: row.ratio), "\(row.loss) dB")
        }
    }
}
