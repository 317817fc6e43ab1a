internal import Glibc
internal import HTTPMessages
internal import Host
internal import Notation

/// A socket that connections come from.
final class LocalListener {
    let descriptor: Int32
    /// Removed in the end; nil for TCP.
    private let path: String?
    private var isBound = false

    var hosts: HTTPHostRule { path == nil ? .loopback : .any }

    /// At a path of the file system, for its owner and group. What a daemon that died left there is
    /// replaced; a daemon that answers is not.
    init(unix path: String) throws(LocalServerError) {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: name.sun_path) else {
            throw .pathTooLong(path)
        }
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: bytes) }
        try Self.removeLeftover(path, name)
        descriptor = try Self.open(AF_UNIX, path)
        self.path = path
        // The file is made with the descriptor's mode: at no time may anybody else connect.
        fchmod(descriptor, 0o600)
        let result = unsafe Self.withAddress(of: &name) { unsafe bind(descriptor, $0, $1) }
        isBound = result == 0
        guard isBound, unsafe chmod(path, 0o660) == 0, listen(descriptor, 64) == 0 else {
            throw .cannotListen(path, .last)
        }
    }

    init(tcp socket: SocketName) throws(LocalServerError) {
        guard socket.isLoopback else { throw .notLoopback(socket.description) }
        descriptor = try Self.open(socket.family, socket.description)
        path = nil
        SocketOptions.reuseAddress(descriptor)
        let result = unsafe socket.withAddress { unsafe bind(descriptor, $0, $1) }
        guard result == 0, listen(descriptor, 64) == 0 else {
            if errno == EADDRINUSE { throw .inUse(socket.description) }
            throw .cannotListen(socket.description, .last)
        }
    }

    deinit {
        close(descriptor)
        if let path, isBound { unsafe unlink(path) }
    }

    /// The port, when any free one was asked for.
    var port: UInt16 {
        var name = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard result == 0 else { return 0 }
        // The port stands at the same place for both kinds of address.
        return unsafe withUnsafeBytes(of: name) { bytes in
            unsafe UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }

    enum Accepted {
        case connection(Int32, LocalPeer)
        case none
        /// The process has no descriptor or memory left.
        case exhausted
    }

    func accept() -> Accepted {
        let new = Glibc.accept(descriptor, nil, nil)
        guard new >= 0 else {
            return switch errno {
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: .exhausted
            default: .none
            }
        }
        Self.prepare(new)
        guard path != nil else {
            SocketOptions.sendAtOnce(new)
            return .connection(new, .loopback)
        }
        return .connection(new, Self.peer(of: new))
    }

    private static func peer(of descriptor: Int32) -> LocalPeer {
        // struct ucred: pid, uid, gid.
        var words: (Int32, UInt32, UInt32) = (0, .max, .max)
        var length = socklen_t(12)
        _ = unsafe withUnsafeMutablePointer(to: &words) {
            unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, $0, &length)
        }
        return .user(uid: words.1, gid: words.2, pid: words.0)
    }

    private static func open(_ family: Int32, _ name: String) throws(LocalServerError) -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .cannotListen(name, .last) }
        prepare(descriptor)
        return descriptor
    }

    private static func prepare(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    private static func removeLeftover(
        _ path: String, _ name: sockaddr_un
    ) throws(LocalServerError) {
        var found = stat()
        guard unsafe lstat(path, &found) == 0 else { return }
        guard found.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
        let probe = try open(AF_UNIX, path)
        defer { close(probe) }
        var name = name
        let result = unsafe withAddress(of: &name) { unsafe connect(probe, $0, $1) }
        // EAGAIN: its queue is full, so somebody is there.
        guard result != 0, errno == ECONNREFUSED else { throw .inUse(path) }
        unsafe unlink(path)
    }

    private static func withAddress(
        of name: inout sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
