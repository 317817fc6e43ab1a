public import Airwaves
public import Units

/// A frame to be sent. `TransmitGuard` decides whether it may.
public struct Transmission: Hashable, Sendable {
    /// Chosen by whoever sends; its outcome carries the same.
    public var number: UInt32
    public var frequency: Hertz
    public var modulation: FrameModulation
    /// How far FSK leaves its centre; of no meaning for LoRa.
    public var deviation: Hertz
    public var framing: LoRaFraming
    /// Downlinks to devices have it, beacons do not.
    public var hasInvertedPolarity: Bool
    public var syncWord: SyncWord
    /// What is to leave the antenna.
    public var radiatedPower: SignalLevel
    public var start: TransmitStart
    public var payload: [UInt8]

    /// LoRaWAN's, of FSK with 50 kbit/s.
    public static let usualDeviation = Hertz(25_000)

    public init(
        number: UInt32, frequency: Hertz, modulation: FrameModulation,
        deviation: Hertz = usualDeviation,
        framing: LoRaFraming = LoRaFraming(), hasInvertedPolarity: Bool = false,
        syncWord: SyncWord = .public, radiatedPower: SignalLevel,
        start: TransmitStart = .immediate, payload: [UInt8]
    ) {
        self.number = number
        self.frequency = frequency
        self.modulation = modulation
        self.deviation = deviation
        self.framing = framing
        self.hasInvertedPolarity = hasInvertedPolarity
        self.syncWord = syncWord
        self.radiatedPower = radiatedPower
        self.start = start
        self.payload = payload
    }

    /// Nil for what no radio can send: too long a payload, too short a preamble, no bit rate.
    public var airtime: Nanoseconds? {
        switch modulation {
        case .loRa(let modulation): try? modulation.airtime(of: payload.count, framing: framing)
        case .fsk(let rate): Self.fskAirtime(of: payload.count, bitsPerSecond: rate)
        }
    }

    /// LoRaWAN's FSK: 5 bytes of preamble, 3 of sync word, one of length, two of checksum.
    private static func fskAirtime(of length: Int, bitsPerSecond: UInt32) -> Nanoseconds? {
        guard bitsPerSecond > 0, length <= LoRaModulation.longestPayload else { return nil }
        let bits = UInt64(8 * (5 + 3 + 1 + length + 2))
        let rate = UInt64(bitsPerSecond)
        return Nanoseconds((bits * 1_000_000_000 + rate - 1) / rate)
    }
}

public enum TransmitStart: Hashable, Sendable {
    case immediate
    /// When the preamble begins.
    case at(RadioTime)
    /// With the next pulse of the GNSS receiver.
    case pulse
}

/// What became of a transmission. Each one handed to a machine has exactly one outcome.
public enum TransmitOutcome: Hashable, Sendable {
    /// What the radio says it really sent.
    case sent(SentFrame)
    case cancelled
    /// The channel was not free (listening before talking).
    case channelBusy
    /// Not taken at all.
    case refused(TransmitRefusal)
    /// The radio took it and did not send it, or did not say.
    case failed(RadioFault)
}

public struct SentFrame: Hashable, Sendable {
    /// When the preamble began. Nil of a radio that does not say.
    public var start: RadioTime?
    public var airtime: Nanoseconds
    public var frequency: Hertz
    /// What left the radio's connector.
    public var conductedPower: SignalLevel

    public init(
        start: RadioTime?, airtime: Nanoseconds, frequency: Hertz, conductedPower: SignalLevel
    ) {
        self.start = start
        self.airtime = airtime
        self.frequency = frequency
        self.conductedPower = conductedPower
    }
}

/// Why a frame is not sent.
public enum TransmitRefusal: Error, Hashable, Sendable {
    /// No radio is receiving yet, or it is being opened again.
    case notReady
    /// Outside of the plan's band, or in none of its duty cycle bands.
    case frequency(Hertz, RegionalPlan)
    case power(SignalLevel, most: SignalLevel)
    case dwell(Nanoseconds, most: Nanoseconds)
    /// The share of the hour is used up; how long until enough of it is free again.
    case dutyCycle(perMille: Int, free: Nanoseconds)
    /// The plan demands that the channel be heard first, and this radio cannot.
    case cannotListenFirst(RegionalPlan, radio: String)
    /// Beyond what this radio can do: what, in words.
    case notCapable(String)
    /// The start has passed, or is too near to be prepared; how late.
    case tooLate(microseconds: UInt64)
    /// Further ahead than a radio's clock can be told.
    case tooEarly(microseconds: UInt64)
    /// Another transmission has the time.
    case collides(with: UInt32)
    case queueFull(most: Int)
    /// The start is to be a pulse, and none comes.
    case noPulse
    /// A number that is still under way.
    case numberInUse(UInt32)
}

extension TransmitRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notReady: "no radio is ready to send"
        case .frequency(let frequency, let plan):
            "\(frequency) is outside of what \(plan) allows with this bandwidth"
        case .power(let asked, let most):
            "\(asked) radiated is more than the plan's \(most)"
        case .dwell(let airtime, let most):
            "\(airtime) on air is more than the plan's \(most); send less or faster"
        case .dutyCycle(let perMille, let free):
            "the duty cycle of \(perMille) per thousand is used up; free again in \(free)"
        case .cannotListenFirst(let plan, let radio):
            "\(plan) demands listening before talking, which \(radio) cannot"
        case .notCapable(let what): what
        case .tooLate(let microseconds):
            "the start has passed or is too near, by \(microseconds) us"
        case .tooEarly(let microseconds):
            "the start is \(microseconds) us further ahead than the radio's clock can be told"
        case .collides(let number): "transmission \(number) has that time"
        case .queueFull(let most): "\(most) transmissions are waiting; no more are taken"
        case .noPulse: "the start is to be a pulse of the GNSS receiver, and none comes"
        case .numberInUse(let number): "transmission \(number) is still under way"
        }
    }
}
