/// Whatever a host may be told.
public enum DeviceMessage: Sendable, Equatable {
    case awake(Awake)
    case welcome(Welcome)
    case heartbeat(Heartbeat)
    /// Done, and nothing more to say: to transmit, cancel, log level, restart.
    case done(MessageType)
    case refused(Refusal)
    case pong(Pong)
    case capabilities(Capabilities)
    case configured(Configured)
    case status(Status)
    case statistics(Statistics)
    case reception(Reception)
    case transmitted(Transmitted)
    case timeMark(TimeMark)
    case fault(Fault)
    case logLine(LogLine)

    public init(parsing body: FrameBody) throws(MessageError) {
        let header = body.header
        guard let type = MessageType(rawValue: header.type), header.type >= 0x80 else {
            throw MessageError(.unknownType, at: 0, found: UInt32(header.type))
        }
        guard (header.session == 0) == (type == .awake) else {
            throw MessageError(.wrongSession, at: 0, found: UInt32(header.session))
        }
        switch type {
        case .awake: self = .awake(try Awake(parsing: body.payload))
        case .welcome: self = .welcome(try Welcome(parsing: body.payload))
        case .heartbeat: self = .heartbeat(try Heartbeat(parsing: body.payload))
        case .reception: self = .reception(try Reception(parsing: body.payload))
        case .transmitted: self = .transmitted(try Transmitted(parsing: body.payload))
        case .timeMark: self = .timeMark(try TimeMark(parsing: body.payload))
        case .fault: self = .fault(try Fault(parsing: body.payload))
        case .logLine: self = .logLine(try LogLine(parsing: body.payload))
        default: self = try Self.response(type, body.payload)
        }
    }

    private static func response(
        _ type: MessageType, _ payload: RawSpan
    ) throws(MessageError) -> DeviceMessage {
        var reader = FieldReader(payload)
        let result = try reader.word(RequestResult.self)
        guard result == .done else {
            let refusal = Refusal(result, detail: try reader.u32())
            try reader.finish()
            return .refused(refusal)
        }
        let message: DeviceMessage =
            switch type {
            case .pong: .pong(try Pong(reading: &reader))
            case .capabilities: .capabilities(try Capabilities(reading: &reader))
            case .configured: .configured(try Configured(reading: &reader))
            case .status: .status(try Status(reading: &reader))
            case .statistics: .statistics(try Statistics(reading: &reader))
            default: .done(type)
            }
        try reader.finish()
        return message
    }
}
