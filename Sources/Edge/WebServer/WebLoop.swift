internal import Glibc
internal import HTTPMessages
internal import Host
internal import Synchronization
internal import Units

/// One thread's connections. Nothing here waits but the queue.
final class WebLoop {
    let limits: WebLimits
    let handler: any WebHandler
    private let shared: WebShared
    private let letters: WebLetters
    private let queue: ReadyQueue
    private var ready: [ReadyQueue.Ready] = []
    private var slots: [WebConnection?] = []
    private var free: [Int] = []
    private var generation: UInt64 = 0
    private var hurried: [UInt64] = []
    private var letterBox: [WebLetter] = []
    private var acceptsAgain = Nanoseconds(0)
    private var isListening = false
    private var heldBytes = 0
    private var nextSweep = Nanoseconds(0)
    private(set) var isEnding = false
    private var endsAt = Nanoseconds(.max)
    private var second = Nanoseconds(0)
    private(set) var date = ""
    var scratch = [UInt8](repeating: 0, count: WebLimits.piece)
    var counts = WebCounts()

    private static let wakeTag: UInt64 = 0
    private static let listenerTag: UInt64 = 1

    init(_ shared: WebShared, _ letters: WebLetters, _ queue: ReadyQueue) {
        limits = shared.limits
        handler = shared.handler
        self.shared = shared
        self.letters = letters
        self.queue = queue
    }

    func run() {
        _ = queue.add(letters.wake.descriptor, .readable, tag: Self.wakeTag)
        listen(true)
        while !(isEnding && counts.open == 0) {
            let pause: Int32 = counts.open > 0 || !isListening ? WebLimits.sweep : 60_000
            queue.wait(into: &ready, milliseconds: hurried.isEmpty ? pause : 0)
            let now = Uptime.now
            tellDate(at: now)
            for one in ready { take(one, at: now) }
            hurry(at: now)
            if now >= nextSweep { sweep(at: now) }
            shared.tell(counts, of: letters.number)
        }
        listen(false)
        shared.tell(counts, of: letters.number)
    }

    private func take(_ one: ReadyQueue.Ready, at now: Nanoseconds) {
        switch one.tag {
        case Self.wakeTag: readLetters(at: now)
        case Self.listenerTag: accept(at: now)
        default:
            guard let connection = connection(one.tag) else { return }
            connection.turn(one.events, at: now)
            settle(connection)
        }
    }

    /// Whoever has more than the socket tells of.
    private func hurry(at now: Nanoseconds) {
        let tags = hurried
        hurried.removeAll(keepingCapacity: true)
        for tag in tags {
            guard let connection = connection(tag) else { continue }
            connection.turn([], at: now)
            settle(connection)
        }
    }

    /// After anything happened to a connection.
    private func settle(_ connection: WebConnection) {
        guard connection.state != .closed else { return }
        let events = connection.events
        if events != connection.interest {
            connection.interest = events
            queue.change(connection.line.descriptor, events, tag: connection.tag)
        }
        if connection.hasMore { hurried.append(connection.tag) }
    }

    // MARK: Connections

    private func connection(_ tag: UInt64) -> WebConnection? {
        let index = Int(tag & 0xffff_ffff)
        guard index < slots.count, let connection = slots[index], connection.tag == tag else {
            return nil
        }
        return connection
    }

    private func listen(_ wanted: Bool) {
        guard wanted != isListening else { return }
        if wanted {
            _ = queue.add(shared.listener.descriptor, .readable, tag: Self.listenerTag)
        } else {
            queue.remove(shared.listener.descriptor)
        }
        isListening = wanted
    }

    private func accept(at now: Nanoseconds) {
        for _ in 0..<WebLimits.turn {
            switch shared.listener.accept() {
            case .none: return
            case .exhausted:
                counts.exhausted += 1
                acceptsAgain = now + WebLimits.acceptRest
                return listen(false)
            case .connection(let descriptor, let client):
                counts.connections += 1
                admit(descriptor, client, at: now)
            }
        }
    }

