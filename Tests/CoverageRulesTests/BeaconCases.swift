import Airwaves
import Attestation
import Units

@testable import CoverageRules

typealias BeaconCase = RuleCase<BeaconFacts>

extension BeaconCase {
    static let fails: [BeaconCase] = [
        BeaconCase(.b1, .badSignature, bad: { $0.isSigned = false }),
        BeaconCase(.b1, .unregistered, bad: { $0.station = nil }),
        BeaconCase(
            .b2, .positionContradicts, 301, 300,
            bad: {
                $0.positions.contradictingWindows = 1
                $0.reveal.position = GoodFacts.position(306)
            },
            good: {
                $0.positions.contradictingWindows = 1
                $0.reveal.position = GoodFacts.position(305)
            }),
        BeaconCase(
            .b2, .positionUnsettled, 2, 2,
            bad: {
                $0.positions.contradictingWindows = 2
                $0.reveal.position = nil
            },
            good: {
                $0.positions.contradictingWindows = 1
                $0.reveal.position = nil
            }),
        BeaconCase(
            .b3, .planUnknown, bad: { $0.reveal.transmission.plan = "XX999" }),
        BeaconCase(
            .b3, .planNotAllowed, bad: { $0.plansAtPlace = [.us915] },
            good: { $0.plansAtPlace = [.us915, .eu868] }),
        BeaconCase(.b3, .noPlanHere, bad: { $0.plansAtPlace = [] }),
        BeaconCase(.b4, .suspended, bad: { $0.station?.isSuspended = true }),
        BeaconCase(
            .b5, .noRecord, bad: { $0.values = DrawValues(slot: nil, spare: $0.values.spare) },
            good: { $0.values = DrawValues(slot: $0.values.slot, spare: nil) }),
        BeaconCase(
            .b5, .otherRecord, alsoFails: RuleSet(.b8),
            bad: { $0 = GoodFacts.beacon(at: .spare, frameOf: .slot) },
            good: { $0 = GoodFacts.beacon(at: .spare) }),
        BeaconCase(
            .b6, .sentEarly, 1, 0, bad: { $0.sent(after: -1) }, good: { $0.sent(after: 0) }),
        BeaconCase(
            .b6, .sentLate, 60_001, 60_000, bad: { $0.sent(after: 60_001_000_000) },
            good: { $0.sent(after: 60_000_999_999) }),
        BeaconCase(.b6, .secondBeacon, 1, 0, bad: { $0.earlierReveals = 1 }),
        BeaconCase(.b7, .noCommitment, bad: { $0.commitment = nil }),
        BeaconCase(.b7, .otherNonce, bad: { $0.commitment = GoodFacts.hash(1) }),
        BeaconCase(.b7, .gap, 1, 0, bad: { $0.unopenedEarlier = 1 }),
        BeaconCase(
            .b8, .spreadingFactorNotDrawn, 9, 10,
            bad: { $0.reveal.transmission.spreadingFactor = 9 }),
        BeaconCase(
            .b8, .lengthNotDrawn, length + 1, length,
            bad: { $0.reveal.transmission.frame.append(0) }),
        BeaconCase(
            .b8, .channelNotDrawn, channel + 1, channel,
            bad: { $0.reveal.transmission.frequency = Hertz(UInt64(channel) + 1) }),
        BeaconCase(
            .b8, .bandwidthNotDrawn, 250_000, 125_000,
            bad: { $0.reveal.transmission.bandwidth = Hertz(250_000) }),
        BeaconCase(
            .b8, .frameNotDrawn,
            bad: { $0.reveal.transmission.frame[$0.reveal.transmission.frame.count - 1] ^= 1 }),
        BeaconCase(
            .b9, .powerTooHigh, 1_616, 1_615,
            bad: { $0.reveal.transmission.power = SignalLevel(hundredths: 1_616) },
            good: { $0.reveal.transmission.power = SignalLevel(hundredths: 1_615) }),
        BeaconCase(
            .b9, .powerTooLow, 1_314, 1_315,
            bad: { $0.reveal.transmission.power = SignalLevel(hundredths: 1_314) },
            good: { $0.reveal.transmission.power = SignalLevel(hundredths: 1_315) }),
        BeaconCase(
            .b9, .dwellExceeded, airtime, airtime - 1,
            terms: GoodFacts.terms.with(
                RuleBook.first.with(dwell: Nanoseconds(UInt64(airtime - 1) * 1_000_000))),
            bad: { _ in }),
        BeaconCase(
            .b9, .dutyExceeded, 36_001, 36_000,
            bad: { $0.reveal.transmission.airtimeMilliseconds = 36_001 },
            good: { $0.reveal.transmission.airtimeMilliseconds = 36_000 }),
        BeaconCase(
            .b10, .revealedEarly, 29, 30, bad: { $0.recordsAfterDraw = 29 },
            good: { $0.recordsAfterDraw = 30 }),
        BeaconCase(.b11, .sequenceUsedTwice, 1, 0, bad: { $0.sameSequence = 1 }),
    ]

    /// Not judged, with what makes it so.
    static let gaps: [BeaconCase] = [
        BeaconCase(
            .b2, .neverFixed,
            bad: {
                $0.positions = PositionHistory()
                $0.reveal.position = nil
            }),
        BeaconCase(
            .b2, .neverFixed,
            bad: {
                $0.positions = PositionHistory()
                $0.reveal.position?.source = .configured
            }),
        BeaconCase(
            .b2, .contradictedOnce, bad: { $0.reveal.position = GoodFacts.position(306) },
            good: { $0.reveal.position = GoodFacts.position(305) }),
        BeaconCase(.b6, .noSlot, bad: { $0.slots = nil }),
        BeaconCase(.b10, .noSlot, bad: { $0.slots = nil }),
        BeaconCase(
            .b8, .nothingDrawn, bad: { $0.drawn = DrawnBeacon(commitment: $0.drawn.commitment) }),
        BeaconCase(
            .b9, .nothingDrawn, bad: { $0.drawn = DrawnBeacon(commitment: $0.drawn.commitment) }),
    ]

    static let length = Int64(GoodFacts.draw.frameLength)
    static let channel =
        RegionalPlan.eu868.rules.beaconChannels[GoodFacts.draw.channel].whole
    /// Of the good frame, rounded up to a millisecond.
    static let airtime: Int64 = {
        let time = try? LoRaModulation(spreadingFactor: .sf10).airtime(
            of: GoodFacts.draw.frameLength)
        return Int64(((time?.value ?? 0) + 999_999) / 1_000_000)
    }()
}

extension BeaconFacts {
    /// Sends so many nanoseconds after the slot.
    mutating func sent(after nanoseconds: Int64) {
        let start = GoodFacts.terms.periods.firstPeriod(of: GoodFacts.window).number * 60_000
        let slot = (start + GoodFacts.slots.slot.milliseconds) * 1_000_000
        reveal.transmission.sent = Nanoseconds(
            UInt64(Int64(GoodFacts.terms.genesis.value + slot) + nanoseconds))
    }
}
