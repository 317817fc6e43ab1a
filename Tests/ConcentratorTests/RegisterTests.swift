import Airwaves
import Concentrator
import Testing
import Units

@Suite("Registers: the map and how it is written")
struct RegisterTests {
    @Test("each address, reset value and read-only mask of the table, and no other")
    func map() throws {
        let rows = try Vectors.rows("reset.csv").map { row in
            try row.map { try #require(UInt16($0, radix: 16)) }
        }
        #expect(rows.count == 589)
        #expect(Array(RegisterMap.addresses) == rows.map { $0[0] })
        for row in rows {
            #expect(RegisterMap.reset(of: row[0]) == UInt8(row[1]))
            #expect(RegisterMap.readOnlyBits(of: row[0]) == UInt8(row[2]))
        }
        #expect(RegisterMap.reset(of: 0x5213) == nil && RegisterMap.reset(of: 0x51FF) == nil)
    }

    @Test("a whole byte is written, narrower bits are changed, wherever they lie")
    func settings() {
        #expect(RegisterField("whole", 0x5641).set(127) == .write(address: 0x5641, [127]))
        for low in UInt8(0)...7 {
            for high in low...7 where high - low < 7 {
                let field = RegisterField("part", 0x5601, high, low)
                let most = UInt8((1 << (Int(high) - Int(low) + 1)) - 1)
                #expect(
                    field.set(most)
                        == .modify(address: 0x5601, mask: most << low, value: most << low))
                #expect(field.value(in: 0xFF) == most && field.value(in: ~field.mask) == 0)
            }
        }
        #expect(RegisterField("MODEM_BW", 0x5260, 7, 4).reset == 5)
    }
}

@Suite("Radio arithmetic: the values sx1302_hal 2.1.0 put on the wire")
struct RadioArithmeticTests {
    @Test(
        "channel offsets",
        arguments: [
            (Int32(-400_000), UInt16(0x1CCD)), (-200_000, 0x1E67), (200_000, 0x0199),
            (400_000, 0x0333), (300_000, 0x0266), (0, 0), (1, 0), (-1, 0), (489, 1), (-489, 0x1FFF),
        ])
    func offsets(hertz: Int32, expected: UInt16) {
        #expect(RadioArithmetic.channelOffset(hertz) == expected)
    }

    @Test("13 bits end at 4,095 and -4,096 steps")
    func offsetEnds() {
        #expect(RadioArithmetic.channelOffset(1_999_999) == 0x0FFF)
        #expect(RadioArithmetic.channelOffset(2_000_000) == nil)
        #expect(RadioArithmetic.channelOffset(-2_000_488) == 0x1000)
        #expect(RadioArithmetic.channelOffset(-2_000_489) == nil)
        #expect(RadioArithmetic.channelOffset(.max) == nil)
        #expect(RadioArithmetic.channelOffset(.min) == nil)
    }

    @Test("frequencies")
    func frequencies() {
        #expect(RadioArithmetic.radioFrequency(Hertz(867_500_000)) == 0x3638_0000)
        #expect(RadioArithmetic.radioFrequency(Hertz(868_500_000)) == 0x3648_0000)
        #expect(RadioArithmetic.transmitFrequency(Hertz(868_100_000)) == 0x6C_8333)
        #expect(RadioArithmetic.transmitDeviation(Hertz(62_500)) == 0x200)
        #expect(RadioArithmetic.fskBitRate(50_000) == 0x280)
    }

    @Test("each ends where its bits do")
    func ends() {
        #expect(RadioArithmetic.radioFrequency(Hertz(4_095_999_999)) == 0xFFFF_FFFE)
        #expect(RadioArithmetic.radioFrequency(Hertz(4_096_000_000)) == nil)
        #expect(RadioArithmetic.radioFrequency(Hertz(.max)) == nil)
        #expect(RadioArithmetic.transmitFrequency(Hertz(2_047_999_999)) == 0xFF_FFFF)
        #expect(RadioArithmetic.transmitFrequency(Hertz(2_048_000_000)) == nil)
        #expect(RadioArithmetic.transmitDeviation(Hertz(499_999)) == 0xFFF)
        #expect(RadioArithmetic.transmitDeviation(Hertz(500_000)) == nil)
        #expect(RadioArithmetic.fskBitRate(489) == 65_439)
        #expect(RadioArithmetic.fskBitRate(488) == nil && RadioArithmetic.fskBitRate(0) == nil)
        #expect(RadioArithmetic.frequencyToTime(.kHz125, centre: Hertz(0)) == nil)
        #expect(RadioArithmetic.frequencyToTime(.kHz125, centre: Hertz(1)) == nil)
        #expect(RadioArithmetic.frequencyToTime(.kHz125, centre: Hertz(1 << 60)) == nil)
    }

    @Test(
        "frequency to time",
        arguments: [
            (Bandwidth.kHz125, UInt64(867_500_000), UInt16(0x970), UInt8(4)),
            (.kHz250, 867_500_000, 0x970, 3), (.kHz500, 867_500_000, 0x970, 2),
            (.kHz125, 902_700_000, 0x910, 4), (.kHz125, 915_000_000, 0x8F0, 4),
            (.kHz125, 923_300_000, 0x8D0, 4), (.kHz250, 923_300_000, 0x8D8, 3),
            (.kHz125, 486_600_000, 0x868, 3),
        ])
    func drift(bandwidth: Bandwidth, centre: UInt64, mantissa: UInt16, exponent: UInt8) throws {
        let found = try #require(
            RadioArithmetic.frequencyToTime(bandwidth, centre: Hertz(centre)))
        #expect(found == (mantissa, exponent))
    }
}
