internal import Glibc
internal import Host
internal import Notation
internal import Units

/// The other end of a server under test: a connection of which every byte is the test's. Waits; for
/// tests, and for programs that try what a server bears.
public final class RawClient {
    public let descriptor: Int32
    private var waiting: [UInt8] = []

    public struct Failed: Error {
        public let number: Int32

        init() { number = errno }
    }

    /// - Parameter last: the last number of the client's own address, 127.0.0.N.
    public init(port: UInt16, from last: UInt8 = 1) throws(Failed) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        try unsafe name(last, 0) { unsafe bind(self.descriptor, $0, $1) }
        try unsafe name(1, port) { unsafe connect(self.descriptor, $0, $1) }
    }

    /// Over a socket in the file system.
    public init(path: String) throws(Failed) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: name.sun_path)
        precondition(path.utf8.count < room, "\(path) is too long for a socket")
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, length)
            }
        }
        guard result == 0 else { throw Failed() }
    }

    private func name(
        _ last: UInt8, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(Failed) {
        guard let name = try? SocketName(parsing: "127.0.0.\(last):\(port)", ports: 0...65_535),
            unsafe name.withAddress(body) == 0
        else { throw Failed() }
    }

    deinit { close(descriptor) }

    // MARK: Out

    /// - Returns: how many bytes the socket took.
    @discardableResult public func send(_ text: String) -> Int { send(Array(text.utf8)) }

    @discardableResult public func send(_ bytes: [UInt8]) -> Int {
        unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// - Parameter more: whole lines of further headers.
    public func get(_ path: String, more: String = "") {
        send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(more)\r\n")
    }

    public func ask(_ method: String, _ target: String, type: String = "", _ body: [UInt8] = []) {
        send(RawRequest.bytes(method, target, type: type, body))
    }

    // MARK: In

    /// How many bytes come until there are so many, the server closes, or the time is up.
    public func count(upTo wanted: Int, within milliseconds: Int = 10_000) -> Int {
        let end = Self.end(milliseconds)
        var total = 0
        while total < wanted {
            guard case .bytes(let bytes) = receive(until: end) else { break }
            total += bytes.count
        }
        return total
    }

    /// All until the text is there, the server closes, or the time is up.
    public func read(until mark: String? = nil, within milliseconds: Int = 3000) -> String {
        let end = Self.end(milliseconds)
        var bytes: [UInt8] = []
        while true {
            if let mark, bytes.count >= mark.utf8.count,
                bytes.suffix(mark.utf8.count).elementsEqual(mark.utf8)
            {
                return String(decoding: bytes, as: UTF8.self)
            }
            switch receive(until: end) {
            case .bytes(let more): bytes += more
            case .failed(let why):
                return String(decoding: bytes, as: UTF8.self) + "<\(why.rawValue)>"
            }
        }
    }

    /// The next answer, by its length; what comes behind it waits for the next call.
    public func answer(within milliseconds: Int = 5000) throws(RawFailure) -> RawAnswer {
        let end = Self.end(milliseconds)
        while true {
            if let (answer, count) = RawAnswer.first(in: waiting) {
                waiting.removeFirst(count)
                return answer
            }
            switch receive(until: end) {
            case .bytes(let more): waiting += more
            case .failed(let why): throw RawFailure(why: why, bytes: waiting.count)
            }
        }
    }

    private enum Received {
        case bytes(ArraySlice<UInt8>)
        case failed(RawFailure.Why)
    }

    private static func end(_ milliseconds: Int) -> Nanoseconds {
        Uptime.now + Nanoseconds(UInt64(milliseconds) * 1_000_000)
    }

    private func receive(until end: Nanoseconds) -> Received {
        guard Poll.wait(for: descriptor, Int32(POLLIN), wake: -1, until: end) == .ready else {
            return .failed(.time)
        }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return .failed(count == 0 ? .end : .reset) }
        return .bytes(chunk[..<count])
    }
}

/// Why there is no answer.
public struct RawFailure: Error, Equatable {
    public enum Why: String, Sendable { case time, end, reset }

    public let why: Why
    /// What had come of it.
    public let bytes: Int

    public init(why: Why, bytes: Int) {
        self.why = why
        self.bytes = bytes
    }
}

public enum RawRequest {
    public static func bytes(
        _ method: String, _ target: String, type: String = "", _ body: [UInt8] = []
    ) -> [UInt8] {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
        if !type.isEmpty { head += "Content-Type: \(type)\r\n" }
        head += "Content-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }
}
