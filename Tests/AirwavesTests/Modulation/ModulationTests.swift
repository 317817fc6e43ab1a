import Airwaves
import Testing
import Units

@Suite("LoRa settings: what exists, and nothing else") struct ModulationTests {
    @Test("spreading factors are 5 to 12")
    func spreadingFactors() {
        let accepted = (-1...300).filter { (try? SpreadingFactor(checking: $0)) != nil }
        #expect(accepted == Array(5...12))
        #expect(
            SpreadingFactor.allCases.map(\.description).joined(separator: " ")
                == "SF5 SF6 SF7 SF8 SF9 SF10 SF11 SF12")
        #expect(SpreadingFactor.sf5.chipsPerSymbol == 32)
        #expect(SpreadingFactor.sf12.chipsPerSymbol == 4_096)
    }

    @Test("coding rates are 4/5 to 4/8")
    func codingRates() {
        let accepted = (-1...300).filter { (try? CodingRate(checking: $0)) != nil }
        #expect(accepted == Array(5...8))
        #expect(CodingRate.allCases.map(\.description) == ["4/5", "4/6", "4/7", "4/8"])
    }

    @Test("bandwidths are the ten of the sub-gigahertz chips")
    func bandwidths() {
        let known = [
            7_813, 10_417, 15_625, 20_833, 31_250, 41_667, 62_500, 125_000, 250_000, 500_000,
        ]
        #expect(Bandwidth.allCases.map { Int($0.hertz.value) } == known)
        #expect(Bandwidth.allCases.sorted() == Bandwidth.allCases)
        for hertz in known {
            for near in [hertz - 1, hertz, hertz + 1] {
                #expect(((try? Bandwidth(checking: near)) != nil) == (near == hertz))
            }
        }
        for hertz in [Int.min, -125_000, 0, 203_125, 1_625_000, Int.max] {
            #expect(throws: ModulationError.noSuchBandwidth(found: hertz)) {
                try Bandwidth(checking: hertz)
            }
        }
    }

    @Test("a chip is exactly one period of the bandwidth")
    func chips() {
        // 500 kHz / k lasts 2,000 k ns: the product with the exact bandwidth is one second.
        for (bandwidth, divisor) in zip(
            Bandwidth.allCases, [64, 48, 32, 24, 16, 12, 8, 4, 2, 1] as [UInt64])
        {
            #expect(bandwidth.chipDuration.value * 500_000 == 1_000_000_000 * divisor)
        }
    }

    @Test("each refusal tells what to write")
    func messages() {
        let refusals: [(ModulationError, String)] = [
            (.noSuchSpreadingFactor(found: 13), "there is no spreading factor 13; write 5 to 12"),
            (
                .noSuchBandwidth(found: 125),
                "LoRa has no bandwidth of 125 Hz; write one of 7813, 10417, 15625, 20833, 31250, "
                    + "41667, 62500, 125000, 250000, 500000"
            ),
            (
                .noSuchCodingRate(found: 4),
                "there is no coding rate 4/4; write 5 to 8 for 4/5 to 4/8"
            ),
            (
                .payloadOutOfRange(found: 256),
                "a LoRa payload has 0 to 255 bytes; this one has 256"
            ),
            (
                .preambleTooShort(found: 5),
                "a LoRa preamble has at least 6 symbols; this one has 5"
            ),
        ]
        for (refusal, message) in refusals { #expect(refusal.description == message) }
    }
}
