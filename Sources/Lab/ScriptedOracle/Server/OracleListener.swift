import Glibc
import Host
public import Notation

/// A TCP port for a scripted oracle, known before its network file names it.
public final class OracleListener: Sendable {
    /// With the port that the system gave.
    public let address: SocketName
    let descriptor: Int32

    /// - Parameter address: port 0 for any. Nil when the system refuses it.
    public init?(at address: SocketName) {
        let kind =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = socket(address.family, kind, 0)
        guard descriptor >= 0 else { return nil }
        SocketOptions.reuseAddress(descriptor)
        let descriptor = descriptor
        let isBound = unsafe address.withAddress { name, length in
            unsafe bind(descriptor, name, length) == 0 && listen(descriptor, 64) == 0
        }
        guard isBound == true, let port = Self.port(of: descriptor, isIPv6: address.isIPv6) else {
            close(descriptor)
            return nil
        }
        self.address = address.with(port: port)
    }

    deinit { close(descriptor) }

    private static func port(of descriptor: Int32, isIPv6: Bool) -> UInt16? {
        if isIPv6 {
            var name = sockaddr_in6()
            let isTold = unsafe withUnsafeMutableBytes(of: &name) { bytes in
                unsafe tell(descriptor, bytes)
            }
            return isTold ? UInt16(bigEndian: name.sin6_port) : nil
        }
        var name = sockaddr_in()
        let isTold = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            unsafe tell(descriptor, bytes)
        }
        return isTold ? UInt16(bigEndian: name.sin_port) : nil
    }

    private static func tell(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Bool {
        var length = socklen_t(bytes.count)
        let name = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
        return unsafe getsockname(descriptor, name, &length) == 0
    }
}
