public import Airwaves
public import Units

/// A transmission that the plan allows now. Only `TransmitGuard` makes one, and machines take nothing
/// else, so no way to the antenna leads around it.
public struct PermittedTransmission: Hashable, Sendable {
    public let transmission: Transmission
    /// What is to leave the radio's connector: the radiated power less the antenna's gain.
    public let conductedPower: SignalLevel
    /// The channel must be heard free before.
    public let listenBeforeTalk: RegionalPlan.ListenBeforeTalk?
    public let airtime: Nanoseconds

    init(
        _ transmission: Transmission, conductedPower: SignalLevel,
        listenBeforeTalk: RegionalPlan.ListenBeforeTalk?, airtime: Nanoseconds
    ) {
        self.transmission = transmission
        self.conductedPower = conductedPower
        self.listenBeforeTalk = listenBeforeTalk
        self.airtime = airtime
    }
}

/// The one place where a plan's limits on sending are enforced: band, power, dwell time, duty cycle,
/// listening before talking. One for each antenna.
///
/// What was permitted counts against its band's duty cycle until an hour after its end, unless its
/// outcome says that it was never on air.
public struct TransmitGuard: Sendable {
    public let plan: RegionalPlan
    public let antennaGain: Decibels
    private var ledgers: [AirtimeLedger]
    private var pending: [Pending] = []

    private struct Pending: Sendable {
        var number: UInt32
        var ledger: Int
        var end: Nanoseconds
        var airtime: Nanoseconds
    }

    /// Transmissions under way at one time; more than any radio's queue holds.
    static let mostPending = 64

    public init(plan: RegionalPlan, antennaGain: Decibels) {
        self.plan = plan
        self.antennaGain = antennaGain
        ledgers = plan.rules.dutyCycles.map { AirtimeLedger($0) }
    }

    /// Allows a transmission that begins `delay` after `now`, a clock of the host that never goes
    /// back; or says which limit is in its way. `settle` must be told how it ended.
    public mutating func permit(
        _ transmission: Transmission, by radio: RadioIdentity, at now: Nanoseconds,
        in delay: Nanoseconds = Nanoseconds(0)
    ) throws(TransmitRefusal) -> PermittedTransmission {
        guard let airtime = transmission.airtime else {
            throw .notCapable(
                "no radio sends \(transmission.payload.count) bytes as "
                    + "\(transmission.modulation) with a preamble of "
                    + "\(transmission.framing.preambleSymbols) symbols")
        }
        try checkLimits(transmission, airtime)
        let listen = plan.rules.listenBeforeTalk
        guard listen == nil || radio.abilities.contains(.listenBeforeTalk) else {
            throw .cannotListenFirst(plan, radio: radio.model)
        }
        try reserve(transmission, airtime, end: now + delay + airtime, now: now)
        return PermittedTransmission(
            transmission, conductedPower: transmission.radiatedPower - antennaGain,
            listenBeforeTalk: listen, airtime: airtime)
    }

    private func checkLimits(
        _ transmission: Transmission, _ airtime: Nanoseconds
    ) throws(TransmitRefusal) {
        let rules = plan.rules
        let half = transmission.width.value / 2
        guard transmission.frequency.value >= rules.band.lowerBound.value + half,
            transmission.frequency + Hertz(half) <= rules.band.upperBound
        else { throw .frequency(transmission.frequency, plan) }
        guard transmission.radiatedPower <= rules.maximumEIRP else {
            throw .power(transmission.radiatedPower, most: rules.maximumEIRP)
        }
        if let most = rules.dwellLimit, airtime > most { throw .dwell(airtime, most: most) }
    }

    private mutating func reserve(
        _ transmission: Transmission, _ airtime: Nanoseconds, end: Nanoseconds, now: Nanoseconds
    ) throws(TransmitRefusal) {
        guard !ledgers.isEmpty else { return }
        guard !pending.contains(where: { $0.number == transmission.number }) else {
            throw .numberInUse(transmission.number)
        }
        guard pending.count < Self.mostPending else { throw .queueFull(most: Self.mostPending) }
        let place = ledgers.firstIndex { $0.cycle.band.contains(transmission.frequency) }
        guard let place else { throw .frequency(transmission.frequency, plan) }
        try ledgers[place].reserve(airtime, end: end, now: now)
        pending.append(
            Pending(number: transmission.number, ledger: place, end: end, airtime: airtime))
    }

    /// How a permitted transmission ended. Gives its airtime back if it was never on air.
    public mutating func settle(_ number: UInt32, _ outcome: TransmitOutcome) {
        guard let place = pending.firstIndex(where: { $0.number == number }) else { return }
        let use = pending.remove(at: place)
        guard !outcome.mayHaveSent else { return }
        ledgers[use.ledger].release(use.airtime, end: use.end)
    }

    /// The share of each duty cycle band's hour that is used, ascending by band.
    public func usage(at now: Nanoseconds) -> [(cycle: RegionalPlan.DutyCycle, used: Nanoseconds)] {
        ledgers.map { ($0.cycle, $0.used(at: now)) }
    }
}

extension TransmitOutcome {
    /// A fault may have struck while the frame was on air, so its time counts.
    var mayHaveSent: Bool {
        switch self {
        case .sent, .failed: true
        case .cancelled, .channelBusy, .refused: false
        }
    }
}

extension Transmission {
    /// What it takes of the band; for FSK by Carson's rule: LoRaWAN's takes 100 kHz.
    var width: Hertz {
        switch modulation {
        case .loRa(let modulation): modulation.bandwidth.hertz
        case .fsk(let rate): Hertz(UInt64(rate) + min(deviation.value, 1 << 40) * 2)
        }
    }
}
