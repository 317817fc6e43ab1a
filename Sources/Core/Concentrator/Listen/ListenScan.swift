public import Airwaves
public import Units

/// Hearing whether a channel is free, before a transmission on it: the SX1261 measures the level again and
/// again and tells the gain controller by a wire, which then lets the transmitter go or does not.
///
/// In order: `setup` as one request, `start` as one, `microseconds` of waiting, the transmission, then
/// `ListenVerdict` until it is attempted, `ListenVerdict.acknowledge`, status 0, `ListenVerdict.settle`, `stop`. So
/// sx1302_hal 2.1.0 does it.
public struct ListenScan: Hashable, Sendable {
    public let frequency: Hertz
    /// Measurements of 8.2 us each.
    let measurements: UInt16
    /// How long the channel must be heard.
    public let microseconds: UInt64
    /// Half decibels below 0 dBm; at this level and above the channel is taken.
    let threshold: UInt8
    private let filter: UInt8

    public init(
        _ rule: RegionalPlan.ListenBeforeTalk, frequency: Hertz, bandwidth: Bandwidth
    ) throws(ListenError) {
        try self.init(
            below: rule.threshold, duration: rule.duration, frequency: frequency,
            bandwidth: bandwidth)
    }

    public init(
        below level: SignalLevel, duration: Nanoseconds, frequency: Hertz, bandwidth: Bandwidth
    ) throws(ListenError) {
        guard CalibrationBand.containing(frequency) != nil else { throw .noSuchBand(frequency) }
        switch bandwidth {
        case .kHz125: filter = 0x0A  // 234.3 kHz
        case .kHz250: filter = 0x09  // 467 kHz
        default: throw .bandwidth(bandwidth)
        }
        guard let scan = Self.scans.first(where: { duration <= $0.duration }) else {
            throw .duration(duration)
        }
        (measurements, microseconds) = (scan.measurements, scan.duration.value / 1000)
        // Towards the weaker level, so that no channel counts as free that the rule calls taken.
        let halves = -((Int64(level.hundredths) - 49) / 50)
        guard level.hundredths <= 0, let threshold = UInt8(exactly: halves) else {
            throw .threshold(level)
        }
        self.threshold = threshold
        self.frequency = frequency
    }

    /// What sx1302_hal 2.1.0 knows: other lengths were never tuned.
    private static let scans: [(duration: Nanoseconds, measurements: UInt16)] = [
        (Nanoseconds(128_000), 24), (Nanoseconds(5_000_000), 715),
    ]

    /// Stops a scan that may run, then receives on the channel, in FSK without a sync word to be found.
    public var setup: TransferBatch {
        guard let steps = RadioArithmetic.radioFrequency(frequency) else {
            preconditionFailure("a checked scan at \(frequency)")
        }
        return Listener.batch([
            Listener.write(0x089B, 0x00),
            .listenerCommand(ListenerCommand.setSynthesis.rawValue, []),
            .listenerCommand(RadioCommand.setFrequency.rawValue, steps.bigEndianBytes),
            Listener.write(0x089B, 0x14),
            .listenerCommand(ListenerCommand.setPacketType.rawValue, [0]),
            .listenerCommand(
                ListenerCommand.setModulation.rawValue,
                [0x00, 0x14, 0x00, 0x00, filter, 0x02, 0xE9, 0x0F]),
            .listenerCommand(
                ListenerCommand.setPacket.rawValue,
                [0x00, 0x20, 0x05, 0x20, 0x00, 0x01, 0xFF, 0x00, 0x00]),
            .listenerCommand(RadioCommand.setReceive.rawValue, [0xFF, 0xFF, 0xFF]),
        ])
    }

    /// Measures every 8.2 us (0x0B) and answers on the wire to the gain controller (1).
    public var start: TransferBatch {
        TransferBatch(
            .listenerCommand(
                ListenerCommand.scan.rawValue,
                [
                    0x0B, UInt8(measurements >> 8), UInt8(truncatingIfNeeded: measurements),
                    threshold, 0x01,
                ]))
    }

    /// To be sent once the verdict is in, whatever it is.
    public static var stop: TransferBatch {
        Listener.batch([
            Listener.write(0x089B, 0x00),
            .listenerCommand(ListenerCommand.setSynthesis.rawValue, []),
        ])
    }
}

/// Why a channel cannot be heard before sending.
public enum ListenError: Error, Equatable, Sendable {
    case noSuchBand(Hertz)
    case bandwidth(Bandwidth)
    case duration(Nanoseconds)
    case threshold(SignalLevel)

    /// The closed list of refusals; each has a vector in the tests.
    public enum Code: CaseIterable, Sendable {
        case noSuchBand, bandwidth, duration, threshold
    }

    public var code: Code {
        switch self {
        case .noSuchBand: .noSuchBand
        case .bandwidth: .bandwidth
        case .duration: .duration
        case .threshold: .threshold
        }
    }
}

extension ListenError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchBand(let frequency):
            "\(frequency) is in no band that an SX1261 can be calibrated for"
        case .bandwidth(let bandwidth):
            "an SX1261 listens to channels of 125 or 250 kHz, not of \(bandwidth)"
        case .duration(let duration): "an SX1261 listens for 128 us or 5 ms, not for \(duration)"
        case .threshold(let level):
            "an SX1261 compares with 0 to -127.5 dBm, not with \(level)"
        }
    }
}

/// What the gain controller's status byte says of a transmission that was to listen first.
public enum ListenVerdict: Hashable, CaseIterable, Sendable {
    /// The controller has not come to it.
    case notYet
    /// The channel was free, and the frame is on its way.
    case free
    /// The channel was taken, and nothing is sent.
    case taken

    public init(_ status: UInt8, of radio: Radio) {
        let (attempted, blocked): (UInt8, UInt8) =
            switch radio {
            case .a: (1 << 0, 1 << 6)
            case .b: (1 << 1, 1 << 7)
            }
        self = status & attempted == 0 ? .notYet : status & blocked == 0 ? .free : .taken
    }

    /// How long the controller may take to come to it, and then to clear its status; milliseconds.
    public static let limit = 500

    /// Reads the status byte.
    public static let read = ChipOperation.read(address: Controller.gain.status, count: 1)
    /// Tells the controller that its verdict was read; it clears the status to 0.
    public static let acknowledge = ChipOperation.write(address: mailbox, [0xFF])
    /// Takes that back once the status is 0.
    public static let settle = ChipOperation.write(address: mailbox, [0x00])

    /// The lowest byte of the controller's mailbox.
    private static let mailbox: UInt16 = 0x578C
}
