import Airwaves
import Attestation
import Units

@testable import CoverageRules

typealias WitnessCase = RuleCase<WitnessFacts>

extension WitnessCase {
    static let fails: [WitnessCase] = [
        WitnessCase(.w1, .badSignature, bad: { $0.isSigned = false }),
        WitnessCase(.w1, .unregistered, bad: { $0.station = nil }),
        WitnessCase(
            .w2, .positionContradicts, 301, 300,
            bad: {
                $0.positions.contradictingWindows = 1
                $0.position = GoodFacts.position(306)
            },
            good: {
                $0.positions.contradictingWindows = 1
                $0.position = GoodFacts.position(305)
            }),
        WitnessCase(
            .w2, .positionUnsettled, 2, 2,
            bad: {
                $0.positions.contradictingWindows = 2
                $0.position = nil
            },
            good: {
                $0.positions.contradictingWindows = 1
                $0.position = nil
            }),
        WitnessCase(
            .w2, .noPosition, 3, 3,
            bad: {
                $0.position = nil
                $0.missing.position = 3
            },
            good: {
                $0.position = nil
                $0.missing.position = 2
            }),
        WitnessCase(.w3, .suspended, bad: { $0.station?.isSuspended = true }),
        WitnessCase(.w3, .edgeDoubted, bad: { $0.isEdgeDoubted = true }),
        WitnessCase(.w4, .ownBeacon, bad: { $0.station?.hotspot = 1 }),
        WitnessCase(
            .w4, .sameSite, bad: { $0.station?.site = 1 }, good: { $0.station?.site = 3 }),
        WitnessCase(.w6, .noSeal, bad: { $0.seal = nil }),
        WitnessCase(
            .w6, .otherWindow, 101, 100, bad: { $0.seal?.window = Window(101) }),
        WitnessCase(
            .w6, .lateSeal, 25, 24, bad: { $0.seal?.recordsBelowSeal = 25 },
            good: { $0.seal?.recordsBelowSeal = 24 }),
        WitnessCase(
            .w7, .openedEarly, 24, 25, bad: { $0.seal?.recordsBelowOpening = 24 },
            good: { $0.seal?.recordsBelowOpening = 25 }),
        WitnessCase(
            .w8, .otherFrame, bad: { $0.report.frame[$0.report.frame.count - 1] ^= 1 }),
        WitnessCase(
            .w9, .offFrequency, 31_251, 31_250,
            bad: { $0.offset(31_251) },
            good: {
                $0.offset(-31_250)
                $0.frequencyErrors = FrequencyErrors(count: 7, sum: 0)
            }),
        WitnessCase(
            .w9, .driftImplausible, drift + 1, drift,
            bad: { $0.offset(drift + 1 - 300) }, good: { $0.offset(drift - 300) }),
        WitnessCase(
            .w9, .noFrequencyError, 3, 3,
            bad: {
                $0.report.first.frequencyErrorHertz = nil
                $0.missing.frequencyError = 3
            },
            good: {
                $0.report.first.frequencyErrorHertz = nil
                $0.missing.frequencyError = 2
            }),
        WitnessCase(
            .w10, .otherSpreadingFactor, 11, 10, bad: { $0.report.first.spreadingFactor = 11 }),
        WitnessCase(
            .w10, .otherBandwidth, 250_000, 125_000,
            bad: { $0.report.first.bandwidth = Hertz(250_000) }),
        WitnessCase(.w11, .otherPlan, bad: { $0.station?.plan = .us915 }),
        WitnessCase(
            .w12, .tooClose, 299, 300, bad: { $0.stands(299) }, good: { $0.stands(300) }),
        WitnessCase(
            .w13, .tooFar, 100_001, 100_000,
            bad: {
                $0.stands(100_001)
                $0.report.first.signal = SignalLevel(hundredths: -11_500)
                $0.report.first.ratio = Decibels(hundredths: 0)
            },
            good: {
                $0.stands(100_000)
                $0.report.first.signal = SignalLevel(hundredths: -11_500)
                $0.report.first.ratio = Decibels(hundredths: 0)
            }),
        WitnessCase(
            .w14, .tooStrong, strongest + 1, strongest,
            bad: { $0.report.first.signal = SignalLevel(hundredths: Int32(strongest) + 1) },
            good: { $0.report.first.signal = SignalLevel(hundredths: Int32(strongest)) }),
        WitnessCase(
            .w14, .noSignalLevel, 3, 3,
            bad: {
                $0.report.first.signal = nil
                $0.missing.signalRSSI = 3
            },
            good: {
                $0.report.first.signal = nil
                $0.missing.signalRSSI = 2
            }),
        // SF10: -15 dB less 3.
        WitnessCase(
            .w15, .ratioTooLow, -1_801, -1_800,
            bad: { $0.report.first.ratio = Decibels(hundredths: -1_801) },
            good: { $0.report.first.ratio = Decibels(hundredths: -1_800) }),
        // -174 + 50.97 - 1 - 15.
        WitnessCase(
            .w15, .signalTooWeak, -13_904, -13_903,
            bad: {
                $0.report.first.signal = SignalLevel(hundredths: -13_904)
                $0.report.first.ratio = Decibels(hundredths: -1_700)
            },
            good: {
                $0.report.first.signal = SignalLevel(hundredths: -13_903)
                $0.report.first.ratio = Decibels(hundredths: -1_700)
            }),
        WitnessCase(
            .w16, .noiseTooLow, -12_601, -12_600,
            bad: {
                $0.report.first.signal = SignalLevel(hundredths: -12_101)
                $0.report.first.ratio = Decibels(hundredths: 500)
            },
            good: {
                $0.report.first.signal = SignalLevel(hundredths: -12_100)
                $0.report.first.ratio = Decibels(hundredths: 500)
            }),
        WitnessCase(.w18, .laterReport, 1, 0, bad: { $0.earlierReports = 1 }),
        WitnessCase(
            .w18, .noCounter, 3, 3,
            bad: {
                $0.report.first.counterMicroseconds = nil
                $0.missing.counter = 3
            },
            good: {
                $0.report.first.counterMicroseconds = nil
                $0.missing.counter = 2
            }),
        WitnessCase(
            .w20, .blocked, 501, 500, terms: withTerrain,
            bad: { $0.terrain = terrain(501) }, good: { $0.terrain = terrain(500) }),
    ]

