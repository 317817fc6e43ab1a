internal import Glibc
internal import Host
internal import Notation

/// A port, which each of the server's threads accepts from.
final class WebListener: Sendable {
    let descriptor: Int32
    let address: SocketName

    /// - Parameter name: port 0 for any free one.
    init(_ name: SocketName) throws(WebServerError) {
        let kind =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(name.family, kind, 0)
        guard descriptor >= 0 else {
            throw .cannotListen(name.description, SystemError.last.description)
        }
        SocketOptions.reuseAddress(descriptor)
        let result = unsafe name.withAddress { unsafe bind(descriptor, $0, $1) }
        guard result == 0, listen(descriptor, 1024) == 0 else {
            let error = SystemError.last
            close(descriptor)
            if result == nil { throw .cannotListen(name.description, "no such address") }
            if error.number == EADDRINUSE { throw .inUse(name.description) }
            throw .cannotListen(name.description, error.description)
        }
        self.descriptor = descriptor
        address = name.with(port: Self.port(of: descriptor))
    }

    deinit { close(descriptor) }

    private static func port(of descriptor: Int32) -> UInt16 {
        var name = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        precondition(result == 0, "a socket that listens has a name")
        // The port stands at the same place for both kinds of address.
        return unsafe withUnsafeBytes(of: name) { bytes in
            unsafe UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }

    enum Accepted {
        case connection(Int32, ClientAddress)
        case none
        /// The process has no descriptor or memory left.
        case exhausted
    }

    func accept() -> Accepted {
        var name = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let new = unsafe withUnsafeMutablePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.accept(descriptor, $0, &length)
            }
        }
        guard new >= 0 else {
            return switch errno {
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: .exhausted
            default: .none
            }
        }
        _ = fcntl(new, F_SETFD, FD_CLOEXEC)
        _ = fcntl(new, F_SETFL, O_NONBLOCK)
        SocketOptions.sendAtOnce(new)
        return .connection(new, ClientAddress(name))
    }
}
