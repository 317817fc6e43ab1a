/// The host's side of the link, without any input or output. One request at a time; the answer, the
/// events and the loss of the session come as notices.
public struct HostLink: Sendable {
    public enum State: Sendable { case closed, opening, open }

    public enum Loss: Sendable, Equatable {
        /// A request was sent four times without an answer.
        case noAnswer
        /// Nothing was heard for five seconds.
        case silence
        /// The device says that it has no session: it restarted, or gave the session up.
        case deviceWithoutSession
        /// The device speaks none of our versions.
        case noCommonVersion
        /// The two sides count requests differently, which a session without a bug never does.
        case outOfStep
    }

    public enum Notice: Sendable, Equatable {
        case awake(Awake)
        case opened(Welcome)
        case answered(DeviceMessage)
        case event(DeviceMessage)
        case heartbeat(Heartbeat)
        case lost(Loss)
        case badFrame(FrameError)
        /// A frame with a right checksum that is no message this host knows; passed over.
        case badMessage(MessageError)
        /// A frame of another session, under way when this one began; dropped.
        case stale
    }

    public private(set) var state = State.closed
    public private(set) var session: UInt16
    /// How many events the host takes before it acknowledges; 0 holds them back on the device.
    public var credit = UInt8(LinkLimit.events) {
        didSet { acknowledgeIsDue = state == .open }
    }

    private var decoder = FrameDecoder()
    private var encoder = FrameEncoder()
    private var request = FrameBody()
    private var isAsking = false
    private var requestIsDue = false
    private var askedAt: UInt64 = 0
    private var tries = 0
    private var requestNumber: UInt16 = 0
    private var eventDue: UInt16 = 0
    private var acknowledgeIsDue = false
    private var heardAt: UInt64 = 0
    /// Acknowledges have their own time: one that is lost must be repeated however many requests
    /// are sent, or the device keeps its events for ever.
    private var acknowledgedAt: UInt64 = 0

    /// `session` is any number; take another one after each start of the program.
    public init(session: UInt16) {
        self.session = session
        encoder.loadDelimiter()
    }

    public var isFree: Bool { state == .open && !isAsking }

    /// Opens a new session, whatever was before.
    public mutating func open(at now: UInt64) {
        session &+= 1
        if session == 0 { session = 1 }
        state = .opening
        requestNumber = 0
        eventDue = 0
        acknowledgeIsDue = false
        heardAt = now
        begin(Hello().body(session: session, sequence: 0), at: now)
    }

    /// Sends a request. False while the one before is not answered, or without session.
    public mutating func ask<Request: LinkMessage>(_ message: Request, at now: UInt64) -> Bool {
        guard isFree else { return false }
        requestNumber &+= 1
        begin(message.body(session: session, sequence: requestNumber), at: now)
        return true
    }

    public mutating func ask(_ question: Question, at now: UInt64) -> Bool {
        guard isFree else { return false }
        requestNumber &+= 1
        let header = FrameHeader(
            type: question.rawValue, session: session, sequence: requestNumber)
        begin(FrameBody(header: header), at: now)
        return true
    }

    private mutating func begin(_ body: FrameBody, at now: UInt64) {
        request = body
        isAsking = true
        requestIsDue = true
        askedAt = now
        tries = 1
    }

    /// The next byte for the wire, nil when there is nothing to say.
    public mutating func nextByte(at now: UInt64) -> UInt8? {
        if encoder.isEmpty { refill(at: now) }
        return encoder.nextByte()
    }

    private mutating func refill(at now: UInt64) {
        if requestIsDue {
            requestIsDue = false
            askedAt = now
            return encoder.load(request)
        }
        guard state == .open else { return }
        if acknowledgeIsDue || now &- acknowledgedAt >= LinkLimit.heartbeatMicroseconds {
            acknowledgeIsDue = false
            acknowledgedAt = now
            let message = Acknowledge(nextEvent: eventDue, credit: credit)
            encoder.load(message.body(session: session, sequence: 0))
        }
    }

    /// When `tick` or `nextByte` next has something to do, if nothing comes before and all bytes
    /// were taken; nil for never.
    public var due: UInt64? {
        let answer = isAsking ? askedAt &+ LinkLimit.answerMicroseconds : nil
        guard state == .open else { return answer }
        let own = min(
            acknowledgedAt &+ LinkLimit.heartbeatMicroseconds,
            heardAt &+ LinkLimit.silenceMicroseconds)
        return min(own, answer ?? own)
    }

    /// Repeats what was not answered, and gives up what is lost. To be called often.
    public mutating func tick(at now: UInt64) -> Notice? {
        guard state != .closed else { return nil }
        if state == .open, now &- heardAt >= LinkLimit.silenceMicroseconds {
            return lose(.silence)
        }
        guard isAsking, !requestIsDue, now &- askedAt >= LinkLimit.answerMicroseconds else {
            return nil
        }
        guard tries < LinkLimit.tries else { return lose(.noAnswer) }
        tries += 1
        requestIsDue = true
        return nil
    }

    private mutating func lose(_ loss: Loss) -> Notice {
        state = .closed
        isAsking = false
        requestIsDue = false
        return .lost(loss)
    }

    /// Takes a byte from the wire.
    public mutating func take(_ byte: UInt8, at now: UInt64) -> Notice? {
        do {
            guard try decoder.take(byte) else { return nil }
        } catch {
            return .badFrame(error)
        }
        return take(frame: decoder.frame, at: now)
    }

    private mutating func take(frame: FrameBody, at now: UInt64) -> Notice? {
        let header = frame.header
        if header.type == MessageType.awake.rawValue { return takeAwake(frame) }
        guard state != .closed, header.session == session else { return .stale }
        if header.type >= 0xe8 { return state == .open ? take(event: frame, at: now) : nil }
        let message: DeviceMessage
        do {
            message = try DeviceMessage(parsing: frame)
        } catch {
            return .badMessage(error)
        }
        heardAt = now
        if case .heartbeat(let beat) = message { return .heartbeat(beat) }
        return take(response: message, header)
    }

    private mutating func takeAwake(_ frame: FrameBody) -> Notice? {
        do {
            guard case .awake(let awake) = try DeviceMessage(parsing: frame) else { return nil }
            return state == .open ? lose(.deviceWithoutSession) : .awake(awake)
        } catch {
            return .badMessage(error)
        }
    }

    private mutating func take(response: DeviceMessage, _ header: FrameHeader) -> Notice? {
        guard isAsking, header.sequence == request.header.sequence,
            header.type == request.header.type | 0x80
        else { return nil }
        isAsking = false
        requestIsDue = false
        if case .refused(let refusal) = response,
            refusal.result == .outOfSequence || refusal.result == .sequenceReused
        {
            return lose(.outOfStep)
        }
        guard case .welcome(let welcome) = response else { return .answered(response) }
        guard welcome.version == 1 else { return lose(.noCommonVersion) }
        state = .open
        acknowledgeIsDue = true
        return .opened(welcome)
    }

    private mutating func take(event: FrameBody, at now: UInt64) -> Notice? {
        heardAt = now
        acknowledgeIsDue = true
        guard event.header.sequence == eventDue else { return nil }
        eventDue &+= 1
        do {
            return .event(try DeviceMessage(parsing: event))
        } catch {
            return .badMessage(error)
        }
    }
}
