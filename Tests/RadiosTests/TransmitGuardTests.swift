import Airwaves
import Radios
import Testing
import Units

@Suite("Only what the plan allows is permitted")
struct TransmitGuardTests {
    private func frame(
        _ number: UInt32 = 1, hertz: UInt64 = 868_100_000, factor: SpreadingFactor = .sf7,
        bandwidth: Bandwidth = .kHz125, power: Int32 = 1400, length: Int = 20
    ) -> Transmission {
        Transmission(
            number: number, frequency: Hertz(hertz),
            modulation: .loRa(LoRaModulation(spreadingFactor: factor, bandwidth: bandwidth)),
            radiatedPower: SignalLevel(hundredths: power),
            payload: [UInt8](repeating: 0, count: length))
    }

    private func radio(_ abilities: RadioAbilities = []) -> RadioIdentity {
        RadioIdentity(
            kind: .concentrator, model: "SX1302", eui: EUI64(bits: 1), firmware: "1",
            abilities: abilities, hasKnownFirmware: true)
    }

    private func refusal(
        _ transmission: Transmission, _ plan: RegionalPlan = .eu868,
        _ abilities: RadioAbilities = []
    ) -> TransmitRefusal? {
        var keeper = TransmitGuard(plan: plan, antennaGain: Decibels(hundredths: 0))
        do throws(TransmitRefusal) {
            _ = try keeper.permit(transmission, by: radio(abilities), at: Nanoseconds(0))
            return nil
        } catch { return error }
    }

    @Test("the strongest power is permitted and a hundredth more is not")
    func power() {
        let most = RegionalPlan.eu868.rules.maximumEIRP
        #expect(refusal(frame(power: most.hundredths)) == nil)
        let more = SignalLevel(hundredths: most.hundredths + 1)
        #expect(refusal(frame(power: more.hundredths)) == .power(more, most: most))
    }

