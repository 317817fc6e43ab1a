import Box
import CommandTable
import Glibc
import Host
import Notation
import Primitives
import Units

/// Asks the daemon of this box over its socket: HTTP, one request a connection.
struct DaemonClient {
    let path: String

    static let flag = Flag.text(
        "socket", value: "PATH", "the daemon's socket; else hotspot.socket"
    ).optional

    /// A daemon answers in milliseconds; one that is busy with its disk, in seconds.
    private static let patience = Nanoseconds(10_000_000_000)
    private static let longestAnswer = 4 << 20

    init(_ options: Options) throws(CommandFailure) {
        guard let path = options[Self.flag] else {
            path = try BoxSettings.read(options).hotspot.socket
            return
        }
        self.path = path
    }

    func get(_ target: String) throws(CommandFailure) -> [UInt8] {
        try answer(to: "GET \(target) HTTP/1.1\r\n")
    }

    func post(_ target: String) throws(CommandFailure) -> [UInt8] {
        try answer(to: "POST \(target) HTTP/1.1\r\nContent-Length: 0\r\n")
    }

    private func answer(to request: String) throws(CommandFailure) -> [UInt8] {
        let socket = try connected()
        defer { close(socket) }
        try send(request + "Host: localhost\r\nConnection: close\r\n\r\n", on: socket)
        return try body(of: try readAll(socket))
    }

    private func connected() throws(CommandFailure) -> Int32 {
        guard let name = UnixSocketName(path) else {
            throw CommandFailure(
                "\(path) is too long for a socket: \(UnixSocketName.longest) bytes at most",
                exit: .wrongConfiguration)
        }
        let socket = Glibc.socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw CommandFailure(SystemError.last) }
        let result = unsafe name.withAddress { address, length in
            unsafe connect(socket, address, length) == 0 ? 0 : errno
        }
        guard result != 0 else { return socket }
        close(socket)
        switch result {
        case ENOENT, ECONNREFUSED:
            throw CommandFailure(
                "no daemon answers at \(path); start it: systemctl start earshot-hotspot, or by hand "
                    + "earshot-hotspot --foreground")
        case EACCES:
            throw CommandFailure(
                "\(path) is for the group earshot: usermod -aG earshot YOU, then log in anew; or sudo"
            )
        default: throw CommandFailure("\(path): \(SystemError(number: result))")
        }
    }

    private func send(_ text: String, on socket: Int32) throws(CommandFailure) {
        let bytes = Array(text.utf8)
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
        guard count == bytes.count else { throw gone }
    }

    private func readAll(_ socket: Int32) throws(CommandFailure) -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let end = Uptime.now + Self.patience
        while all.count <= Self.longestAnswer {
            guard Poll.wait(for: socket, Int32(POLLIN), wake: -1, until: end) == .ready else {
                throw CommandFailure(
                    "the daemon at \(path) does not answer; journalctl -u earshot-hotspot",
                    exit: .unavailable)
            }
            let count = unsafe recv(socket, &chunk, chunk.count, 0)
            guard count > 0 else { return all }
            all += chunk[..<count]
        }
        throw gone
    }

    private func body(of answer: [UInt8]) throws(CommandFailure) -> [UInt8] {
        let end: [UInt8] = [13, 10, 13, 10]
        guard answer.starts(with: "HTTP/1.1 ".utf8), answer.count > 12,
            let status = Int(String(decoding: answer[9..<12], as: UTF8.self)),
            let gap = answer.indices.dropLast(3).first(where: {
                answer[$0...].starts(with: end)
            })
        else { throw gone }
        let body = Array(answer[(gap + 4)...])
        guard status == 200 else {
            throw CommandFailure(
                Self.reason(in: body) ?? "the daemon answers \(status)",
                exit: status == 429 || status == 503 ? .temporaryFailure : .failed)
        }
        return body
    }

    /// What a refusal says for a person: `detail` of problem+json, or plain text.
    private static func reason(in body: [UInt8]) -> String? {
        guard let json = try? JSON(parsing: body.rawSpan), case .object = json else {
            let text = String(decoding: body, as: UTF8.self)
            return text.isEmpty ? nil : text.split(separator: "\n").joined(separator: " ")
        }
        return json["detail"]?.string ?? json["title"]?.string
    }

    private var gone: CommandFailure {
        CommandFailure("the daemon at \(path) broke off its answer", exit: .unavailable)
    }
}
