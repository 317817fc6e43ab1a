/// The number of every message, SPEC.md "Types". Numbers are never given away twice. 40 to 4f (with
/// c0 to cf and f0 to f7) are kept for firmware update and radios that sign what they measure.
public enum MessageType: UInt8, CaseIterable, Sendable {
    // From the host; all but acknowledge are answered by the same number with the highest bit.
    case hello = 0x01
    case acknowledge = 0x02
    case ping = 0x10
    case readCapabilities, configure, transmit, cancelTransmit, readStatus, readStatistics
    case setLogLevel, restart
    // Responses.
    case welcome = 0x81
    case pong = 0x90
    case capabilities, configured, transmitAccepted, transmitCancelled, status, statistics
    case logLevelSet, restarting
    // Notices without sequence.
    case awake = 0xe0
    case heartbeat
    // Events, each acknowledged.
    case reception = 0xe8
    case transmitted, timeMark, fault, logLine

    public var isEvent: Bool { rawValue >= 0xe8 }
}

/// A payload of fixed fields, and extensions behind them.
public protocol LinkMessage: Sendable {
    static var type: MessageType { get }
    init(reading reader: inout FieldReader) throws(MessageError)
    func write(to body: inout FrameBody)
}

extension LinkMessage {
    /// Reads a whole payload. Refuses any byte that is neither field nor extension.
    public init(parsing payload: RawSpan) throws(MessageError) {
        var reader = FieldReader(payload)
        try self.init(reading: &reader)
        try reader.finish()
    }

    /// The body of a frame with this message. A response begins with result 0, done.
    public func body(session: UInt16, sequence: UInt16) -> FrameBody {
        var body = FrameBody(
            header: FrameHeader(type: Self.type.rawValue, session: session, sequence: sequence))
        write(to: &body)
        return body
    }
}
