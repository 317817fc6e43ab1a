extension DeviceLink {
    /// Takes a byte from the wire, and lets the board do what a request asks for.
    public mutating func take<Board: LinkBoard>(
        _ byte: UInt8, at now: UInt64, board: inout Board
    ) {
        do {
            guard try decoder.take(byte) else { return }
        } catch {
            statistics.badFrames &+= 1
            return
        }
        statistics.frames &+= 1
        take(frame: decoder.frame, at: now, board: &board)
    }

    /// Ends a session in which nothing was heard for five seconds. To be called often.
    public mutating func tick<Board: LinkBoard>(at now: UInt64, board: inout Board) {
        guard session != 0, now &- heardAt >= LinkLimit.silenceMicroseconds else { return }
        end()
        board.standBy()
    }

    private mutating func take<Board: LinkBoard>(
        frame: FrameBody, at now: UInt64, board: inout Board
    ) {
        let header = frame.header
        if header.type == MessageType.hello.rawValue {
            return open(frame, at: now, board: &board)
        }
        guard session != 0, header.session == session else {
            statistics.staleFrames &+= 1
            return
        }
        heardAt = now
        if header.type == MessageType.acknowledge.rawValue { return acknowledge(frame) }
        guard header.type < 0x80 else {
            statistics.staleFrames &+= 1
            return
        }
        statistics.requests &+= 1
        guard header.sequence == requestDue else { return repeated(frame) }
        requestDue &+= 1
        answeredChecksum = frame.checksum
        do {
            try carryOut(frame, at: now, board: &board)
        } catch {
            refuse(error, header)
        }
    }

    private mutating func acknowledge(_ frame: FrameBody) {
        let before = events.first
        guard let message = try? Acknowledge(parsing: frame.payload),
            events.acknowledge(before: message.nextEvent)
        else {
            statistics.badFrames &+= 1
            return
        }
        if events.first != before { eventSentAt = heardAt }
        events.credit = message.credit
    }

    /// A request whose number is not due: the answer once more if it is the last one again.
    private mutating func repeated(_ frame: FrameBody) {
        let header = frame.header
        guard header.sequence == requestDue &- 1, requestDue != 1 else {
            return refuseLostCount(Refusal(.outOfSequence, detail: UInt32(requestDue)), header)
        }
        guard frame.checksum == answeredChecksum else {
            return refuseLostCount(Refusal(.sequenceReused, detail: UInt32(requestDue)), header)
        }
        statistics.repeatedRequests &+= 1
        answerIsDue = true
    }

    private mutating func open<Board: LinkBoard>(
        _ frame: FrameBody, at now: UInt64, board: inout Board
    ) {
        let header = frame.header
        guard header.session != 0, let hello = try? Hello(parsing: frame.payload) else {
            statistics.badFrames &+= 1
            return
        }
        let speaks = hello.oldestVersion <= 1
        let isRepeated = header.session == session && requestDue == 1 && events.first == 0
        if !isRepeated {
            end()
            board.standBy()
            if speaks {
                session = header.session
                statistics.sessions &+= 1
            }
        }
        heardAt = now
        answer = Welcome(version: speaks ? 1 : 0, bootID: bootID, deviceTimeMicroseconds: now)
            .body(session: header.session, sequence: 0)
        answerIsDue = true
    }

    private mutating func end() {
        statistics.lostEvents &+= UInt32(events.count)
        session = 0
        events = EventQueue()
        answerIsDue = false
        requestDue = 1
        logLevel = .info
    }

    /// Each request is read by its own function, so that the stack holds one of them at a time and
    /// not room for all.
    private mutating func carryOut<Board: LinkBoard>(
        _ frame: FrameBody, at now: UInt64, board: inout Board
    ) throws(Refusal) {
        let header = frame.header
        switch MessageType(rawValue: header.type) {
        case .ping:
            let ping = try Self.parse(Ping.self, frame)
            respond(Pong(echo: ping.echo, deviceTimeMicroseconds: now), header)
        case .configure:
            respond(try board.configure(try Self.parse(Configure.self, frame)), header)
        case .transmit: try transmit(frame, board: &board)
        case .cancelTransmit:
            try board.cancel(try Self.parse(CancelTransmit.self, frame))
            refuse(Refusal(.done), header)
        case .setLogLevel:
            logLevel = try Self.parse(SetLogLevel.self, frame).level
            refuse(Refusal(.done), header)
        default:
            let question = try Self.question(frame)
            answer(question, header, at: now, board: &board)
        }
    }

    @inline(never) private mutating func transmit<Board: LinkBoard>(
        _ frame: FrameBody, board: inout Board
    ) throws(Refusal) {
        try board.transmit(try Self.parse(Transmit.self, frame))
        refuse(Refusal(.done), frame.header)
    }

    private static func parse<Request: LinkMessage>(
        _ type: Request.Type, _ frame: FrameBody
    ) throws(Refusal) -> Request {
        do {
            return try Request(parsing: frame.payload)
        } catch {
            throw Refusal(.malformed, detail: UInt32(error.code.rawValue))
        }
    }

    private static func question(_ frame: FrameBody) throws(Refusal) -> Question {
        guard let question = Question(rawValue: frame.header.type) else {
            throw Refusal(.unknownRequest, detail: UInt32(frame.header.type))
        }
        do {
            var reader = FieldReader(frame.payload)
            try reader.finish()
        } catch {
            throw Refusal(.malformed, detail: UInt32(error.code.rawValue))
        }
        return question
    }

    @inline(never) private mutating func answer<Board: LinkBoard>(
        _ question: Question, _ header: FrameHeader, at now: UInt64, board: inout Board
    ) {
        switch question {
        case .readCapabilities: respond(board.capabilities(), header)
        case .readStatus:
            let status = Status(
                deviceTimeMicroseconds: now, radio: board.radio(),
                configuration: board.configuration(), waitingEvents: UInt8(events.count),
                waitingTransmissions: board.waitingTransmissions(),
                temperatureCentiCelsius: board.temperature())
            respond(status, header)
        case .readStatistics:
            board.count(into: &statistics)
            respond(statistics, header)
        case .restart:
            refuse(Refusal(.done), header)
            board.restart()
        }
    }

    private mutating func respond<Response: LinkMessage>(
        _ response: Response, _ request: FrameHeader
    ) {
        begin(.done, request)
        response.write(to: &answer)
        answerIsDue = true
    }

    /// A response without fields: `done`, or a refusal with its detail.
    private mutating func refuse(_ refusal: Refusal, _ request: FrameHeader) {
        begin(refusal.result, request)
        if refusal.result != .done { answer.u32(refusal.detail) }
        answerIsDue = true
    }

    /// A refusal of a number that is not due takes the place of an answer not sent yet or kept:
    /// a host that does this has lost count and opens a new session.
    private mutating func refuseLostCount(_ refusal: Refusal, _ request: FrameHeader) {
        answeredChecksum = ~answeredChecksum
        refuse(refusal, request)
    }

    private mutating func begin(_ result: RequestResult, _ request: FrameHeader) {
        answer.begin(
            FrameHeader(
                type: request.type | 0x80, session: request.session, sequence: request.sequence))
        answer.u8(result.rawValue)
    }
}
