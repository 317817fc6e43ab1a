import Airwaves
import Foundation
import Testing
import Units

@Suite("Sensitivity: noise floors and demodulation floors") struct SensitivityTests {
    @Test("demodulation floors are those of the data sheets")
    func floors() {
        let floors = SpreadingFactor.allCases.map(\.demodulationFloor.hundredths)
        #expect(floors == [-250, -500, -750, -1_000, -1_250, -1_500, -1_750, -2_000])
    }

    @Test("ten times the logarithm of each bandwidth, rounded to a hundredth")
    func decibelHertz() {
        for bandwidth in Bandwidth.allCases {
            let exact = 500_000.0 / Double(bandwidth.chipDuration.value / 2_000)
            let expected = (1_000 * log10(exact)).rounded(.toNearestOrAwayFromZero)
            #expect(Double(bandwidth.decibelHertz.hundredths) == expected, "\(bandwidth)")
        }
    }

    /// dBm at 125, 250 and 500 kHz with a noise figure of 6 dB, to half a decibel, from
    /// S = -174 + 10 log10 BW + NF + floor.
    static let rows: [(SpreadingFactor, [Double])] = [
        (.sf5, [-119.5, -116.5, -113.5]), (.sf6, [-122, -119, -116]),
        (.sf7, [-124.5, -121.5, -118.5]), (.sf8, [-127, -124, -121]),
        (.sf9, [-129.5, -126.5, -123.5]), (.sf10, [-132, -129, -126]),
        (.sf11, [-134.5, -131.5, -128.5]), (.sf12, [-137, -134, -131]),
    ]

    @Test("sensitivity agrees with the published table within 0.05 dB", arguments: rows)
    func sensitivity(spread: SpreadingFactor, levels: [Double]) {
        for (bandwidth, level) in zip([Bandwidth.kHz125, .kHz250, .kHz500], levels) {
            let found = LoRaModulation(spreadingFactor: spread, bandwidth: bandwidth).sensitivity()
            #expect(abs(Double(found.hundredths) / 100 - level) < 0.05)
        }
    }

    @Test("no receiver is under thermal noise: -123.03 dBm in 125 kHz")
    func thermalNoise() {
        let floor = Bandwidth.kHz125.noiseFloor(noiseFigure: Decibels(hundredths: 0))
        #expect(floor == SignalLevel(hundredths: -12_303))
    }

    @Test("the signal is the channel's power, less what the noise has when it has more")
    func signal() {
        let channel = SignalLevel(hundredths: -11_000)
        let rows: [(Int32, Int32)] = [
            (-2_000, -13_000), (-1, -11_001), (0, -11_000), (900, -11_000),
        ]
        for (ratio, expected) in rows {
            let signal = SignalLevel.signal(
                inChannel: channel, signalToNoise: Decibels(hundredths: ratio))
            #expect(signal == SignalLevel(hundredths: expected))
        }
        #expect(
            channel.impliedNoiseFloor(signalToNoise: Decibels(hundredths: 800))
                == SignalLevel(hundredths: -11_800))
    }
}
