import Airwaves
public import Attestation
public import Units

/// Numbers of a report that several rules and summaries share.
public enum Margins {
    /// The wanted signal (PROTOCOL 1, *Signal*): as the radio gives it, else the channel's level
    /// plus a negative ratio.
    public static func signal(_ reception: Reception) -> SignalLevel {
        reception.signal
            ?? .signal(inChannel: reception.level, signalToNoise: reception.ratio)
    }

    /// Channel centre plus frequency error, if there is one, less the frequency sent: what
    /// `FrequencyErrors` sums.
    public static func offset(_ reception: Reception, from sent: Hertz) -> Int64 {
        let error = Int128(reception.frequencyErrorHertz ?? 0)
        return Int64(
            clamping: Int128(reception.frequency.value) + error - Int128(sent.value))
    }

    /// How far the signal-to-noise ratio stands over what the SF can decode, had the beacon been
    /// sent at the plan's full power: comparable between beacons of any SF and power step. Nil for
    /// a spreading factor that LoRa has not.
    public static func overFloor(_ reception: Reception, step: Decibels) -> Decibels? {
        guard let factor = SpreadingFactor(number: reception.spreadingFactor) else { return nil }
        return reception.ratio + step - factor.demodulationFloor
    }

    /// The noise that signal and ratio imply, at 125 kHz. Nil for a bandwidth that LoRa has not.
    public static func noise(_ reception: Reception) -> SignalLevel? {
        guard let bandwidth = Bandwidth(reception.bandwidth) else { return nil }
        let wider = bandwidth.decibelHertz - Bandwidth.kHz125.decibelHertz
        return signal(reception).impliedNoiseFloor(signalToNoise: reception.ratio) - wider
    }
}

extension SpreadingFactor {
    init?(number: UInt64) {
        guard let raw = UInt8(exactly: number) else { return nil }
        self.init(rawValue: raw)
    }
}

extension Bandwidth {
    init?(_ hertz: Hertz) {
        guard let found = Self.allCases.first(where: { $0.hertz == hertz }) else { return nil }
        self = found
    }
}
