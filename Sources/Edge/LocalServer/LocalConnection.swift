internal import Glibc
internal import HTTPMessages
internal import Host
internal import Primitives
internal import Units

/// One client, from its first byte to its last.
final class LocalConnection {
    enum State: Equatable {
        /// A request is to come, or is coming.
        case reading
        /// An answer is going out.
        case answering
        /// Events are going out whenever there are any.
        case following
        /// The last answer is out; what the client still sends is read and forgotten.
        case draining
        case closed
    }

    let descriptor: Int32
    private let peer: LocalPeer
    private let limits: LocalServerLimits
    private var reader: HTTPRequestReader
    private(set) var state = State.reading
    private(set) var deadline: Nanoseconds
    private var outgoing = Outgoing()
    /// The newest event that waits for an older one to be out. There is never more than this one.
    private var waiting: [UInt8]?
    private var staysOpen = true
    private var hasAsked = false
    /// True once for each connection that begins to follow.
    private(set) var isNewFollower = false
    /// Requests are here that had no turn yet.
    private(set) var hasMore = false

    init(
        _ descriptor: Int32, _ peer: LocalPeer, hosts: HTTPHostRule, _ limits: LocalServerLimits,
        at now: Nanoseconds
    ) {
        self.descriptor = descriptor
        self.peer = peer
        self.limits = limits
        reader = HTTPRequestReader(limits: limits.request, hosts: hosts)
        deadline = now + limits.requestTime
    }

    deinit { close(descriptor) }

    /// Between two requests, with nothing of the next.
    var isIdle: Bool { state == .reading && hasAsked && !reader.isWithinRequest }

    /// What to wait for.
    var events: Int32 {
        switch state {
        case .reading, .draining: Int32(POLLIN)
        case .answering: Int32(POLLOUT)
        case .following: outgoing.isEmpty ? Int32(POLLIN) : Int32(POLLIN) | Int32(POLLOUT)
        case .closed: 0
        }
    }

    typealias Answering = (HTTPRequest, LocalPeer) -> HTTPAnswer

    /// What came, and what may go now.
    func turn(
        _ ready: Int32, _ scratch: inout [UInt8], at now: Nanoseconds, _ answering: Answering
    ) {
        if state == .answering || state == .following && !outgoing.isEmpty { push(at: now) }
        if ready & Int32(POLLIN | POLLHUP | POLLERR) != 0 { read(&scratch, at: now) }
        answer(at: now, answering)
    }

    // MARK: In

    private func read(_ scratch: inout [UInt8], at now: Nanoseconds) {
        guard state == .reading || state == .following || state == .draining else { return }
        let wanted = state == .reading ? min(scratch.count, reader.room) : scratch.count
        let count = unsafe scratch.withUnsafeMutableBytes { bytes in
            unsafe recv(descriptor, bytes.baseAddress, wanted, 0)
        }
        guard count > 0 else {
            // A client that says no more has gone, for all a page needs.
            if count == 0 || errno != EAGAIN && errno != EINTR { state = .closed }
            return
        }
        guard state == .reading else { return }
        if isIdle { deadline = now + limits.requestTime }
        reader.take(scratch.rawSpan.extracting(0..<count))
    }

    /// Answers requests as long as answers go out at once, and not too many.
    private func answer(at now: Nanoseconds, _ answering: Answering) {
        var turns = 0
        hasMore = false
        isNewFollower = false
        while state == .reading {
            guard turns < LocalServerLimits.turn else {
                hasMore = true
                return
            }
            turns += 1
            do throws(HTTPRefusal) {
                guard let request = try reader.next() else { return }
                hasAsked = true
                staysOpen = request.staysOpen
                begin(reply(to: request, answering), isHead: request.method == .head, at: now)
            } catch {
                refuse(error, at: now)
            }
        }
    }

    private func reply(to request: HTTPRequest, _ answering: Answering) -> HTTPAnswer {
        guard peer != .loopback || request.method != .post else {
            return .text(
                "this address only shows; commands go through the daemon's socket (earshot)\n",
                status: .forbidden)
        }
        return answering(request, peer)
    }

    // MARK: Out

    /// Ends the connection with a reason.
    func refuse(_ refusal: HTTPRefusal, at now: Nanoseconds) {
        staysOpen = false
        begin(.refusal(refusal), isHead: false, at: now)
    }

    private func begin(_ answer: HTTPAnswer, isHead: Bool, at now: Nanoseconds) {
        state = .answering
        if case .events = answer.body, !isHead {
            state = .following
            isNewFollower = true
        }
        let head = answer.head(staysOpen: staysOpen)
        outgoing.put(head, isHead ? .bytes([]) : answer.body)
        deadline = now + limits.answerTime
        push(at: now)
    }

    private func push(at now: Nanoseconds) {
        guard outgoing.send(to: descriptor) else { return state = .closed }
        guard outgoing.isEmpty else { return }
        switch state {
        case .answering: rest(at: now)
        case .following:
            deadline = now + limits.heartbeat
            if let event = waiting {
                waiting = nil
                follow(with: event, at: now)
            }
        case .reading, .draining, .closed: break
        }
    }

    /// After an answer.
    private func rest(at now: Nanoseconds) {
        guard staysOpen else {
            state = .draining
            shutdown(descriptor, Int32(SHUT_WR))
            deadline = now + LocalServerLimits.drainTime
            return
        }
        state = .reading
        deadline = now + (reader.isWithinRequest ? limits.requestTime : limits.idleTime)
    }

    /// A new event for a follower. One that waits for an older to be out is replaced: each says all.
    func follow(with event: [UInt8], at now: Nanoseconds) {
        guard state == .following else { return }
        guard outgoing.isEmpty else { return waiting = event }
        outgoing.put([], .bytes(event))
        deadline = now + limits.answerTime
        push(at: now)
    }

    // MARK: Time

    func expire(at now: Nanoseconds) {
        guard deadline <= now else { return }
        switch state {
        case .reading where reader.isWithinRequest: refuse(.tooSlow, at: now)
        case .following where outgoing.isEmpty: follow(with: Self.comment, at: now)
        case .reading, .answering, .following, .draining, .closed: state = .closed
        }
    }

    private static let comment = Array(":\n\n".utf8)
}
