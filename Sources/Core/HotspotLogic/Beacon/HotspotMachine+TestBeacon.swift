import Airwaves
import Attestation
import Primitives
import Radios
import Units

/// A test beacon on its way.
struct TestOnItsWay: Hashable, Sendable {
    var transmission: Attestation.Transmission
    let radio: RadioDescription
    let position: MeasuredPosition?
    let phase: BeaconOnItsWay.Phase
}

extension HotspotMachine {
    /// At most one test beacon in this (docs/messages.md, `test-beacon`).
    static var testInterval: UInt64 { 600_000 }
    /// None this many periods before the own beacon's moments, or less than a minute.
    static var periodsBeforeOwn: UInt64 { 2 }

    /// `beacon --now`: a frame that is revealed at once, outside of the chain of commitments, never
    /// paid. Whatever forbids a beacon forbids it too.
    mutating func wantTestBeacon() {
        do throws(BeaconRefusal) {
            effects.append(.testBeacon(.sending(number: try sendTest())))
        } catch {
            effects.append(.testBeacon(.refused(error)))
        }
    }

    private mutating func sendTest() throws(BeaconRefusal) -> UInt32 {
        let (radio, plan, facts) = try permission()
        if let last = marks.lastTest, milliseconds < last + Self.testInterval,
            milliseconds + Self.testInterval > last
        {
            let left = last + Self.testInterval - milliseconds
            throw .tooSoon(minutes: (left + 59_999) / 60_000)
        }
        guard test == nil, !isOnAir, !isOwnMomentNear else { throw .busy }
        let ordered = testTransmission(plan, facts)
        let number = transmit(ordered, plan, by: radio)
        test = TestOnItsWay(
            transmission: ordered, radio: facts.radio, position: facts.measured,
            phase: .onAir(number: number, deadline: now.uptime + Self.outcomePatience))
        marks.lastTest = milliseconds
        return number
    }

    private var isOnAir: Bool {
        beacons.contains { if case .sent = $0.phase { false } else { true } }
    }

    private var isOwnMomentNear: Bool {
        guard let window, !attempts.isSent, let entropy = entropy.window(window) else {
            return false
        }
        let before = max(Self.periodsBeforeOwn * periodNanoseconds, 5_000_000_000)
        return BeaconSlot.allCases.contains { choice in
            let moment = start(of: entropy.slots[choice], in: window)
            return attempts[choice] == nil && now.clock.value + before > moment.value
                && now.clock.value < moment.value + periodNanoseconds
        }
    }

    /// Any channel, the middle of the plan's spreading factors, full power: whoever is in reach hears
    /// it. Its filler is random, so that no two are alike.
    private mutating func testTransmission(
        _ plan: RegionalPlan, _ facts: SendFacts
    ) -> Attestation.Transmission {
        let rules = plan.rules
        let chance = chances.take()
        let rates = rules.beaconRates.filter {
            $0.spreadingFactor <= network.periods.greatestSpreadingFactor
        }
        let channel = rules.beaconChannels[
            Int(chance.words.0 % UInt64(rules.beaconChannels.count))]
        var frame: [UInt8] = [BeaconFrame.header, BeaconFrame.version]
        frame.append(contentsOf: chances.take().bytes.prefix(DrawRules.leastFrame - 2))
        return Attestation.Transmission(
            frame: frame, frequency: channel,
            spreadingFactor: UInt64(rates[rates.count / 2].spreadingFactor.rawValue),
            bandwidth: rules.bandwidth.hertz, power: rules.maximumEIRP, powerBasis: .assumed,
            sent: now.clock, clock: facts.discipline, counterMicroseconds: nil,
            airtimeMilliseconds: 0, plan: plan.description,
            regionTable: UInt64(facts.place.verdict.tableVersion))
    }

    /// Revealed at once. What may not have been sent is not claimed: nobody pays for it.
    mutating func endTest(_ outcome: TransmitOutcome, _ airtime: Nanoseconds) {
        guard var test else { return }
        self.test = nil
        guard case .sent = outcome else {
            let refusal = BeaconRefusal(outcome) ?? .cancelled
            if BeaconRefusal(outcome) != nil { marks.lastTest = nil }
            effects.append(.testBeacon(.refused(refusal)))
            return
        }
        confirm(&test.transmission, outcome, airtime, test.radio)
        let (transmission, radio, position) = (test.transmission, test.radio, test.position)
        state {
            TestBeacon(sequence: $0, transmission: transmission, radio: radio, position: position)
        }
        effects.append(.testBeacon(.sent))
    }

}