    static let gaps: [WitnessCase] = [
        WitnessCase(
            .w2, .neverFixed,
            bad: {
                $0.positions = PositionHistory()
                $0.position = nil
            }),
        WitnessCase(
            .w2, .contradictedOnce, bad: { $0.position = GoodFacts.position(306) },
            good: { $0.position = GoodFacts.position(305) }),
        WitnessCase(.w5, .unmatched, bad: { $0.beacon = nil }),
        WitnessCase(.w6, .unopenedSeal, bad: { $0.unopenedSeals = 1 }),
        WitnessCase(.w14, .closeBy, bad: { $0.stands(299) }, good: { $0.stands(300) }),
        WitnessCase(
            .w15, .unknownModulation, bad: { $0.report.first.bandwidth = Hertz(100_000) }),
        WitnessCase(
            .w16, .unknownModulation, bad: { $0.report.first.bandwidth = Hertz(100_000) }),
        WitnessCase(
            .w20, .noTerrain, terms: withTerrain, bad: { $0.terrain = nil },
            good: { $0.terrain = terrain(0) }),
    ]

    static let withTerrain = GoodFacts.terms.with(RuleBook.first.with(terrain: true))

    static func terrain(_ area: Int64) -> TerrainFacts {
        TerrainFacts(beaconLift: Metres(0), witnessLift: Metres(0), blockedArea: area)
    }

    /// 10 ppm of the channel, by the book.
    static let drift = BeaconCase.channel / 100_000
    /// What W-14 allows the good report: `LinkVectorTests` holds the rule against 60 digits.
    static let strongest: Int64 = {
        let facts = GoodFacts.witness
        guard let station = facts.station, let beacon = facts.beacon,
            let distance = facts.distance
        else { preconditionFailure("a good report has both ends") }
        return Int64(
            WitnessRules.strongest(beacon, at: station, distance, .first).hundredths)
    }()
}

extension WitnessFacts {
    mutating func offset(_ hertz: Int64) { report.first.frequencyErrorHertz = hertz }

    /// Moves the witness so far from the beacon, with a signal fit for any distance from 300 m on.
    mutating func stands(_ metres: Int64) {
        guard let beacon, let old = station else { return }
        var moved = GoodFacts.station(
            old.hotspot, at: GoodFacts.place(metres, from: beacon.station))
        moved.site = old.site
        station = moved
    }
}
