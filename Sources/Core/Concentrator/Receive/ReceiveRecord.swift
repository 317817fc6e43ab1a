/// One record of the receive buffer: what the SX1302 says of one frame, every field as the chip
/// measured it. What the numbers mean is `ReceivedFrame`'s business.
public struct ReceiveRecord: Hashable, Sendable {
    /// Where the frame's bytes stand in the buffer.
    public let payload: Range<Int>
    public let channel: ReceiveChannel
    public let hasChecksum: Bool
    /// 1 for 4/5 to 4/8 for 4; 0 in FSK.
    public let codingRate: UInt8
    /// 5...12 in LoRa; what FSK has here means nothing.
    public let spreadingFactor: UInt8
    /// 0...15 demodulators of the eight channels, 16 the service modem, 17 FSK.
    public let modem: UInt8
    /// 20 bits, signed; a step is the bandwidth over 2^20.
    public let frequencyOffset: Int32
    public let flags: ReceiveFlags
    /// Quarters of a decibel.
    public let signalToNoise: Int8
    public let channelLevel: ReceiveLevel
    public let signalLevel: ReceiveLevel
    /// Of the 32 MHz counter.
    public let timestamp: UInt32
    /// As it came over the air.
    public let checksum: UInt16
    /// Where the signed bytes of the fine timing stand, two for each of `timingPairs`.
    public let timing: Range<Int>
    public var timingPairs: Int { timing.count / 2 }
}

public enum ReceiveChannel: Hashable, Sendable {
    /// 0...7, with every spreading factor.
    case multiple(UInt8)
    case service
    case fsk
}

/// A level as the chip measures it, and how far it moved during the frame.
public struct ReceiveLevel: Hashable, Sendable {
    public let raw: UInt8
    public let below: UInt8
    public let above: UInt8
}

public struct ReceiveFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let checksumError = ReceiveFlags(rawValue: 1 << 0)
    public static let syncError = ReceiveFlags(rawValue: 1 << 2)
    public static let headerError = ReceiveFlags(rawValue: 1 << 3)
    public static let timingSet = ReceiveFlags(rawValue: 1 << 4)
}

/// Why bytes of the receive buffer were passed over.
public enum ReceiveFault: Hashable, Sendable {
    /// Bytes before the first place where a record can begin.
    case skipped(count: Int)
    /// The buffer ends inside of a record.
    case cut(at: Int, left: Int)
    case wrongSum(at: Int, found: UInt8, expected: UInt8)
    case unknownModem(at: Int, found: UInt8)
    case unknownChannel(at: Int, found: UInt8)
    case spreadingFactor(at: Int, found: UInt8)
    case codingRate(at: Int, found: UInt8)
    /// The modem and the channel are of different kinds.
    case modemElsewhere(at: Int, modem: UInt8, channel: UInt8)

    /// The closed list of faults; each has a vector in the tests.
    public enum Code: CaseIterable, Sendable {
        case skipped, cut, wrongSum, unknownModem, unknownChannel, spreadingFactor, codingRate
        case modemElsewhere
    }

    public var code: Code {
        switch self {
        case .skipped: .skipped
        case .cut: .cut
        case .wrongSum: .wrongSum
        case .unknownModem: .unknownModem
        case .unknownChannel: .unknownChannel
        case .spreadingFactor: .spreadingFactor
        case .codingRate: .codingRate
        case .modemElsewhere: .modemElsewhere
        }
    }
}

extension ReceiveFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .skipped(let count): "\(count) bytes of the receive buffer begin no record"
        case .cut(let offset, let left):
            "the receive buffer ends \(left) bytes into the record at byte \(offset)"
        case .wrongSum(let offset, let found, let expected):
            "the record at byte \(offset) has the sum \(hex(found)); its bytes make \(hex(expected))"
        case .unknownModem(let offset, let found):
            "the record at byte \(offset) is of modem \(found); there are 0 to 17"
        case .unknownChannel(let offset, let found):
            "the record at byte \(offset) is of channel \(found); there are 0 to 9"
        case .spreadingFactor(let offset, let found):
            "the record at byte \(offset) has SF\(found); LoRa has SF5 to SF12"
        case .codingRate(let offset, let found):
            "the record at byte \(offset) has coding rate \(found); LoRa has 0 to 4 here"
        case .modemElsewhere(let offset, let modem, let channel):
            "the record at byte \(offset) is of modem \(modem), which does not serve channel \(channel)"
        }
    }
}
