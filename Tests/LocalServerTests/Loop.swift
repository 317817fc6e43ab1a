import Foundation
import Glibc
import HTTPMessages
import Host
import LocalServer
import Notation
import Synchronization
import Units

/// A server in a loop of its own, as a daemon's: one thread, which `within` borrows.
final class Loop: @unchecked Sendable {
    let path: String
    let port: UInt16
    private let server: LocalServer
    private let wake: Wake
    private let lock = NSLock()
    private var jobs: [(LocalServer) -> Void] = []
    private var isOver = false
    private let ended = DispatchSemaphore(value: 0)

    init(_ limits: LocalServerLimits = LocalServerLimits()) throws {
        path = NSTemporaryDirectory() + "earshot-\(UUID().uuidString.prefix(8)).sock"
        wake = try Wake()
        server = LocalServer(limits)
        try server.listen(atPath: path)
        port = try server.listen(at: try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535)).port
        let thread = Thread { self.run() }
        thread.start()
    }

    private func run() {
        while true {
            var waits: [pollfd] = []
            server.add(to: &waits)
            let later = Uptime.now + Nanoseconds(10_000_000_000)
            if Poll.wait(&waits, wake: wake.descriptor, until: min(server.due ?? later, later))
                == .woken
            {
                wake.clear()
            }
            server.serve(waits, answering: Self.answer)
            let (jobs, isOver) = lock.withLock {
                defer { self.jobs = [] }
                return (self.jobs, self.isOver)
            }
            for job in jobs { job(server) }
            if isOver { break }
        }
        ended.signal()
    }

    static let answer: @Sendable (HTTPRequest, LocalPeer) -> HTTPAnswer = { request, peer in
        switch request.path {
        case "/peer":
            if case .user(let uid, _, let pid) = peer {
                return .text("\(uid) \(pid == getpid())")
            }
            return .text("loopback")
        case "/echo": return HTTPAnswer(.ok, body: .bytes(request.body))
        case "/fixed": return HTTPAnswer(.ok, body: .fixed("built in"))
        case "/big": return HTTPAnswer(.ok, body: .bytes([UInt8](repeating: 120, count: 3 << 20)))
        case "/events": return HTTPAnswer(.ok, body: .events)
        default: return .text("none", status: .notFound)
        }
    }

    func within<Value: Sendable>(_ body: @escaping (LocalServer) -> Value) -> Value {
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var value: Value?
        lock.withLock {
            jobs.append { server in
                unsafe value = body(server)
                done.signal()
            }
        }
        wake.signal()
        done.wait()
        return unsafe value!
    }

    func end() {
        lock.withLock { isOver = true }
        wake.signal()
        ended.wait()
    }
}
