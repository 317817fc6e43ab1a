import Airwaves
import Attestation
import Units

extension WitnessRules {
    /// W-14: not stronger than open air and one reflection allow. Not judged close by, where the
    /// bound is steep and a cell's size decides.
    public static func w14(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let station = facts.station, let beacon = facts.beacon,
            let distance = facts.distance
        else { return facts.nothingToJudge }
        let reception = facts.report.first
        if reception.signal == nil, station.measures.contains(.signalRSSI) {
            let lacking = missing(
                facts.missing.signalRSSI, terms.book[.missingSignal], .noSignalLevel)
            if lacking != .pass { return lacking }
        }
        guard distance.value >= terms.book[.closeByDistance] else { return .notJudged(.closeBy) }
        return .most(
            Int64(Margins.signal(reception).hundredths),
            Int64(strongest(beacon, at: station, distance, terms.book).hundredths), .tooStrong)
    }

    /// Free space over the distance less two cells' edges, the asserted gain as far as it counts,
    /// and what a reflection can add.
    static func strongest(
        _ beacon: HeardBeacon, at station: Station, _ distance: Metres, _ book: RuleBook
    ) -> SignalLevel {
        let gain = min(
            station.gain, Decibels(hundredths: Int32(clamping: book[.greatestGain])))
        let budget = LinkBudget(eirp: beacon.power, receiveGain: gain)
        let loss = Decibels.freeSpaceLoss(
            distance: distance - Metres(book[.cellSlack]), frequency: beacon.frequency)
        return budget.level(after: loss)
            + Decibels(hundredths: Int32(clamping: book[.overFreeSpace]))
    }

    /// W-15: neither ratio nor signal below what the spreading factor can decode.
    public static func w15(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard facts.beacon != nil else { return facts.nothingToJudge }
        let reception = facts.report.first
        guard let factor = SpreadingFactor(number: reception.spreadingFactor),
            let bandwidth = Bandwidth(reception.bandwidth)
        else { return .notJudged(.unknownModulation) }
        let slack = Decibels(hundredths: Int32(clamping: terms.book[.ratioSlack]))
        let least = factor.demodulationFloor - slack
        guard reception.ratio >= least else {
            return .fail(
                .ratioTooLow, measured: Int64(reception.ratio.hundredths),
                limit: Int64(least.hundredths))
        }
        let figure = Decibels(hundredths: Int32(clamping: terms.book[.noiseFigure]))
        let weakest = LoRaModulation(spreadingFactor: factor, bandwidth: bandwidth)
            .sensitivity(noiseFigure: figure)
        return .least(
            Int64(Margins.signal(reception).hundredths), Int64(weakest.hundredths),
            .signalTooWeak)
    }

    /// W-16: signal and ratio imply no less noise than nature has, as if at 125 kHz.
    public static func w16(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard facts.beacon != nil else { return facts.nothingToJudge }
        guard let noise = Margins.noise(facts.report.first) else {
            return .notJudged(.unknownModulation)
        }
        return .least(Int64(noise.hundredths), terms.book[.noiseFloor], .noiseTooLow)
    }
}
