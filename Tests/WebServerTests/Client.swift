import Glibc
import Host
import Units

/// The other end, byte by byte.
final class Client {
    let descriptor: Int32

    struct Failed: Error { let number = errno }

    /// - Parameter last: the last number of the client's own address, 127.0.0.N.
    init(port: UInt16, from last: UInt8 = 1) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        try unsafe name(last, 0) { unsafe bind(self.descriptor, $0, $1) }
        try unsafe name(1, port) { unsafe connect(self.descriptor, $0, $1) }
    }

    private func name(
        _ last: UInt8, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = (0x7F00_0000 | UInt32(last)).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeBytes(of: &name) {
            unsafe body($0.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
        }
        guard result == 0 else { throw Failed() }
    }

    deinit { close(descriptor) }

    @discardableResult func send(_ text: String) -> Int { send(Array(text.utf8)) }

    @discardableResult func send(_ bytes: [UInt8]) -> Int {
        unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func get(_ path: String, more: String = "") {
        send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(more)\r\n")
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

/// The answer's status.
func status(_ answer: String) -> String {
    String(answer.split(separator: " ", maxSplits: 2).dropFirst().first ?? "none")
}

/// Waits for something that comes true by itself.
func eventually(_ milliseconds: Int = 3000, _ condition: () -> Bool) -> Bool {
    let end = Uptime.now + Nanoseconds(UInt64(milliseconds) * 1_000_000)
    while !condition() {
        guard Uptime.now < end else { return false }
        usleep(5_000)
    }
    return true
}
