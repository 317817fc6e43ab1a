import Glibc
import HTTPMessages
import Host
public import Notation
import OracleAPI
import Primitives
import Synchronization
import Units

import struct Attestation.NetworkPeriods

/// A scripted oracle over loopback HTTP, in real time, on a thread of its own. Its faults of the
/// connection (away, silent, drip) are the server's, all others the oracle's.
public final class OracleServer: Sendable {
    public let address: SocketName
    private let shared: Shared
    private let thread: WorkerThread

    private final class Shared: Sendable {
        let oracle: Mutex<ScriptedOracle>
        let isEnding = Atomic(false)
        let wake: Wake

        init(_ oracle: consuming ScriptedOracle, _ wake: Wake) {
            self.oracle = Mutex(oracle)
            self.wake = wake
        }
    }

    /// Nil when the system has no descriptor or thread left.
    public init?(_ oracle: consuming ScriptedOracle, on listener: OracleListener) {
        guard let wake = try? Wake() else { return nil }
        address = listener.address
        let shared = Shared(oracle, wake)
        self.shared = shared
        guard
            let thread = try? WorkerThread(
                "oracle",
                {
                    let service = OracleService(listener)
                    while !shared.isEnding.load(ordering: .acquiring) {
                        shared.oracle.withLock { service.turn(&$0) }
                        service.wait(wake: shared.wake)
                    }
                })
        else { return nil }
        self.thread = thread
    }

    /// Looks at the oracle, or changes it: its faults, its registry. Questions that wait are looked
    /// at again.
    @discardableResult
    public func change<Result: Sendable>(
        _ change: (inout sending ScriptedOracle) -> sending Result
    ) -> Result {
        defer { shared.wake.signal() }
        return shared.oracle.withLock { oracle in change(&oracle) }
    }

    public func stop() {
        shared.isEnding.store(true, ordering: .releasing)
        shared.wake.signal()
        thread.join()
    }

    deinit { stop() }
}

/// The connections of a server, all on one thread.
final class OracleService {
    private let listener: OracleListener
    private var clients: [OracleClient] = []
    /// When the next thing happens by itself.
    private var due = Nanoseconds(0)

    static let mostClients = 256
    /// Rule 3: a request is whole within this time of its first byte.
    static let patience = Nanoseconds(30_000_000_000)
    static let drip = Nanoseconds(2_000_000_000)

    init(_ listener: OracleListener) { self.listener = listener }

    /// Everything that can be done now.
    func turn(_ oracle: inout ScriptedOracle) {
        let (now, clock) = (Uptime.now, WallClock.now)
        oracle.advance(to: clock)
        accept()
        for client in clients {
            client.read(at: now)
            client.take(at: clock, now: now)
            if let request = client.request { answer(request, of: client, &oracle, at: clock) }
            if let since = client.since, now > since + Self.patience { client.refuse(.tooSlow) }
            client.write(at: now)
        }
        clients.removeAll(where: \.isOver)
        setDue(oracle, now, clock)
    }

    /// Orders to the script are heard whatever is wrong. One who is away cuts off who asks, as a
    /// machine whose service has gone: the port stays, because orders come there.
    private func answer(
        _ request: ScriptedRequest, of client: OracleClient, _ oracle: inout ScriptedOracle,
        at clock: Nanoseconds
    ) {
        if let answer = ScriptControl.answer(request, &oracle) {
            return client.send(answer, dripping: false)
        }
        if oracle.faults.contains(.away) { return client.cutOff() }
        guard !oracle.faults.contains(.silent),
            let answer = oracle.answer(request, at: clock)
        else { return }
        client.send(answer, dripping: oracle.faults.contains(.drip))
    }

    private func accept() {
        while clients.count < Self.mostClients {
            let socket = Glibc.accept(listener.descriptor, nil, nil)
            guard socket >= 0 else { return }
            _ = fcntl(socket, F_SETFL, O_NONBLOCK)
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            clients.append(OracleClient(socket))
        }
    }

    private func setDue(_ oracle: ScriptedOracle, _ now: Nanoseconds, _ clock: Nanoseconds) {
        let period = oracle.network.periods.milliseconds * 1_000_000
        let genesis = oracle.network.genesis
        let into = clock > genesis ? clock.gap(to: genesis).value % period : 0
        var rest = period - into
        if clients.contains(where: { $0.isDripping }) { rest = min(rest, Self.drip.value) }
        if clients.contains(where: { $0.request != nil || $0.since != nil }) {
            rest = min(rest, 100_000_000)
        }
        due = now + Nanoseconds(rest)
    }

    func wait(wake: Wake) {
        var descriptors = [pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)]
        for client in clients {
            let events = client.wantsToWrite ? POLLIN | POLLOUT : POLLIN
            descriptors.append(pollfd(fd: client.descriptor, events: Int16(events), revents: 0))
        }
        if Poll.wait(&descriptors, wake: wake.descriptor, until: due) == .woken { wake.clear() }
    }
}

/// One connection: a request is read, answered, and the next one read.
final class OracleClient {
    let descriptor: Int32
    private(set) var request: ScriptedRequest?
    private(set) var isDripping = false
    private var reader = HTTPRequestReader(limits: .network, hosts: .any)
    /// When the first byte of the request came that is being read.
    private var began: Nanoseconds?
    private var output: [UInt8] = []
    private var written = 0
    private var nextDrop = Nanoseconds(0)
    private var isClosing = false
    private(set) var isOver = false

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The first byte of a request that is not whole.
    var since: Nanoseconds? { request == nil && !isClosing ? began : nil }
    var wantsToWrite: Bool { written < output.count && !isDripping }

    func read(at now: Nanoseconds) {
        var room = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe room.withUnsafeMutableBytes { room in
            unsafe recv(descriptor, room.baseAddress, room.count, 0)
        }
        if count > 0 {
            if !reader.isWithinRequest { began = now }
            reader.take(room.rawSpan.extracting(0..<count))
        } else if count == 0 || errno != EAGAIN && errno != EINTR {
            isOver = true
        }
    }

    func take(at clock: Nanoseconds, now: Nanoseconds) {
        guard request == nil, output.isEmpty, !isClosing else { return }
        do throws(HTTPRefusal) {
            guard let whole = try reader.next() else {
                if reader.takeContinue() { output += Array("HTTP/1.1 100 Continue\r\n\r\n".utf8) }
                return
            }
            request = ScriptedRequest(
                method: whole.method.rawValue, target: whole.target.text,
                contentType: whole.header("content-type"), body: whole.body, came: clock)
            isClosing = !whole.staysOpen
            began = reader.isWithinRequest ? now : nil
        } catch { refuse(error) }
    }

    func refuse(_ refusal: HTTPRefusal) {
        isClosing = true
        send(ScriptedAnswer(refusal), dripping: false)
    }

    func cutOff() { isOver = true }

    func send(_ answer: ScriptedAnswer, dripping: Bool) {
        request = nil
        isDripping = dripping
        output += answer.message(closing: isClosing)
    }

    func write(at now: Nanoseconds) {
        guard written < output.count else { return }
        var end = output.count
        if isDripping {
            guard now >= nextDrop else { return }
            nextDrop = now + OracleService.drip
            end = written + 1
        }
        let count = unsafe output[written..<end].withUnsafeBytes { bytes in
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
        if count > 0 {
            written += count
        } else if errno != EAGAIN && errno != EINTR {
            isOver = true
        }
        guard written == output.count else { return }
        output = []
        written = 0
        isDripping = false
        if isClosing { isOver = true }
    }
}
