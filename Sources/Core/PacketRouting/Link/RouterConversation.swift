public import Attestation
public import Primitives
public import Units

/// The hotspot's side of the link to a router (messages.md rule 18), without input or output.
///
///     conversation.handle(.woken, at: now, queue: &queue, actions: &actions)    // .connect
///     conversation.connected(binding: …, by: sessionKey, …)                     // hello
///     conversation.take(bytes, at: time, queue: &queue, actions: &actions)      // welcome, …
///     conversation.fill(from: &queue, at: time, actions: &actions)              // what is new
///
/// Whatever the router says wrong ends the link with a typed reason; it is tried again after
/// `LinkBackOff`, with the next router of the list when this one never answered.
public struct RouterConversation: Sendable {
    public let network: NetworkID
    public let routers: [RouterEntry]
    public let software: String
    /// The place in `routers` of the one spoken to, or tried next.
    public private(set) var router: Int
    public internal(set) var state: LinkState
    var frames = LinkFrames()
    /// What the hello said is the first number this link will carry.
    var firstTold: UInt64 = 1
    var backOff: LinkBackOff
    /// How often a link came to be, and why each ended is for the caller to count.
    public internal(set) var openings: UInt64 = 0

    /// - Parameters:
    ///   - routers: without one there is no link, ever.
    ///   - seed: random; spreads boxes over routers and over time.
    public init(network: NetworkID, routers: [RouterEntry], software: String, seed: UInt64) {
        self.network = network
        self.routers = routers
        self.software = software
        router = routers.isEmpty ? 0 : Int(seed % UInt64(routers.count))
        state =
            routers.isEmpty ? .stopped : .resting(until: Nanoseconds(0), mayEndEarly: true)
        backOff = LinkBackOff(seed: seed)
    }

    public var isOpen: Bool {
        if case .open = state { true } else { false }
    }

    /// When `.woken` is to be told, if nothing else happens before; nil for never.
    public var due: Nanoseconds? {
        switch state {
        case .resting(let until, _), .connecting(let until), .greeting(let until): until
        case .open(let link): min(link.nextPing, link.heard + LinkLimits.silence)
        case .stopped: nil
        }
    }

    public mutating func handle(
        _ event: LinkEvent, at now: Nanoseconds, actions: inout LinkActions
    ) {
        switch event {
        case .woken: pass(now, &actions)
        case .networkUp:
            guard case .resting(_, mayEndEarly: true) = state else { return }
            backOff.reset()
            connect(now, &actions)
        case .lost(let reason):
            switch state {
            case .connecting, .greeting, .open: end(.broken(reason), now, &actions)
            case .resting, .stopped: break
            }
        case .stop: stop(now, &actions)
        }
    }

    private mutating func pass(_ now: Nanoseconds, _ actions: inout LinkActions) {
        switch state {
        case .resting(let until, _) where now >= until: connect(now, &actions)
        case .connecting(let until) where now >= until: end(.connectTimedOut, now, &actions)
        case .greeting(let until) where now >= until: end(.welcomeTimedOut, now, &actions)
        case .open(let link): keepAlive(link, now, &actions)
        default: break
        }
    }

    private mutating func connect(_ now: Nanoseconds, _ actions: inout LinkActions) {
        state = .connecting(until: now + LinkLimits.connecting)
        actions.order = .connect(router)
    }

    private mutating func keepAlive(
        _ link: OpenLink, _ now: Nanoseconds, _ actions: inout LinkActions
    ) {
        guard now < link.heard + LinkLimits.silence else { return end(.silent, now, &actions) }
        guard now >= link.nextPing else { return }
        var link = link
        link.ping += 1
        link.nextPing = now + LinkLimits.ping
        state = .open(link)
        say(LinkPing(number: link.ping, isAnswer: false), &actions)
    }

    private mutating func stop(_ now: Nanoseconds, _ actions: inout LinkActions) {
        switch state {
        case .greeting, .open: say(LinkGoodbye(.stopping), &actions)
        case .resting, .connecting, .stopped: break
        }
        if state != .stopped { end(.stopped, now, &actions) }
    }