    private func admit(_ descriptor: Int32, _ client: ClientAddress, at now: Nanoseconds) {
        let tls = shared.identity.withLock { $0 }.map { TLSLine($0, descriptor) }
        let line = WebLine(descriptor, tls ?? nil)
        if let tls, tls == nil { return }
        var refusal: ServedAnswer?
        if shared.open.load(ordering: .relaxed) >= limits.connections, !closeIdle() {
            counts.busy += 1
            refusal = .busy("too many connections")
        } else if !shared.book.open(client, at: now) {
            counts.tooMany += 1
            refusal = .tooMany("\(client) has too many connections", retryAfter: 5)
        }
        let most = limits.connections + WebLimits.surplus
        if refusal != nil, shared.open.load(ordering: .relaxed) >= most { return }
        let index = free.popLast() ?? slots.count
        if index == slots.count { slots.append(nil) }
        // Never 0 in the upper half: those tags are the loop's own.
        generation = generation == 0xffff_ffff ? 1 : generation + 1
        let connection = WebConnection(
            line, client, tag: generation << 32 | UInt64(index), of: self, at: now)
        connection.isCounted = refusal == nil
        slots[index] = connection
        counts.open += 1
        shared.open.add(1, ordering: .relaxed)
        guard queue.add(descriptor, connection.interest, tag: connection.tag) else {
            return connection.close()
        }
        if let refusal { connection.end(with: refusal, at: now) }
        settle(connection)
    }

    /// Room is made of the connection that has waited longest for its next request.
    private func closeIdle() -> Bool {
        var oldest: WebConnection?
        for case let connection? in slots where connection.isIdle {
            if oldest.map({ connection.deadline < $0.deadline }) ?? true { oldest = connection }
        }
        oldest?.close()
        return oldest != nil
    }

    /// A connection has closed.
    func forget(_ connection: WebConnection) {
        let index = Int(connection.tag & 0xffff_ffff)
        queue.remove(connection.line.descriptor)
        if connection.isCounted { shared.book.close(connection.client) }
        slots[index] = nil
        free.append(index)
        counts.open -= 1
        shared.open.subtract(1, ordering: .relaxed)
    }

    // MARK: What connections ask for

    func ask(_ client: ClientAddress, at now: Nanoseconds) -> UInt64? {
        shared.book.ask(client, at: now)
    }

    func mayHold(_ more: Int) -> Bool {
        heldBytes + more <= limits.heldBytes / limits.threads
    }

    func hold(_ more: Int, _ held: inout Int) {
        held += more
        heldBytes += more
    }

    func ticket(for tag: UInt64, _ presence: WebPresence) -> WebTicket {
        let letters = letters
        return WebTicket(presence) { letters.put(.answer(tag, $0)) }
    }

    func notification(of tag: UInt64) -> @Sendable () -> Void {
        let letters = letters
        return { letters.put(.events(tag)) }
    }

    // MARK: Letters of other threads

    private func readLetters(at now: Nanoseconds) {
        letters.take(into: &letterBox)
        for letter in letterBox {
            switch letter {
            case .answer(let tag, let answer):
                guard let connection = connection(tag) else { continue }
                connection.keep(answer, at: now)
                settle(connection)
            case .events(let tag):
                guard let connection = connection(tag) else { continue }
                connection.follow(at: now)
                settle(connection)
            case .end(let deadline): wind(down: deadline, at: now)
            }
        }
        letterBox.removeAll()
    }

    private func wind(down deadline: Nanoseconds, at now: Nanoseconds) {
        guard !isEnding else { return }
        isEnding = true
        endsAt = deadline
        listen(false)
        for case let connection? in slots {
            connection.windDown()
            settle(connection)
        }
    }

    // MARK: Time

    private func sweep(at now: Nanoseconds) {
        nextSweep = now + Nanoseconds(UInt64(WebLimits.sweep) * 1_000_000)
        for case let connection? in slots {
            if isEnding, endsAt <= now { connection.close() }
            connection.expire(at: now)
            settle(connection)
        }
        if !isEnding, !isListening, acceptsAgain <= now { listen(true) }
    }

    private func tellDate(at now: Nanoseconds) {
        guard now >= second || date.isEmpty else { return }
        second = now + Nanoseconds(500_000_000)
        date = HTTPDate.text(of: WallClock.now)
    }
}
