internal import Attestation
internal import Primitives
internal import Units

extension RouterConversation {
    /// Takes bytes of the connection, cut anywhere.
    public mutating func take(
        _ bytes: RawSpan, at time: BoxTime, queue: inout UplinkQueue, actions: inout LinkActions
    ) {
        switch state {
        case .greeting, .open: break
        // A connection that was given up may still bring some.
        case .resting, .connecting, .stopped: return
        }
        frames.append(bytes)
        do throws(LinkRefusal) {
            while let payload = try frames.next() {
                try hear(payload.rawSpan, at: time, queue: &queue, actions: &actions)
                switch state {
                case .greeting, .open: continue
                case .resting, .connecting, .stopped: return
                }
            }
        } catch {
            say(Self.protest(error), &actions)
            end(.refused(error), time.uptime, &actions)
        }
    }

    private static func protest(_ refusal: LinkRefusal) -> LinkGoodbye {
        var text = "\(refusal)"
        while text.utf8.count > LinkGoodbye.longestText { text.removeLast() }
        return LinkGoodbye(.protocolError, text: text)
    }

    private mutating func hear(
        _ payload: RawSpan, at time: BoxTime, queue: inout UplinkQueue,
        actions: inout LinkActions
    ) throws(LinkRefusal) {
        let type = try Self.read { () throws(MessageError) in
            try MessageCheck.announcedType(of: payload)
        }
        if case .open(var link) = state {
            link.heard = time.uptime
            state = .open(link)
        } else if type != .welcome, type != .goodbye {
            throw .beforeWelcome(type)
        }
        switch type {
        case .welcome: try open(try Self.message(payload), time, &queue, &actions)
        case .acknowledgement: try acknowledge(try Self.message(payload), &queue, &actions)
        case .downlink: try bring(try Self.message(payload), &actions)
        case .ping: try answer(try Self.message(payload), &actions)
        case .goodbye: end(.dismissed(try Self.message(payload)), time.uptime, &actions)
        default: throw .unexpected(type)
        }
    }

    private static func message<Typed: TypedMessage>(
        _ payload: RawSpan
    ) throws(LinkRefusal) -> Typed {
        try read { () throws(MessageError) in try Typed(parsing: payload) }
    }

    private static func read<Result>(
        _ body: () throws(MessageError) -> Result
    ) throws(LinkRefusal) -> Result {
        do throws(MessageError) {
            return try body()
        } catch { throw .message("\(error)") }
    }

    private mutating func open(
        _ welcome: LinkWelcome, _ time: BoxTime, _ queue: inout UplinkQueue,
        _ actions: inout LinkActions
    ) throws(LinkRefusal) {
        guard case .greeting = state else { throw .secondWelcome }
        guard welcome.version == LinkHello.version else { throw .otherVersion(welcome.version) }
        guard welcome.router == routers[router].key else { throw .otherRouter(welcome.router) }
        queue.resume(after: welcome.acknowledged)
        let done = max(welcome.acknowledged, max(1, firstTold) - 1)
        state = .open(
            OpenLink(
                since: time.uptime, heard: time.uptime, greatestBatch: welcome.greatestBatch,
                greatestOpen: welcome.greatestOpen, sent: done, acknowledged: done,
                nextPing: time.uptime + LinkLimits.ping))
        openings += 1
        actions.notices.append(.opened(welcome))
        fill(from: &queue, at: time, actions: &actions)
    }

    private mutating func acknowledge(
        _ message: UplinkAcknowledgement, _ queue: inout UplinkQueue,
        _ actions: inout LinkActions
    ) throws(LinkRefusal) {
        guard case .open(var link) = state else { return }
        guard message.acknowledged <= link.sent else {
            throw .acknowledgesUnsent(message.acknowledged, sent: link.sent)
        }
        if let bought = message.purchases.first(where: { $0.number > link.sent }) {
            throw .buysUnsent(bought.number, sent: link.sent)
        }
        if message.acknowledged > link.acknowledged {
            link.acknowledged = message.acknowledged
            state = .open(link)
            queue.acknowledge(through: message.acknowledged)
            actions.notices.append(.acknowledged(through: message.acknowledged))
        }
        for purchase in message.purchases { actions.notices.append(.purchased(purchase)) }
    }

    /// A repeated number on one link is the router's mistake; a second link may repeat what the first
    /// did not carry, which the carriage knows.
    private mutating func bring(
        _ downlink: Downlink, _ actions: inout LinkActions
    ) throws(LinkRefusal) {
        guard case .open(var link) = state else { return }
        if let last = link.lastDownlink, downlink.number <= last {
            throw .downlinkNotRising(downlink.number, after: last)
        }
        link.lastDownlink = downlink.number
        state = .open(link)
        actions.notices.append(.downlink(downlink))
    }

    private mutating func answer(
        _ ping: LinkPing, _ actions: inout LinkActions
    ) throws(LinkRefusal) {
        guard case .open(var link) = state else { return }
        guard ping.isAnswer else {
            return say(LinkPing(number: ping.number, isAnswer: true), &actions)
        }
        guard ping.number > link.answered, ping.number <= link.ping else {
            throw .answersNoPing(ping.number)
        }
        link.answered = ping.number
        state = .open(link)
    }
}
