public import Units

extension SpreadingFactor {
    /// The signal-to-noise ratio below which a demodulator finds nothing: -2.5 dB at SF5, 2.5 dB
    /// lower with each step, -20 dB at SF12 (Semtech's SX1261/2 and SX1276 data sheets).
    public var demodulationFloor: Decibels {
        Decibels(hundredths: -250 * (Int32(rawValue) - 4))
    }
}

extension Bandwidth {
    /// 10 log10 of the bandwidth in hertz, rounded to the nearest hundredth of a decibel. Computed
    /// by `Tests/Differential/airwaves.py` with 50 digits; the test suite checks it again.
    public var decibelHertz: Decibels {
        switch self {
        case .kHz7: Decibels(hundredths: 3_893)
        case .kHz10: Decibels(hundredths: 4_018)
        case .kHz15: Decibels(hundredths: 4_194)
        case .kHz20: Decibels(hundredths: 4_319)
        case .kHz31: Decibels(hundredths: 4_495)
        case .kHz41: Decibels(hundredths: 4_620)
        case .kHz62: Decibels(hundredths: 4_796)
        case .kHz125: Decibels(hundredths: 5_097)
        case .kHz250: Decibels(hundredths: 5_398)
        case .kHz500: Decibels(hundredths: 5_699)
        }
    }

    /// What a receiver adds to thermal noise in this bandwidth. Thermal noise is -174 dBm per hertz
    /// at 290 K; a noise figure of 0 gives the floor no receiver can be under.
    public func noiseFloor(noiseFigure: Decibels) -> SignalLevel {
        SignalLevel(hundredths: -17_400) + decibelHertz + noiseFigure
    }
}

extension LoRaModulation {
    /// The noise figure data sheets of gateways imply; boards with a low-noise amplifier in front
    /// are 2 to 4 dB better.
    public static let usualNoiseFigure = Decibels(hundredths: 600)

    /// The weakest signal that can still be decoded: noise floor plus demodulation floor.
    public func sensitivity(noiseFigure: Decibels = usualNoiseFigure) -> SignalLevel {
        bandwidth.noiseFloor(noiseFigure: noiseFigure) + spreadingFactor.demodulationFloor
    }
}

extension SignalLevel {
    /// The power of the wanted signal when a radio reports only the power in its channel, noise
    /// included: channel power plus the ratio when that is negative (PROTOCOL 1, *Signal*). Above
    /// 0 dB the channel is mostly signal already. It errs upwards by at most 3 dB, at 0 dB.
    public static func signal(
        inChannel channelPower: SignalLevel, signalToNoise: Decibels
    ) -> SignalLevel {
        channelPower + min(signalToNoise, Decibels(hundredths: 0))
    }

    /// The noise under a signal that a reported pair of values implies.
    public func impliedNoiseFloor(signalToNoise: Decibels) -> SignalLevel {
        self - signalToNoise
    }
}
