import Airwaves
import Attestation
import Units

extension BeaconRules {
    /// B-5: the record of the moment it says it used was made, and the frame is of that record.
    public static func b5(_ facts: BeaconFacts, _ terms: RuleTerms) -> Judgement {
        guard facts.values[facts.reveal.slot.moment] != nil else { return .fail(.noRecord) }
        let isOther = facts.drawn.otherFrame == facts.reveal.transmission.frame
        return isOther ? .fail(.otherRecord) : .pass
    }

    /// B-8: everything on the air as the nonce and the records draw it.
    public static func b8(_ facts: BeaconFacts, _ terms: RuleTerms) -> Judgement {
        let sent = facts.reveal.transmission
        guard let draw = facts.drawn.draw, let frame = facts.drawn.frame,
            let plan = terms.book.plan(named: sent.plan)
        else { return .notJudged(.nothingDrawn) }
        let factor = Int64(draw.spreadingFactor.rawValue)
        guard sent.spreadingFactor == factor else {
            return .fail(
                .spreadingFactorNotDrawn, measured: Int64(clamping: sent.spreadingFactor),
                limit: factor)
        }
        guard sent.frame.count == frame.count else {
            return .fail(
                .lengthNotDrawn, measured: Int64(sent.frame.count), limit: Int64(frame.count))
        }
        let channel = plan.channels[draw.channel]
        guard sent.frequency == channel else {
            return .fail(.channelNotDrawn, measured: sent.frequency.whole, limit: channel.whole)
        }
        guard sent.bandwidth == plan.bandwidth else {
            return .fail(
                .bandwidthNotDrawn, measured: sent.bandwidth.whole, limit: plan.bandwidth.whole)
        }
        return sent.frame == frame ? .pass : .fail(.frameNotDrawn)
    }

    /// B-9: the power confirmed or assumed is the drawn one, at most 3 dB less; dwell and duty of
    /// the plan are kept. It catches faults; who lies about power is found by X-1.
    public static func b9(_ facts: BeaconFacts, _ terms: RuleTerms) -> Judgement {
        let sent = facts.reveal.transmission
        guard let draw = facts.drawn.draw, let plan = terms.book.plan(named: sent.plan) else {
            return .notJudged(.nothingDrawn)
        }
        let drawn = Int64(plan.greatestPower.hundredths) + Int64(draw.power.hundredths)
        let power = Int64(sent.power.hundredths)
        let (most, least) = (drawn + terms.book[.powerAbove], drawn - terms.book[.powerBelow])
        guard power <= most else {
            return .fail(.powerTooHigh, measured: power, limit: most)
        }
        guard power >= least else { return .fail(.powerTooLow, measured: power, limit: least) }
        return airtime(sent, plan)
    }

    /// The frame's own time against the dwell limit, and the hour's against the duty cycle. A box
    /// that says less than its own frame lasts is taken at the frame's time.
    private static func airtime(_ sent: Transmission, _ plan: RulePlan) -> Judgement {
        let modulation = LoRaModulation(
            spreadingFactor: SpreadingFactor(number: sent.spreadingFactor) ?? .sf12,
            bandwidth: Bandwidth(sent.bandwidth) ?? Bandwidth(plan.bandwidth) ?? .kHz125)
        // A frame of a reveal has at most 52 bytes, so there is always a time.
        let time = (try? modulation.airtime(of: sent.frame.count)) ?? Nanoseconds(0)
        if let dwell = plan.dwell, time > dwell {
            return .fail(
                .dwellExceeded, measured: Int64(clamping: (time.value + 999_999) / 1_000_000),
                limit: Int64(clamping: dwell.value / 1_000_000))
        }
        guard let duty = plan.dutyMillionths else { return .pass }
        let used = max(sent.airtimeMilliseconds, time.value / 1_000_000)
        return .most(Int64(clamping: used), Int64(duty) * 3_600_000 / 1_000_000, .dutyExceeded)
    }
}

extension Hertz {
    /// For a judgement; frequencies of messages stay below 2^32.
    var whole: Int64 { Int64(clamping: value) }
}
