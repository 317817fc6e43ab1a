import Airwaves
import RadioChip
import Seeds
import Testing
import Units

@Suite("RadioChip: settings are the data sheet's numbers (DS.SX1261-2, revision 2.1)")
struct SettingsTests {
    @Test(
        "a frequency is the nearest step of 32 MHz / 2^25",
        arguments: [
            (868_100_000, 0x3641_999a), (868_000_000, 0x3640_0000), (915_000_000, 0x3930_0000),
            (434_000_000, 0x1b20_0000), (433_050_000, 0x1b10_cccd), (150_000_000, 0x0960_0000),
            (960_000_000, 0x3c00_0000), (150_000_001, 0x0960_0001),
        ] as [(UInt32, UInt32)])
    func frequencyWord(hertz: UInt32, word: UInt32) {
        #expect(FrequencyWord(hertz: hertz).word == word)
        #expect(FrequencyWord(word: word).hertz == hertz)
    }

    @Test(
        "in 32 bits the word and its hertz are what 64 bits give, and every whole hertz comes back")
    func frequencyProperty() {
        var random = SeededNumbers(seed: 126)
        for _ in 0..<20_000 {
            let hertz = UInt32(100_000_000 + random.below(900_000_000))
            let exact = (UInt64(hertz) << 25 + 16_000_000) / 32_000_000
            let word = FrequencyWord(hertz: hertz)
            #expect(UInt64(word.word) == exact, "\(hertz)")
            let back = (exact * 32_000_000 + 1 << 24) >> 25
            #expect(UInt64(word.hertz) == back, "\(hertz)")
            // Half a step is 0.48 Hz: every whole hertz comes back.
            #expect(word.hertz == hertz)
        }
    }

    @Test("airtime and optimisation are those of Airwaves, for every modulation and length")
    func airtime() throws {
        var compared = 0
        for bandwidth in ChipBandwidth.allCases {
            for spread in SpreadingFactor.allCases {
                for coding in CodingRate.allCases {
                    for wrapping in 0..<4 {
                        compared += try compare(bandwidth, spread, coding, wrapping)
                    }
                }
            }
        }
        #expect(compared == 10 * 8 * 4 * 4 * 9)
    }

    private func compare(
        _ bandwidth: ChipBandwidth, _ spread: SpreadingFactor, _ coding: CodingRate,
        _ wrapping: Int
    ) throws -> Int {
        let (hasCRC, isImplicit) = (wrapping & 1 == 0, wrapping & 2 != 0)
        var settings = ChipBench.europe
        settings.bandwidth = bandwidth
        settings.spreadingFactor = spread.rawValue
        settings.codingRate = coding.rawValue - 4
        settings.hasCRC = hasCRC
        settings.hasImplicitHeader = isImplicit
        let modulation = LoRaModulation(
            spreadingFactor: spread, bandwidth: try Bandwidth(checking: Int(bandwidth.hertz)),
            codingRate: coding)
        #expect(settings.isOptimised == modulation.needsLowDataRateOptimisation)
        let lengths = [0, 1, 2, 3, 13, 51, 128, 222, 255]
        for (index, length) in lengths.enumerated() {
            settings.preambleSymbols = [6, 8, 12, 1000][index % 4]
            let framing = LoRaFraming(
                preambleSymbols: settings.preambleSymbols,
                header: isImplicit ? .implicit : .explicit, hasChecksum: hasCRC)
            let exact = try modulation.airtime(of: length, framing: framing).value
            #expect(settings.airtimeMicroseconds(length: length) * 1_000 == exact)
        }
        return lengths.count
    }

    @Test("bandwidths have the codes of SetModulationParams, and no other number is one")
    func bandwidths() {
        let codes: [UInt32: UInt8] = [
            7_813: 0x00, 10_417: 0x08, 15_625: 0x01, 20_833: 0x09, 31_250: 0x02, 41_667: 0x0a,
            62_500: 0x03, 125_000: 0x04, 250_000: 0x05, 500_000: 0x06,
        ]
        for hertz in 7_000...500_001 as ClosedRange<UInt32> {
            #expect(ChipBandwidth(hertz: hertz)?.code == codes[hertz])
        }
    }