    @Test("a channel fits into the band with all its width, or is refused")
    func band() {
        let low = RegionalPlan.us915.rules.band.lowerBound.value
        #expect(refusal(frame(hertz: low + 62_500), .us915) == nil)
        #expect(
            refusal(frame(hertz: low + 62_499), .us915)
                == .frequency(Hertz(low + 62_499), .us915))
        let high = RegionalPlan.us915.rules.band.upperBound.value
        #expect(refusal(frame(hertz: high - 62_500), .us915) == nil)
        #expect(
            refusal(frame(hertz: high - 62_499), .us915)
                == .frequency(Hertz(high - 62_499), .us915))
        #expect(refusal(frame(hertz: 0), .us915) == .frequency(Hertz(0), .us915))
    }

    @Test("a frame as long as the dwell limit is permitted and a longer one is not")
    func dwell() throws {
        let limit = try #require(RegionalPlan.us915.rules.dwellLimit)
        let modulation = LoRaModulation(spreadingFactor: .sf10)
        let longest = try #require(try modulation.largestPayload(within: limit))
        let fits = frame(hertz: 903_000_000, factor: .sf10, length: longest)
        #expect(refusal(fits, .us915) == nil)
        let exceeds = frame(hertz: 903_000_000, factor: .sf10, length: longest + 1)
        #expect(refusal(exceeds, .us915) == .dwell(try #require(exceeds.airtime), most: limit))
    }

    @Test("FSK takes its bit rate and twice its deviation of the band: on the edge, one hertz past")
    func deviation() {
        let edge = RegionalPlan.us915.rules.band.upperBound.value
        for (deviation, half) in [
            (UInt64(25_000), UInt64(50_000)), (12_500, 37_500), (100_000, 125_000),
        ] {
            var signal = frame(hertz: edge - half)
            signal.modulation = .fsk(bitsPerSecond: 50_000)
            signal.deviation = Hertz(deviation)
            #expect(refusal(signal, .us915) == nil)
            signal.frequency = Hertz(edge - half + 1)
            #expect(refusal(signal, .us915) == .frequency(signal.frequency, .us915))
        }
    }

    @Test("a plan that demands listening first refuses a radio that cannot, by name")
    func listening() {
        let asked = frame(hertz: 922_100_000, power: 1000)
        #expect(
            refusal(asked, .kr920) == .cannotListenFirst(.kr920, radio: "SX1302"))
        #expect(refusal(asked, .kr920, .listenBeforeTalk) == nil)
    }

    @Test("the hour's share of a band is permitted to the last frame, and comes back an hour later")
    func dutyCycle() throws {
        var keeper = TransmitGuard(plan: .eu868, antennaGain: Decibels(hundredths: 0))
        let long = frame(factor: .sf12, length: 51)
        let airtime = try #require(long.airtime).value
        let cycle = try #require(RegionalPlan.eu868.rules.dutyCycle(at: long.frequency))
        let allowed = UInt64(cycle.perMille) * 3_600_000_000 / airtime
        for number in 0..<UInt32(allowed) {
            _ = try keeper.permit(
                frame(number, factor: .sf12, length: 51), by: radio(), at: Nanoseconds(0))
            keeper.settle(number, sent)
        }
        let refused = refusal(of: frame(999, factor: .sf12, length: 51), in: &keeper, at: 0)
        guard case .dutyCycle(cycle.perMille, let free) = refused else {
            Issue.record("\(refused as Any)")
            return
        }
        #expect(free.value >= 3_600_000_000_000 && free.value <= 3_612_500_000_000)
        #expect(
            refusal(of: frame(999, factor: .sf12, length: 51), in: &keeper, at: free.value - 1)
                != nil)
        #expect(
            refusal(of: frame(999, factor: .sf12, length: 51), in: &keeper, at: free.value) == nil)
    }

    @Test("what was never on air is given back; what may have been is not")
    func settling() throws {
        for (outcome, isBack) in [
            (TransmitOutcome.cancelled, true), (.channelBusy, true), (.refused(.notReady), true),
            (.failed(RadioFault(.line, "gone")), false), (sent, false),
        ] {
            var keeper = TransmitGuard(plan: .eu868, antennaGain: Decibels(hundredths: 0))
            _ = try keeper.permit(frame(7), by: radio(), at: Nanoseconds(0))
            keeper.settle(7, outcome)
            let used = keeper.usage(at: Nanoseconds(0)).reduce(0) { $0 + $1.used.value }
            #expect((used == 0) == isBack, "\(outcome)")
        }
    }

    @Test("bands are counted apart, and nothing is allowed between them")
    func bands() throws {
        var keeper = TransmitGuard(plan: .eu868, antennaGain: Decibels(hundredths: 0))
        _ = try keeper.permit(frame(1), by: radio(), at: Nanoseconds(0))
        _ = try keeper.permit(frame(2, hertz: 869_525_000), by: radio(), at: Nanoseconds(0))
        #expect(keeper.usage(at: Nanoseconds(0)).count { $0.used.value > 0 } == 2)
        #expect(refusal(frame(hertz: 869_300_000)) == .frequency(Hertz(869_300_000), .eu868))
    }

    @Test("a number under way is refused until it has ended")
    func numbers() throws {
        var keeper = TransmitGuard(plan: .eu868, antennaGain: Decibels(hundredths: 0))
        _ = try keeper.permit(frame(1), by: radio(), at: Nanoseconds(0))
        #expect(refusal(of: frame(1), in: &keeper, at: 0) == .numberInUse(1))
        keeper.settle(1, sent)
        #expect(refusal(of: frame(1), in: &keeper, at: 0) == nil)
    }

    @Test("the antenna's gain is taken off the power at the connector")
    func gain() throws {
        var keeper = TransmitGuard(plan: .eu868, antennaGain: Decibels(hundredths: 580))
        let permitted = try keeper.permit(frame(), by: radio(), at: Nanoseconds(0))
        #expect(permitted.conductedPower == SignalLevel(hundredths: 820))
    }

    @Test("what no radio sends is refused in words", arguments: [5, 6])
    func preamble(symbols: UInt16) {
        var odd = frame()
        odd.framing.preambleSymbols = symbols
        if case .notCapable = refusal(odd) {
            #expect(symbols == 5)
        } else {
            #expect(symbols == 6)
        }
    }

    private let sent = TransmitOutcome.sent(
        SentFrame(
            start: nil, airtime: Nanoseconds(1), frequency: Hertz(868_100_000),
            conductedPower: SignalLevel(hundredths: 1400)))

    private func refusal(
        of transmission: Transmission, in keeper: inout TransmitGuard, at now: UInt64
    ) -> TransmitRefusal? {
        do throws(TransmitRefusal) {
            _ = try keeper.permit(transmission, by: radio(), at: Nanoseconds(now))
            return nil
        } catch { return error }
    }
}
