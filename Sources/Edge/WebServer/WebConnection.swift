internal import Glibc
internal import HTTPMessages
internal import Host
internal import Primitives
internal import Synchronization
internal import Units

/// One client, from its first byte to its last. Belongs to one loop.
final class WebConnection {
    enum State: Equatable {
        /// A request is to come, or is coming.
        case reading
        /// Somebody thinks about an answer.
        case waiting
        /// An answer is going out.
        case answering
        /// Events are going out whenever there are any.
        case following
        /// The last answer is out; what the client still sends is read and forgotten.
        case draining
        case closed
    }

    let line: WebLine
    let client: ClientAddress
    /// In the loop, and in its queue.
    let tag: UInt64
    /// In the book of addresses.
    var isCounted = true
    private unowned let loop: WebLoop
    private let limits: WebLimits
    private var reader: HTTPRequestReader
    private(set) var state = State.reading {
        didSet { if state == .closed, oldValue != .closed { leave() } }
    }
    private(set) var deadline: Nanoseconds
    private var output = WebOutput()
    private var presence: WebPresence?
    private var stream: WebStream?
    private var staysOpen = true
    private var isHead = false
    private var hasAsked = false
    /// What the queue was told to look for.
    var interest = ReadyEvents.readable
    /// Bytes are here that had no turn yet, and no event will tell of.
    private(set) var hasMore = false
    /// Of `reader`, as the loop counts it.
    private var held = 0

    init(
        _ line: WebLine, _ client: ClientAddress, tag: UInt64, of loop: WebLoop,
        at now: Nanoseconds
    ) {
        self.line = line
        self.client = client
        self.tag = tag
        self.loop = loop
        limits = loop.limits
        reader = HTTPRequestReader(limits: limits.request, hosts: .any)
        deadline = now + limits.requestTime
    }

    /// Between two requests, with nothing of the next.
    var isIdle: Bool { state == .reading && hasAsked && !reader.isWithinRequest }

    /// What to wait for.
    var events: ReadyEvents {
        switch state {
        case .reading, .draining: line.needsWrite ? [.readable, .writable] : .readable
        // The client's next request stays in the socket; that it has gone is told.
        case .waiting: .otherIsDone
        case .answering: .writable
        case .following: output.isEmpty ? .readable : [.readable, .writable]
        case .closed: []
        }
    }

    /// What came, and what may go now.
    func turn(_ ready: ReadyEvents, at now: Nanoseconds) {
        hasMore = false
        switch state {
        case .waiting:
            if !ready.isDisjoint(with: [.otherIsDone, .hungUp, .failed]) { state = .closed }
        case .answering: push(at: now)
        case .following:
            if !output.isEmpty { push(at: now) }
            if state == .following, !ready.isDisjoint(with: [.readable, .hungUp, .failed]) {
                forget()
            }
        case .draining: forget()
        case .reading: read(at: now)
        case .closed: break
        }
        goOn(at: now)
    }

    // MARK: In

    private func read(at now: Nanoseconds) {
        for _ in 0..<WebLimits.turn {
            guard state == .reading, reader.room > 0 else { break }
            let wasIdle = isIdle
            switch Self.receive(from: line, &loop.scratch, into: &reader) {
            case .bytes:
                if wasIdle { deadline = now + limits.requestTime }
                guard answerNext(at: now) else { return }
                hasMore = line.hasMore
            case .wait: return
            case .gone:
                if line.isBroken { loop.counts.handshakes += 1 }
                state = .closed
                return
            }
        }
        // A turn's worth was read and the socket may have more; it tells again by itself.
    }

    private static func receive(
        from line: WebLine, _ scratch: inout [UInt8], into reader: inout HTTPRequestReader
    ) -> LineResult {
        let result = line.receive(into: &scratch, most: reader.room)
        if case .bytes(let count) = result {
            reader.take(scratch.rawSpan.extracting(0..<count))
        }
        return result
    }

    /// Reads and forgets.
    private func forget() {
        for _ in 0..<WebLimits.turn {
            switch line.receive(into: &loop.scratch, most: loop.scratch.count) {
            case .bytes: break
            case .wait: return
            case .gone:
                state = .closed
                return
            }
        }
    }

    /// Requests that are here already, after an answer.
    private func goOn(at now: Nanoseconds) {
        var turns = 0
        while state == .reading, reader.isWithinRequest {
            guard turns < WebLimits.turn else { return hasMore = true }
            turns += 1
            let before = reader.count
            guard answerNext(at: now) else { return }
            guard state == .reading else { return }
            // The rest is not whole yet.
            if reader.count == before { return }
        }
    }