    @Test(
        "sync words in two bytes: LoRaWAN's, private ones, each half",
        arguments: [(0x34, 0x3444), (0x12, 0x1424), (0x00, 0x0404), (0xff, 0xf4f4), (0xa5, 0xa454)]
            as [(UInt8, UInt16)])
    func syncWord(word: UInt8, register: UInt16) {
        var settings = ChipBench.europe
        settings.syncWord = word
        #expect(settings.syncWordRegister == register)
    }

    @Test(
        "image calibration takes the five pairs of 9.2.1",
        arguments: [
            (430_000_000, 0x6b, 0x6f), (440_000_000, 0x6b, 0x6f), (470_000_000, 0x75, 0x81),
            (510_000_000, 0x75, 0x81), (779_000_000, 0xc1, 0xc5), (787_000_000, 0xc1, 0xc5),
            (863_000_000, 0xd7, 0xdb), (870_000_000, 0xd7, 0xdb), (902_000_000, 0xe1, 0xe9),
            (928_000_000, 0xe1, 0xe9), (169_000_000, 0x6b, 0x6f), (960_000_000, 0xe1, 0xe9),
            (885_999_999, 0xd7, 0xdb), (886_000_000, 0xe1, 0xe9),
        ] as [(UInt32, UInt8, UInt8)])
    func imageBands(hertz: UInt32, first: UInt8, second: UInt8) {
        let band = ImageBand(hertz: hertz)
        #expect((band.first, band.second) == (first, second))
    }

    @Test("powers: whole decibels at or below, each model's range and one past it")
    func powers() {
        let cases: [(ChipModel, Int16, Int16?, [UInt8], Int8)] = [
            (.sx1262, 2200, 2200, [4, 7, 0], 22), (.sx1262, 2201, nil, [], 0),
            (.sx1262, -900, -900, [4, 7, 0], -9), (.sx1262, -901, nil, [], 0),
            (.sx1262, 1399, 1300, [4, 7, 0], 13), (.sx1262, -1, -100, [4, 7, 0], -1),
            (.sx1262, -100, -100, [4, 7, 0], -1), (.sx1262, 99, 0, [4, 7, 0], 0),
            (.sx1268, 2200, 2200, [4, 7, 0], 22),
            (.sx1261, 1500, 1500, [6, 0, 1], 14), (.sx1261, 1501, nil, [], 0),
            (.sx1261, 1499, 1400, [4, 0, 1], 14), (.sx1261, -1700, -1700, [4, 0, 1], -17),
            (.sx1261, -1701, nil, [], 0),
        ]
        for (model, asked, given, amplifier, decibels) in cases {
            let power = PowerSetting(centiDBm: asked, model: model)
            #expect(power?.centiDBm == given, "\(model) \(asked)")
            guard let power else { continue }
            #expect([power.dutyCycle, power.hpMax, power.device] == amplifier)
            #expect(power.decibels == decibels)
        }
    }

    @Test("no power is ever above what was asked")
    func powerProperty() throws {
        for model in ChipModel.allCases {
            let range =
                PowerSetting.lowestCentiDBm(model)...PowerSetting.highestCentiDBm(model)
            for asked in range {
                let power = try #require(PowerSetting(centiDBm: asked, model: model))
                #expect(power.centiDBm <= asked && power.centiDBm > asked - 100)
            }
        }
    }

    @Test("the frequency error is signed in 20 bits and scales with the bandwidth")
    func frequencyError() {
        var settings = ChipBench.europe
        #expect(settings.frequencyError(0) == 0)
        #expect(settings.frequencyError(1000) == 121)
        #expect(settings.frequencyError(0xf_ffff) == 0)
        #expect(settings.frequencyError(0xf_fc18) == -121)
        #expect(settings.frequencyError(0x10_03e8) == 121, "the CRC's bit is none of it")
        settings.bandwidth = .kHz500
        #expect(settings.frequencyError(0x8_0000) == -253_952)
        #expect(settings.frequencyError(0x7_ffff) == 253_951)
    }

    @Test(
        "times become steps of 15.625 us, rounded up",
        arguments: [(0, 0), (1, 1), (15, 1), (16, 2), (125, 8), (126, 9), (5_000, 320)]
            as [(UInt32, UInt32)])
    func steps(microseconds: UInt32, steps: UInt32) {
        #expect(ChipTime.steps(microseconds) == steps)
    }
}
