/// The device's side of the link, without any input or output: the board hands in each byte that
/// came and the time, takes each byte that is to go, and posts what happened. No heap.
public struct DeviceLink: Sendable {
    public internal(set) var statistics = Statistics()
    /// 0 while there is no session.
    public internal(set) var session: UInt16 = 0
    public internal(set) var logLevel = LinkLogLevel.info

    let bootID: UInt32
    var decoder = FrameDecoder()
    var encoder = FrameEncoder()
    var events = EventQueue()

    /// The last answer, kept for a request that is repeated.
    var answer = FrameBody()
    var answerIsDue = false
    var answeredChecksum: UInt32 = 0
    var requestDue: UInt16 = 1

    var heardAt: UInt64 = 0
    var sentAt: UInt64?
    /// When the oldest event that waits was sent, or one before it acknowledged.
    var eventSentAt: UInt64 = 0

    public init(bootID: UInt32) {
        self.bootID = bootID
        encoder.loadDelimiter()
    }

    /// Whether an event posted now would be kept. Without a session none is.
    public var hasRoom: Bool { session != 0 && !events.isFull }

    /// Posts an event. False, and counted, where there is no session or the host lags behind.
    public mutating func post<Event: LinkMessage>(_ event: Event) -> Bool {
        precondition(Event.type.isEvent, "not an event")
        guard session != 0 else { return false }
        guard !events.isFull else {
            statistics.lostEvents &+= 1
            return false
        }
        statistics.events &+= 1
        events.append(event, session: session)
        return true
    }

    /// Posts a log line if the host wants its level and half of the queue stays free for events.
    public mutating func log(_ level: LinkLogLevel, _ text: ShortBytes, at now: UInt64) {
        guard session != 0, level.rawValue <= logLevel.rawValue, level != .none else { return }
        guard events.count < LinkLimit.events / 2 else {
            statistics.lostLogLines &+= 1
            return
        }
        _ = post(LogLine(deviceTimeMicroseconds: now, level: level, text: text))
    }

    /// The next byte for the wire, nil when there is nothing to say.
    public mutating func nextByte(at now: UInt64) -> UInt8? {
        if encoder.isEmpty { refill(at: now) }
        return encoder.nextByte()
    }

    private mutating func refill(at now: UInt64) {
        if answerIsDue {
            answerIsDue = false
            return load(answer, at: now)
        }
        if events.sent > 0, now &- eventSentAt >= LinkLimit.eventMicroseconds {
            statistics.repeatedEvents &+= UInt32(events.sent)
            events.sendAgain()
        }
        if events.maySend {
            // The oldest one's time counts: a busy radio must not put off what was lost.
            if events.sent == 0 { eventSentAt = now }
            return load(events.takeNext(), at: now)
        }
        if let sentAt, now &- sentAt < LinkLimit.heartbeatMicroseconds { return }
        if session == 0 {
            load(Awake(bootID: bootID).body(session: 0, sequence: 0), at: now)
        } else {
            let beat = Heartbeat(deviceTimeMicroseconds: now)
            load(beat.body(session: session, sequence: 0), at: now)
        }
    }

    private mutating func load(_ body: FrameBody, at now: UInt64) {
        sentAt = now
        encoder.load(body)
    }
}
