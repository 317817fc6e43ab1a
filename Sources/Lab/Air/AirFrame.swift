public import Airwaves
public import Radios
public import Units

/// What travels through the simulated air: a frame as a sender's antenna lets it go.
public struct AirFrame: Hashable, Sendable {
    public var frequency: Hertz
    public var modulation: FrameModulation
    public var framing: LoRaFraming
    public var hasInvertedPolarity: Bool
    public var syncWord: SyncWord
    public var payload: [UInt8]

    public init(
        frequency: Hertz, modulation: FrameModulation, framing: LoRaFraming = LoRaFraming(),
        hasInvertedPolarity: Bool = false, syncWord: SyncWord = .public, payload: [UInt8]
    ) {
        self.frequency = frequency
        self.modulation = modulation
        self.framing = framing
        self.hasInvertedPolarity = hasInvertedPolarity
        self.syncWord = syncWord
        self.payload = payload
    }
}

/// A frame as it reaches one receiver's antenna: what an emulated radio is told to hear.
public struct Arrival: Hashable, Sendable {
    public var frame: AirFrame
    /// All power in the channel, noise too.
    public var level: SignalLevel
    public var signalToNoise: Decibels
    /// Good, bad or absent; the other verdict is a receiver's own.
    public var checksum: ChecksumVerdict
    /// How far from the frame's frequency the sender's crystal is.
    public var frequencyOffset: Int32
    /// What of the level is the frame's, by the ratio: so a receiver tells the two apart.
    public var signal: SignalLevel {
        let noise = SignalLevel(hundredths: 0) - signalToNoise
        return level - (SignalLevel(hundredths: 0).joined(by: noise) - SignalLevel(hundredths: 0))
    }
    /// When the preamble begins, by the air's clock.
    public var start: Nanoseconds
    public var end: Nanoseconds

    public init(
        frame: AirFrame, level: SignalLevel, signalToNoise: Decibels,
        checksum: ChecksumVerdict = .good, frequencyOffset: Int32 = 0, start: Nanoseconds,
        end: Nanoseconds
    ) {
        self.frame = frame
        self.level = level
        self.signalToNoise = signalToNoise
        self.checksum = checksum
        self.frequencyOffset = frequencyOffset
        self.start = start
        self.end = end
    }
}

/// What an emulated radio sends.
public struct Emission: Hashable, Sendable {
    public var frame: AirFrame
    /// At the radio's connector.
    public var power: SignalLevel
    public var start: Nanoseconds
    public var end: Nanoseconds

    public init(frame: AirFrame, power: SignalLevel, start: Nanoseconds, end: Nanoseconds) {
        self.frame = frame
        self.power = power
        self.start = start
        self.end = end
    }
}