    /// Answers the next request if it is whole.
    /// - Returns: false when the connection does something else now.
    private func answerNext(at now: Nanoseconds) -> Bool {
        defer { loop.hold(reader.count - held, &held) }
        do throws(HTTPRefusal) {
            guard let request = try reader.next() else {
                if reader.takeContinue() { sendContinue() }
                guard loop.mayHold(reader.count - held) else {
                    loop.counts.busy += 1
                    end(with: .busy("too many requests are coming in at once"), at: now)
                    return false
                }
                return true
            }
            hasAsked = true
            staysOpen = request.staysOpen && !loop.isEnding
            isHead = request.method == .head
            if let seconds = loop.ask(client, at: now) {
                loop.counts.tooMany += 1
                begin(
                    .tooMany("\(client) asks too much", retryAfter: seconds), at: now)
            } else {
                loop.counts.requests += 1
                serve(ServedRequest(request: request, client: client), at: now)
            }
        } catch {
            loop.counts.refused += 1
            end(with: .refusal(error), at: now)
        }
        return state == .reading
    }

    private func sendContinue() {
        // A few bytes into an empty socket; if they do not fit, the client sends by itself.
        _ = line.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8).rawSpan, more: false)
    }

    private func serve(_ request: ServedRequest, at now: Nanoseconds) {
        switch loop.handler.reply(to: request) {
        case .now(let answer): begin(answer, at: now)
        case .later(let take):
            state = .waiting
            deadline = Nanoseconds(.max)
            let presence = WebPresence()
            self.presence = presence
            take(loop.ticket(for: tag, presence))
        }
    }

    // MARK: Out

    /// The answer that was promised.
    func keep(_ answer: ServedAnswer, at now: Nanoseconds) {
        guard state == .waiting else { return }
        presence = nil
        if loop.isEnding { staysOpen = false }
        begin(answer, at: now)
        goOn(at: now)
    }

    /// Ends the connection with a reason.
    func end(with answer: ServedAnswer, at now: Nanoseconds) {
        staysOpen = false
        isHead = false
        begin(answer, at: now)
    }

    private func begin(_ answer: ServedAnswer, at now: Nanoseconds) {
        state = .answering
        let isStream = if case .stream = answer.body { true } else { false }
        if isStream { staysOpen = false }
        let head = answer.head(staysOpen: staysOpen, date: loop.date)
        output.put(head: head, isHead ? .bytes([]) : answer.body)
        if case .stream(let stream) = answer.body, !isHead {
            state = .following
            self.stream = stream
            stream.attach(most: limits.streamBytes, loop.notification(of: tag))
        }
        deadline = now + limits.answerTime
        push(at: now)
        if state == .following { follow(at: now) }
    }

    private func push(at now: Nanoseconds) {
        switch output.push(to: line, &loop.scratch) {
        case .gone: state = .closed
        case .full(let progress): if progress { deadline = now + limits.answerTime }
        case .done:
            if state == .answering { rest(at: now) } else { deadline = now + limits.heartbeat }
        }
    }

    /// After an answer.
    private func rest(at now: Nanoseconds) {
        guard staysOpen else {
            state = .draining
            line.end()
            deadline = now + WebLimits.drainTime
            return
        }
        state = .reading
        deadline = now + (reader.isWithinRequest ? limits.requestTime : limits.idleTime)
        // Of TLS, the next request may be here without a sign of the socket.
        if line.hasMore { hasMore = true }
    }

    /// There may be events.
    func follow(at now: Nanoseconds) {
        while state == .following, output.isEmpty, let stream {
            switch stream.next() {
            case .nothing: return
            case .bytes(let bytes):
                deadline = now + limits.answerTime
                output.put(head: bytes, .bytes([]))
                push(at: now)
            case .end:
                state = .answering
                rest(at: now)
            }
        }
    }

    // MARK: Time

    func expire(at now: Nanoseconds) {
        guard deadline <= now else { return }
        switch state {
        case .reading where reader.isWithinRequest:
            loop.counts.tooSlow += 1
            end(with: .refusal(.tooSlow), at: now)
        case .reading:
            if !hasAsked { loop.counts.tooSlow += 1 }
            state = .closed
        case .following where output.isEmpty:
            output.put(head: Array(":\n\n".utf8), .bytes([]))
            deadline = now + limits.answerTime
            push(at: now)
        case .answering, .following, .draining, .closed: state = .closed
        case .waiting: break
        }
    }

    /// The server is ending: nobody asks anew.
    func windDown() {
        staysOpen = false
        if isIdle || state == .reading && !reader.isWithinRequest { state = .closed }
        if state == .following { stream?.end() }
    }

    func close() { state = .closed }

    private func leave() {
        presence?.isGone.store(true, ordering: .relaxed)
        stream?.leave()
        loop.hold(-held, &held)
        loop.forget(self)
    }
}
