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

/// The other end, byte by byte.
final class Client {
    let descriptor: Int32

    struct Failed: Error { let number = errno }

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeBytes(of: &name) {
            unsafe connect(
                descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
        }
        guard result == 0 else { throw Failed() }
    }

    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafeBytes(of: &name) {
            unsafe connect(
                descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
        }
        guard result == 0 else { throw Failed() }
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func get(_ path: String, more: String = "") {
        send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(more)\r\n")
    }

    /// How many bytes come until there are so many, the server closes, or the time is up.
    func count(upTo wanted: Int, within milliseconds: Int = 10_000) -> Int {
        let end = Uptime.now + Nanoseconds(UInt64(milliseconds) * 1_000_000)
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var total = 0
        while total < wanted {
            guard Poll.wait(for: descriptor, Int32(POLLIN), wake: -1, until: end) == .ready else {
                break
            }
            let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { break }
            total += count
        }
        return total
    }

    /// All until the text is there, the server closes, or the time is up.
    func read(until mark: String? = nil, within milliseconds: Int = 3000) -> String {
        var bytes: [UInt8] = []
        let end = Uptime.now + Nanoseconds(UInt64(milliseconds) * 1_000_000)
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let mark, bytes.count >= mark.utf8.count,
                String(decoding: bytes.suffix(mark.utf8.count), as: UTF8.self) == mark
            {
                break
            }
            guard Poll.wait(for: descriptor, Int32(POLLIN), wake: -1, until: end) == .ready else {
                return String(decoding: bytes, as: UTF8.self) + "<time>"
            }
            let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else {
                return String(decoding: bytes, as: UTF8.self) + (count == 0 ? "<end>" : "<reset>")
            }
            bytes.append(contentsOf: chunk[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
