/// What happened, for whoever drives the chip.
public enum ChipEvent: Equatable, Sendable {
    /// Behind a reset the chip is set up.
    case started
    /// The frame's bytes stand in `received` until the next tick.
    case received(ReceivedFrame)
    /// A header that cannot be read: a frame came and is lost.
    case headerError
    /// The next frame came while one was read; that one is lost, as nobody can tell whose
    /// measurements are whose.
    case overrun
    case sent(SentFrame)
    /// The moment for the transmission passed; nothing was sent.
    case tooLate
    /// DIO1 did not rise for what the chip had to say: a broken wire. The radio still works, with
    /// times of receptions to a second only.
    case interruptLost
    /// The chip is held in reset for a while and started again. A transmission is lost with it.
    case failed(ChipFault)
}

public enum FrameChecksum: UInt8, Sendable { case none, right, wrong }

/// What the chip measured of a frame.
public struct ReceivedFrame: Equatable, Sendable {
    public var endMicroseconds: UInt64
    public var timeErrorMicroseconds: UInt32
    /// The number of the configuration it was heard with.
    public var configuration: UInt16
    /// As configured, with coding rate and CRC from the frame's own header.
    public var settings: LoRaSettings
    public var checksum: FrameChecksum
    public var rssiCentiDBm: Int16
    public var signalRSSICentiDBm: Int16
    public var snrCentiDB: Int16
    public var frequencyErrorHertz: Int32
}

public struct SentFrame: Equatable, Sendable {
    /// When the preamble began.
    public var startMicroseconds: UInt64
    public var airtimeMicroseconds: UInt32
}

/// Up to 255 bytes of a frame, inline.
public struct ChipFrame: Sendable {
    private var storage = InlineArray<255, UInt8>(repeating: 0)
    public private(set) var count = 0

    public init() {}

    public mutating func append(_ byte: UInt8) {
        precondition(count < 255, "more than 255 bytes")
        storage[count] = byte
        count += 1
    }

    public mutating func removeAll() { count = 0 }

    public subscript(index: Int) -> UInt8 {
        precondition(index < count, "outside of the frame")
        return storage[index]
    }
}

/// A frame to be sent, with all the chip is told of it.
public struct OutgoingFrame: Sendable {
    public var settings: LoRaSettings
    public var power: PowerSetting
    /// When the preamble is to begin; nil for at once.
    public var startMicroseconds: UInt64?
    public var frame: ChipFrame
    public let airtimeMicroseconds: UInt64

    public init(
        settings: LoRaSettings, power: PowerSetting, startMicroseconds: UInt64?, frame: ChipFrame
    ) {
        self.settings = settings
        self.power = power
        self.startMicroseconds = startMicroseconds
        self.frame = frame
        airtimeMicroseconds = settings.airtimeMicroseconds(length: frame.count)
    }
}
