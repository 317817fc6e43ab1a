public import Airwaves
public import Units

/// What one of the two SX1250 listens to.
public struct RadioSetting: Hashable, Sendable {
    public var centre: Hertz
    /// Boards that lead only one of the chip's two inputs to the antenna say so.
    public var hasSingleInput: Bool

    public init(centre: Hertz, hasSingleInput: Bool = false) {
        self.centre = centre
        self.hasSingleInput = hasSingleInput
    }
}

/// A channel within a radio's band.
public struct ChannelSetting: Hashable, Sendable {
    public var radio: Radio
    /// Hertz from the radio's centre.
    public var offset: Int32

    public init(_ radio: Radio, _ offset: Int32) {
        self.radio = radio
        self.offset = offset
    }
}

/// The channel with one spreading factor and a bandwidth of its own.
public struct ServiceSetting: Hashable, Sendable {
    public var channel: ChannelSetting
    public var spreadingFactor: SpreadingFactor
    public var bandwidth: Bandwidth

    public init(
        _ channel: ChannelSetting, _ spreadingFactor: SpreadingFactor, _ bandwidth: Bandwidth
    ) {
        self.channel = channel
        self.spreadingFactor = spreadingFactor
        self.bandwidth = bandwidth
    }
}

/// How the chip dates a frame.
public enum TimestampMode: Sendable {
    /// At its end, in microseconds.
    case frameEnd
    /// At the end of its header, and finer with GNSS time; only the SX1303 can.
    case fine
}

/// All that a concentrator is set to hear. Checked when made, so a start cannot meet a bad one.
public struct ReceivePlan: Hashable, Sendable {
    public let radioA: RadioSetting?
    public let radioB: RadioSetting?
    /// The radio whose crystal drives the SX1302.
    public let clock: Radio
    /// Up to eight channels of 125 kHz that hear SF5 to SF12 at once.
    public let channels: [ChannelSetting?]
    public let service: ServiceSetting?
    /// LoRaWAN's FSK: 50 kbit/s in 125 kHz.
    public let fsk: ChannelSetting?
    public let syncWord: SyncWord
    public let timestamps: TimestampMode
    /// The board's SX1261 is started, to hear a channel before sending on it.
    public let listensFirst: Bool

    public init(
        radioA: RadioSetting?, radioB: RadioSetting?, clock: Radio = .a,
        channels: [ChannelSetting?], service: ServiceSetting? = nil, fsk: ChannelSetting? = nil,
        syncWord: SyncWord = .public, timestamps: TimestampMode = .frameEnd,
        listensFirst: Bool = false
    ) throws(ReceivePlanError) {
        self.radioA = radioA
        self.radioB = radioB
        self.clock = clock
        self.channels = channels
        self.service = service
        self.fsk = fsk
        self.syncWord = syncWord
        self.timestamps = timestamps
        self.listensFirst = listensFirst
        try check()
    }

    public func setting(of radio: Radio) -> RadioSetting? {
        switch radio {
        case .a: radioA
        case .b: radioB
        }
    }

    /// A bit per multi-SF channel in use.
    var channelMask: UInt8 {
        channels.indices.reduce(0) { mask, index in
            channels[index] == nil ? mask : mask | 1 << UInt8(index)
        }
    }

    static let mostChannels = 8
    /// What a radio's filters let through on either side of its centre.
    static let halfBand: UInt64 = 800_000

    private func check() throws(ReceivePlanError) {
        guard channels.count <= Self.mostChannels else {
            throw .tooManyChannels(found: channels.count)
        }
        guard channelMask != 0 || service != nil || fsk != nil else { throw .nothingToHear }
        for radio in Radio.allCases {
            guard let setting = setting(of: radio) else { continue }
            guard CalibrationBand.containing(setting.centre) != nil else {
                throw .noSuchBand(radio, setting.centre)
            }
        }
        guard setting(of: clock) != nil else { throw .radioUnused(clock) }
        for channel in channels.compactMap({ $0 }) { try check(channel, .kHz125) }
        if let fsk { try check(fsk, .kHz125) }
        if let service {
            guard service.bandwidth >= .kHz125 else {
                throw .bandwidthTooNarrow(service.bandwidth)
            }
            try check(service.channel, service.bandwidth)
        }
    }

    private func check(
        _ channel: ChannelSetting, _ bandwidth: Bandwidth
    ) throws(ReceivePlanError) {
        guard setting(of: channel.radio) != nil else { throw .radioUnused(channel.radio) }
        guard
            UInt64(channel.offset.magnitude) + bandwidth.hertz.value / 2 <= Self.halfBand
        else { throw .offsetTooLarge(channel, bandwidth) }
    }

    /// The modems follow drift by radio A's centre; by B's when A is not used.
    var driftCentre: Hertz? { radioA?.centre ?? radioB?.centre }
}

/// A band for which the SX1250's makers give a pair of numbers to calibrate its images away.
struct CalibrationBand: Sendable {
    let megahertz: ClosedRange<UInt64>
    let pair: (UInt8, UInt8)

    static let all = [
        CalibrationBand(megahertz: 430...440, pair: (0x6B, 0x6F)),
        CalibrationBand(megahertz: 470...510, pair: (0x75, 0x81)),
        CalibrationBand(megahertz: 779...787, pair: (0xC1, 0xC5)),
        CalibrationBand(megahertz: 863...870, pair: (0xD7, 0xDB)),
        CalibrationBand(megahertz: 902...928, pair: (0xE1, 0xE9)),
    ]

    static func containing(_ frequency: Hertz) -> CalibrationBand? {
        all.first { band in
            frequency >= Hertz(band.megahertz.lowerBound * 1_000_000)
                && frequency <= Hertz(band.megahertz.upperBound * 1_000_000)
        }
    }
}

/// Why a plan cannot be set.
public enum ReceivePlanError: Error, Equatable, Sendable {
    case tooManyChannels(found: Int)
    case nothingToHear
    case noSuchBand(Radio, Hertz)
    case radioUnused(Radio)
    case offsetTooLarge(ChannelSetting, Bandwidth)
    case bandwidthTooNarrow(Bandwidth)
}

extension ReceivePlanError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooManyChannels(let found):
            "a concentrator has 8 channels for all spreading factors; the plan has \(found)"
        case .nothingToHear: "the plan has no channel at all; give it one"
        case .noSuchBand(let radio, let centre):
            "radio \(radio) is to be centred at \(centre); an SX1250 can be calibrated for 430-440, "
                + "470-510, 779-787, 863-870 and 902-928 MHz"
        case .radioUnused(let radio):
            "the plan needs radio \(radio), for a channel or for the clock, but gives it no centre"
        case .offsetTooLarge(let channel, let bandwidth):
            "a channel of \(bandwidth) lies \(channel.offset) Hz from the centre of radio "
                + "\(channel.radio); it must lie within 800 kHz with all its bandwidth"
        case .bandwidthTooNarrow(let bandwidth):
            "the service channel has 125, 250 or 500 kHz, not \(bandwidth)"
        }
    }
}