    /// A message of our own; one that the tables refuse is our mistake.
    func say(_ message: some TypedMessage, _ actions: inout LinkActions) {
        do throws(MessageError) {
            LinkFrames.append(try message.payload(), to: &actions.outgoing)
        } catch { preconditionFailure("\(type(of: message).type.name): \(error)") }
    }

    // MARK: The end of a link

    mutating func end(_ end: LinkEnd, _ now: Nanoseconds, _ actions: inout LinkActions) {
        let wait = wait(after: end, now)
        frames = LinkFrames()
        actions.order = .disconnect
        switch state {
        case .connecting, .greeting: router = (router + 1) % routers.count
        default: break
        }
        if let wait {
            state = .resting(until: now + wait.span, mayEndEarly: wait.mayEndEarly)
            actions.notices.append(.ended(end, next: now + wait.span))
        } else {
            state = .stopped
            actions.notices.append(.ended(end, next: nil))
        }
    }

    private mutating func wait(
        after end: LinkEnd, _ now: Nanoseconds
    ) -> (span: Nanoseconds, mayEndEarly: Bool)? {
        if case .open(let link) = state, now >= link.since + LinkLimits.proof { backOff.reset() }
        switch end {
        case .stopped: return nil
        case .numbersJump:
            backOff.reset()
            return (backOff.next(), true)
        case .dismissed(let goodbye):
            let seconds = min(
                goodbye.retrySeconds, LinkLimits.longestDismissal.value / 1_000_000_000)
            return (Nanoseconds(seconds * 1_000_000_000) + backOff.next(), seconds == 0)
        case .broken, .connectTimedOut, .welcomeTimedOut, .silent, .refused:
            return (backOff.next(), true)
        }
    }
}

// MARK: - Opening

extension RouterConversation {
    /// The connection is made and its router's certificate is the pinned one.
    /// - Parameters:
    ///   - binding: the connection's exporter value (RFC 9266).
    ///   - certificate: the statement that certifies `sessionKey`.
    public mutating func connected<Key: Signer & ~Copyable>(
        binding: Hash256, certificate: [UInt8], by sessionKey: borrowing Key, plan: String,
        firstNumber: UInt64, at now: Nanoseconds, actions: inout LinkActions
    ) {
        guard case .connecting = state else { return }
        let proven = LinkHello.proven(
            network: network, router: routers[router].key, binding: binding)
        let hello = LinkHello(
            network: network, certificate: certificate, binding: binding,
            proof: sessionKey.sign(proven.bytes), firstNumber: firstNumber, software: software,
            plan: plan)
        firstTold = firstNumber
        state = .greeting(until: now + LinkLimits.greeting)
        say(hello, &actions)
    }
}

// MARK: - Sending

extension RouterConversation {
    /// Sends what of the queue has not been sent and the router allows.
    public mutating func fill(
        from queue: inout UplinkQueue, at time: BoxTime, actions: inout LinkActions
    ) {
        guard case .open(var link) = state else { return }
        queue.expire(at: time)
        guard queue.first <= link.sent + 1 else {
            say(LinkGoodbye(.restarting), &actions)
            return end(.numbersJump, time.uptime, &actions)
        }
        while true {
            let most = min(link.greatestOpen, LinkLimits.mostOpen)
            let waiting = link.sent - link.acknowledged
            guard waiting < most else { break }
            let room = Int(min(most - waiting, link.greatestBatch, UInt64(UplinkBatch.most)))
            guard let batch = queue.batch(from: link.sent + 1, most: room, at: time) else { break }
            say(batch, &actions)
            link.sent += UInt64(batch.uplinks.count)
        }
        state = .open(link)
    }

    /// Tells what became of a downlink. False when no link is open: to be told on the next.
    public mutating func tell(_ result: DownlinkResult, actions: inout LinkActions) -> Bool {
        guard isOpen else { return false }
        say(result, &actions)
        return true
    }
}
