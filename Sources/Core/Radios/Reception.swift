public import Units

/// A frame as a radio heard it. What the radio did not measure is nil and is never filled in.
public struct Reception: Hashable, Sendable {
    /// The channel's centre.
    public var frequency: Hertz
    public var modulation: FrameModulation
    public var checksum: ChecksumVerdict
    /// All power in the channel, noise too.
    public var level: SignalLevel?
    /// What of it is the frame's.
    public var signalLevel: SignalLevel?
    public var signalToNoise: Decibels?
    /// How far from `frequency` the sender was, in hertz.
    public var frequencyOffset: Int32?
    /// When the frame ended.
    public var end: RadioTime
    /// How many nanoseconds after the last whole second of GNSS time the last up-chirp of the frame's
    /// preamble ended, by a radio that can tell.
    public var nanosecondsOfSecond: UInt32?
    /// The number of the demodulation channel, of a radio that has several.
    public var channel: UInt8?
    public var payload: [UInt8]

    public init(
        frequency: Hertz, modulation: FrameModulation, checksum: ChecksumVerdict,
        level: SignalLevel? = nil, signalLevel: SignalLevel? = nil,
        signalToNoise: Decibels? = nil, frequencyOffset: Int32? = nil, end: RadioTime,
        nanosecondsOfSecond: UInt32? = nil, channel: UInt8? = nil, payload: [UInt8]
    ) {
        self.frequency = frequency
        self.modulation = modulation
        self.checksum = checksum
        self.level = level
        self.signalLevel = signalLevel
        self.signalToNoise = signalToNoise
        self.frequencyOffset = frequencyOffset
        self.end = end
        self.nanosecondsOfSecond = nanosecondsOfSecond
        self.channel = channel
        self.payload = payload
    }
}

/// What is known of a payload's checksum.
public enum ChecksumVerdict: CaseIterable, Sendable {
    case good
    case bad
    /// Sent without one.
    case absent
    /// The chip says good, and the bytes that came do not make it. sx1302_hal stops the program then;
    /// here it is a bad frame that tells of a bad line.
    case contradicted
}

/// An instant by a radio's own clock: microseconds since it started, which no restart of the radio
/// survives. `RadioNotice.ready` says when that clock began anew.
public struct RadioTime: Hashable, Comparable, Sendable {
    public let microseconds: UInt64

    public init(microseconds: UInt64) { self.microseconds = microseconds }

    /// What packet forwarders call `tmst` and `count_us`.
    public var wrapped: UInt32 { UInt32(truncatingIfNeeded: microseconds) }

    public static func < (left: RadioTime, right: RadioTime) -> Bool {
        left.microseconds < right.microseconds
    }
}
