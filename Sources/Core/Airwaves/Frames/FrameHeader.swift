/// The first byte of every LoRaWAN frame (MHDR): type, three reserved bits, major version.
public struct FrameHeader: Hashable, Sendable {
    public let bits: UInt8

    public init(bits: UInt8) { self.bits = bits }

    public init(_ type: MessageType) { bits = type.rawValue << 5 }

    public var type: MessageType {
        switch bits >> 5 {
        case 0: .joinRequest
        case 1: .joinAccept
        case 2: .unconfirmedDataUp
        case 3: .unconfirmedDataDown
        case 4: .confirmedDataUp
        case 5: .confirmedDataDown
        case 6: .rejoinRequest
        default: .proprietary
        }
    }

    /// Receivers ignore these (LoRaWAN 1.0.4, 4.2); they are kept, so that a frame can be rebuilt.
    public var reserved: UInt8 { bits >> 2 & 0b111 }

    /// 0 is LoRaWAN 1.x, the only one there is.
    public var majorVersion: UInt8 { bits & 0b11 }
}

/// What a LoRaWAN frame is. The raw value is the type's number on air; `rejoinRequest` is LoRaWAN
/// 1.1's, the others are in every version.
public enum MessageType: UInt8, CaseIterable, Sendable {
    case joinRequest = 0
    case joinAccept = 1
    case unconfirmedDataUp = 2
    case unconfirmedDataDown = 3
    case confirmedDataUp = 4
    case confirmedDataDown = 5
    case rejoinRequest = 6
    case proprietary = 7
}

/// The name in JSON and reports.
extension MessageType: CustomStringConvertible {
    public var description: String {
        switch self {
        case .joinRequest: "join_request"
        case .joinAccept: "join_accept"
        case .unconfirmedDataUp: "unconfirmed_data_up"
        case .unconfirmedDataDown: "unconfirmed_data_down"
        case .confirmedDataUp: "confirmed_data_up"
        case .confirmedDataDown: "confirmed_data_down"
        case .rejoinRequest: "rejoin_request"
        case .proprietary: "proprietary"
        }
    }
}

/// Who sent a frame: a device towards its network, or the network towards a device.
public enum Direction: UInt8, CaseIterable, Sendable {
    case up = 0
    case down = 1
}

/// The four bytes that close a frame (MIC), as they stand on air, first byte most significant.
public struct IntegrityCode: Hashable, Sendable, CustomStringConvertible {
    public let bits: UInt32

    public init(bits: UInt32) { self.bits = bits }

    public var description: String { HexadecimalText.write(UInt64(bits), digits: 8) }
}
