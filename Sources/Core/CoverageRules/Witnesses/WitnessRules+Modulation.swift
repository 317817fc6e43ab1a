import Airwaves
import Attestation
import Units

extension WitnessRules {
    /// W-9: on the frequency it was sent on, as far as a radio decodes beside it; and not away from
    /// what the edge has shown by more than two crystals drift.
    public static func w9(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let station = facts.station, let beacon = facts.beacon else {
            return facts.nothingToJudge
        }
        let reception = facts.report.first
        let offset = Margins.offset(reception, from: beacon.frequency)
        let tolerance = share(
            beacon.bandwidth, terms.book[.frequencyTolerance], of: 1_000)
        guard Int64(clamping: offset.magnitude) <= tolerance else {
            return .fail(
                .offFrequency, measured: Int64(clamping: offset.magnitude), limit: tolerance)
        }
        guard reception.frequencyErrorHertz != nil else {
            guard station.measures.contains(.frequencyError) else { return .pass }
            return missing(
                facts.missing.frequencyError, terms.book[.missingFrequencyError],
                .noFrequencyError)
        }
        return drift(offset, facts.frequencyErrors, of: beacon.frequency, terms.book)
    }

    /// Against the mean of the edge's earlier errors, once there are enough.
    private static func drift(
        _ offset: Int64, _ earlier: FrequencyErrors, of frequency: Hertz, _ book: RuleBook
    ) -> Judgement {
        guard Int64(earlier.count) >= book[.driftReceptions] else { return .pass }
        let mean = try? FixedPoint.multiply(
            earlier.sum, 1, dividedBy: Int64(earlier.count), rounding: .halfAwayFromZero)
        let (away, over) = offset.subtractingReportingOverflow(mean ?? 0)
        let limit = share(frequency, book[.drift], of: 1_000_000_000)
        return .most(
            over ? .max : Int64(clamping: away.magnitude), limit, .driftImplausible)
    }

    /// A part of a frequency, rounded down.
    private static func share(_ frequency: Hertz, _ part: Int64, of whole: Int128) -> Int64 {
        Int64(clamping: Int128(frequency.value) * Int128(part) / whole)
    }

    /// W-10: spreading factor and bandwidth as sent.
    public static func w10(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let beacon = facts.beacon else { return facts.nothingToJudge }
        let reception = facts.report.first
        guard reception.spreadingFactor == beacon.spreadingFactor else {
            return .fail(
                .otherSpreadingFactor, measured: Int64(clamping: reception.spreadingFactor),
                limit: Int64(clamping: beacon.spreadingFactor))
        }
        guard reception.bandwidth == beacon.bandwidth else {
            return .fail(
                .otherBandwidth, measured: reception.bandwidth.whole,
                limit: beacon.bandwidth.whole)
        }
        return .pass
    }

    /// W-11: sent under the plan that the witness's place is asserted with.
    public static func w11(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let station = facts.station, let beacon = facts.beacon else {
            return facts.nothingToJudge
        }
        return station.plan == beacon.plan ? .pass : .fail(.otherPlan)
    }
}
