import Airwaves
import Testing
import Units

@Suite("Link budgets") struct LinkBudgetTests {
    static let budget = LinkBudget(
        conductedPower: SignalLevel(hundredths: 1_400), transmitGain: Decibels(hundredths: 300),
        cableLoss: Decibels(hundredths: 100), limit: SignalLevel(hundredths: 1_615),
        receiveGain: Decibels(hundredths: 215))

    static let gains: [(gain: Int32, eirp: Int32)] = [
        (314, 1_614), (315, 1_615), (316, 1_615), (900, 1_615),
    ]

    @Test("power, gain and cable add up, and the plan's limit holds", arguments: gains)
    func eirp(gain: Int32, eirp: Int32) {
        #expect(Self.budget.eirp == SignalLevel(hundredths: 1_600))
        let budget = LinkBudget(
            conductedPower: SignalLevel(hundredths: 1_300),
            transmitGain: Decibels(hundredths: gain), limit: SignalLevel(hundredths: 1_615),
            receiveGain: Decibels(hundredths: 0))
        #expect(budget.eirp == SignalLevel(hundredths: eirp))
    }

    @Test("a US beacon of 36 dBm into 3 dBi at 100 km arrives with -92.7 dBm, at most 6 dB more")
    func published() {
        let budget = LinkBudget(
            eirp: SignalLevel(hundredths: 3_600), receiveGain: Decibels(hundredths: 300))
        let (distance, frequency) = (Metres(100_000), Hertz(915_000_000))
        let loss = Decibels.freeSpaceLoss(distance: distance, frequency: frequency)
        #expect(abs(budget.level(after: loss).hundredths + 9_270) <= 5)
        #expect(
            budget.strongestLevel(distance: distance, frequency: frequency)
                - budget.level(after: loss) == Decibels(hundredths: 600))
    }

    @Test("at the largest path loss the margin is nothing, a hundredth later it is negative")
    func margin() {
        for spread in SpreadingFactor.allCases {
            let modulation = LoRaModulation(spreadingFactor: spread)
            let largest = Self.budget.largestPathLoss(modulation: modulation)
            let beyond = largest + Decibels(hundredths: 1)
            #expect(
                Self.budget.margin(after: largest, modulation: modulation)
                    == Decibels(hundredths: 0))
            #expect(
                Self.budget.margin(after: beyond, modulation: modulation)
                    == Decibels(hundredths: -1))
        }
        // 16 + 2.15 - (-174 + 50.97 + 6 - 20) dB.
        #expect(
            Self.budget.largestPathLoss(modulation: LoRaModulation(spreadingFactor: .sf12))
                == Decibels(hundredths: 15_518))
    }

    @Test("over flat ground the loss grows by 12 dB with each doubling, far beyond the breakpoint")
    func flatGround() {
        let (frequency, height) = (Hertz(868_000_000), Metres(10))
        let breakpoint = FlatGround.breakpoint(frequency: frequency, heights: height, height)
        #expect(breakpoint == Metres(1_158))
        func loss(_ metres: Int64) -> Int32 {
            FlatGround.leastLoss(
                distance: Metres(metres), frequency: frequency, heights: height, height
            ).hundredths
        }
        #expect(loss(8_000) - loss(4_000) == 1_204)
        #expect(abs(loss(400) - loss(200) - 602) <= 1)
        let free = Decibels.freeSpaceLoss(distance: Metres(200), frequency: frequency)
        #expect(loss(200) == free.hundredths - 600)
    }
}
