import Foundation

/// QEMU's control socket (QMP), for a look at the machine's memory.
struct MachineControl {
    struct Failed: Error { let answer: String }

    private let path = NSTemporaryDirectory() + "earshot-qmp-\(UUID().uuidString.prefix(8))"

    /// For QEMU's command line.
    var argument: String { "-qmp unix:\(path).sock,server=on,wait=off" }

    func remove() {
        for end in [".sock", ".memory"] { try? FileManager.default.removeItem(atPath: path + end) }
    }

    func memory(at address: UInt32, count: Int) throws -> [UInt8] {
        let connection = try UnixSocket.connected(to: path + ".sock")
        defer { close(connection) }
        try exchange(connection, nil, until: "QMP")
        try exchange(connection, #"{"execute":"qmp_capabilities"}"#, until: "return")
        let arguments = #"{"val":\#(address),"size":\#(count),"filename":"\#(path).memory"}"#
        try exchange(
            connection, #"{"execute":"pmemsave","arguments":\#(arguments)}"#, until: "return")
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + ".memory")))
    }

    private func exchange(_ connection: Int32, _ line: String?, until word: String) throws {
        if let line {
            let bytes = Array((line + "\n").utf8)
            guard unsafe send(connection, bytes, bytes.count, 0) == bytes.count else {
                throw Failed(answer: "nothing is taken")
            }
        }
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !text.contains(word) {
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0, !text.contains("\"error\"") else { throw Failed(answer: text) }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
    }
}

/// Unix sockets by their path.
enum UnixSocket {
    static func listening(at path: String) throws -> Int32 {
        let file = try unsafe opened(path) { unsafe bind($0, $1, $2) }
        guard listen(file, 1) == 0 else { throw failure }
        return file
    }

    static func connected(to path: String) throws -> Int32 {
        try unsafe opened(path) { unsafe connect($0, $1, $2) }
    }

    private static var failure: POSIXError {
        POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }

    private static func opened(
        _ path: String, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        precondition(bytes.count < 108, "\(path) is too long for a socket's name")
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
            for (index, byte) in bytes.enumerated() { unsafe place[index] = byte }
        }
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe use(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else {
            let failure = failure
            close(file)
            throw failure
        }
        return file
    }
}
