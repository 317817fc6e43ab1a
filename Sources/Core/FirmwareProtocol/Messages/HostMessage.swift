/// Whatever a device may be told.
public enum HostMessage: Sendable, Equatable {
    case hello(Hello)
    case acknowledge(Acknowledge)
    case question(Question)
    case ping(Ping)
    case configure(Configure)
    case transmit(Transmit)
    case cancel(CancelTransmit)
    case setLogLevel(SetLogLevel)

    public init(parsing body: FrameBody) throws(MessageError) {
        let header = body.header
        guard header.session != 0 else {
            throw MessageError(.wrongSession, at: 0, found: 0)
        }
        guard let type = MessageType(rawValue: header.type) else {
            throw MessageError(.unknownType, at: 0, found: UInt32(header.type))
        }
        switch type {
        case .hello: self = .hello(try Hello(parsing: body.payload))
        case .acknowledge: self = .acknowledge(try Acknowledge(parsing: body.payload))
        case .ping: self = .ping(try Ping(parsing: body.payload))
        case .configure: self = .configure(try Configure(parsing: body.payload))
        case .transmit: self = .transmit(try Transmit(parsing: body.payload))
        case .cancelTransmit: self = .cancel(try CancelTransmit(parsing: body.payload))
        case .setLogLevel: self = .setLogLevel(try SetLogLevel(parsing: body.payload))
        default:
            guard let question = Question(rawValue: header.type) else {
                throw MessageError(.unknownType, at: 0, found: UInt32(header.type))
            }
            var reader = FieldReader(body.payload)
            try reader.finish()
            self = .question(question)
        }
    }
}
