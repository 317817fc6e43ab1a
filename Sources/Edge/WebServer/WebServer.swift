internal import Glibc
internal import HTTPMessages
internal import Host
public import Notation
internal import Synchronization
public import Units

/// Serves HTTP/1.1 to whoever connects, in the clear or by TLS, from a few threads of its own that
/// never wait for one client. Everything a client can make it keep is bounded, and every request has
/// one deadline from its first byte to its last (decision 0240).
///
///     let server = try WebServer(at: address, handler: oracle)
///     server.stop(within: Nanoseconds(3_000_000_000))
public final class WebServer: Sendable {
    /// With the port that was taken.
    public let address: SocketName
    private let shared: WebShared
    private let letters: [WebLetters]
    private let threads: [WorkerThread]

    public init(
        at address: SocketName, _ limits: WebLimits = WebLimits(), identity: TLSIdentity? = nil,
        handler: any WebHandler
    ) throws(WebServerError) {
        // libssl writes to sockets by write(2).
        signal(SIGPIPE, SIG_IGN)
        Self.raiseDescriptorLimit()
        let listener = try WebListener(address)
        let shared = WebShared(limits, listener, identity, handler)
        self.address = listener.address
        self.shared = shared
        var letters: [WebLetters] = []
        var threads: [WorkerThread] = []
        do throws(SystemError) {
            for number in 0..<limits.threads {
                let box = try WebLetters(number)
                let queue = WebQueueBox(try ReadyQueue())
                letters.append(box)
                threads.append(
                    try WorkerThread("web-\(number)") { WebLoop(shared, box, queue.queue).run() })
            }
        } catch {
            for box in letters { box.put(.end(Nanoseconds(0))) }
            throw .noThread(error.description)
        }
        self.letters = letters
        self.threads = threads
    }

    deinit { stop(within: Nanoseconds(0)) }

    public var counts: WebCounts { shared.counts }

    /// Another certificate for connections from now on. For a server in the clear this is our own
    /// mistake.
    public func replace(_ identity: TLSIdentity) {
        shared.identity.withLock { former in
            precondition(former != nil, "a server in the clear has no certificate")
            former = identity
        }
    }

    /// Takes no new connection from now on, lets answers that are under way or promised go out, and
    /// closes what is left after a time. Returns when all is closed.
    public func stop(within time: Nanoseconds) {
        let deadline = Uptime.now + time
        for box in letters { box.put(.end(deadline)) }
        for thread in threads { thread.join() }
    }

    /// As many descriptors as the system allows this program: a connection is one.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
            limit.rlim_cur < limit.rlim_max
        else { return }
        limit.rlim_cur = min(limit.rlim_max, 65_536)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

/// On its way to the one thread that uses it.
private final class WebQueueBox: @unchecked Sendable {  // unchecked: one thread reads it, once made
    let queue: ReadyQueue
    init(_ queue: ReadyQueue) { self.queue = queue }
}

/// What all threads of a server have in common.
final class WebShared: Sendable {
    let limits: WebLimits
    let listener: WebListener
    let identity: Mutex<TLSIdentity?>
    let handler: any WebHandler
    let book: AddressBook
    /// Connections of all threads.
    let open = Atomic(0)
    private let told: Mutex<[WebCounts]>

    init(
        _ limits: WebLimits, _ listener: WebListener, _ identity: TLSIdentity?,
        _ handler: any WebHandler
    ) {
        self.limits = limits
        self.listener = listener
        self.identity = Mutex(identity)
        self.handler = handler
        book = AddressBook(limits)
        told = Mutex([WebCounts](repeating: WebCounts(), count: limits.threads))
    }

    func tell(_ counts: WebCounts, of number: Int) {
        told.withLock { $0[number] = counts }
    }

    var counts: WebCounts { told.withLock { $0.reduce(WebCounts(), +) } }
}

/// What another thread has for a loop.
enum WebLetter: Sendable {
    case answer(UInt64, ServedAnswer)
    case events(UInt64)
    case end(Nanoseconds)
}

/// A loop's letter box. Not bounded by itself: each connection has at most one answer in it, and one
/// sign of events.
final class WebLetters: Sendable {
    let number: Int
    let wake: Wake
    private let waiting = Mutex<[WebLetter]>([])

    init(_ number: Int) throws(SystemError) {
        self.number = number
        wake = try Wake()
    }

    func put(_ letter: WebLetter) {
        let isFirst = waiting.withLock { waiting in
            if case .events(let tag) = letter {
                for case .events(tag) in waiting { return false }
            }
            waiting.append(letter)
            return waiting.count == 1
        }
        // Who put the one before has woken the loop, which has not taken it yet.
        if isFirst { wake.signal() }
    }

    func take(into letters: inout [WebLetter]) {
        wake.clear()
        waiting.withLock { swap(&$0, &letters) }
    }
}
