/// Why bytes are no LoRaWAN frame. Each case has a published code, for counters and reports.
public enum FrameError: Error, Equatable, CustomStringConvertible {
    case empty
    case tooLong(found: Int)
    case unknownVersion(found: UInt8)
    case joinRequestLength(found: Int)
    case joinAcceptLength(found: Int)
    case rejoinRequestLength(type: UInt8?, found: Int)
    case unknownRejoinType(found: UInt8)
    case dataTooShort(found: Int)
    case optionsTooLong(announced: Int, room: Int)
    case commandsTwice(options: Int)

    public enum Code: String, CaseIterable, Sendable {
        case empty
        case tooLong
        case unknownVersion
        case joinRequestLength
        case joinAcceptLength
        case rejoinRequestLength
        case unknownRejoinType
        case dataTooShort
        case optionsTooLong
        case commandsTwice
    }

    public var code: Code {
        switch self {
        case .empty: .empty
        case .tooLong: .tooLong
        case .unknownVersion: .unknownVersion
        case .joinRequestLength: .joinRequestLength
        case .joinAcceptLength: .joinAcceptLength
        case .rejoinRequestLength: .rejoinRequestLength
        case .unknownRejoinType: .unknownRejoinType
        case .dataTooShort: .dataTooShort
        case .optionsTooLong: .optionsTooLong
        case .commandsTwice: .commandsTwice
        }
    }

    public var description: String {
        switch self {
        case .empty:
            "a LoRaWAN frame has at least one byte; this one is empty"
        case .tooLong(let found):
            "a LoRa radio carries at most 255 bytes; this frame has \(found)"
        case .unknownVersion(let found):
            "the frame's major version is \(found); LoRaWAN 1.x is version 0"
        case .joinRequestLength(let found):
            "a join request has 23 bytes; this one has \(found)"
        case .joinAcceptLength(let found):
            "a join accept has 17 bytes, or 33 with a channel list; this one has \(found)"
        case .rejoinRequestLength(let type, let found):
            switch type {
            case nil: "a rejoin request has 19 or 24 bytes; this one has \(found)"
            case 1: "a rejoin request of type 1 has 24 bytes; this one has \(found)"
            case let type?: "a rejoin request of type \(type) has 19 bytes; this one has \(found)"
            }
        case .unknownRejoinType(let found):
            "rejoin requests have type 0, 1 or 2; this one has \(found)"
        case .dataTooShort(let found):
            "a data frame has at least 12 bytes; this one has \(found)"
        case .optionsTooLong(let announced, let room):
            "the frame announces \(announced) bytes of options where \(room) are left"
        case .commandsTwice(let options):
            "the frame has \(options) bytes of options and port 0 as well; "
                + "network commands may stand in one of the two only"
        }
    }
}
