internal import ForwarderProtocol
internal import Forwarders
internal import Glibc

/// Datagrams and addresses as the kernel knows them.
enum SocketAddress {
    static var buffer: [UInt8] { [UInt8](repeating: 0, count: ForwarderDatagram.longest + 1) }

    /// The length of one datagram and who sent it; nil when none waits. A sender of no address that
    /// is known here is nil.
    static func receive(
        from descriptor: Int32, into buffer: inout [UInt8]
    ) -> (Int, DatagramAddress?)? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        while true {
            let length = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        unsafe recvfrom(descriptor, bytes.baseAddress, bytes.count, 0, $0, &size)
                    }
                }
            }
            if length >= 0 { return (length, address(storage)) }
            // A refusal is of an earlier datagram, and the next may be there.
            guard errno == EINTR || errno == ECONNREFUSED else { return nil }
        }
    }

    private static func address(_ storage: sockaddr_storage) -> DatagramAddress? {
        unsafe withUnsafeBytes(of: storage) { bytes in
            unsafe bytes.baseAddress.flatMap { unsafe address(at: $0) }
        }
    }

    /// An IPv4 or IPv6 address with its port, as both stand in memory: family, port, then four bytes
    /// of address; or flow label and sixteen bytes.
    static func address(at name: UnsafeRawPointer) -> DatagramAddress? {
        let family = unsafe name.loadUnaligned(as: sa_family_t.self)
        let port = unsafe UInt16(bigEndian: name.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        switch Int32(family) {
        case AF_INET:
            let number = unsafe name.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            return DatagramAddress(ipv4: UInt32(bigEndian: number), port: port)
        case AF_INET6:
            let high = unsafe name.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            let low = unsafe name.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            return DatagramAddress(
                high: UInt64(bigEndian: high), low: UInt64(bigEndian: low), port: port)
        default: return nil
        }
    }

    /// Calls with an address as the kernel wants it.
    static func with<Result>(
        _ address: DatagramAddress, isIPv6: Bool,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        var storage = sockaddr_storage()
        let size: Int
        if isIPv6 {
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = address.port.bigEndian
            unsafe withUnsafeMutableBytes(of: &storage) { bytes in
                unsafe bytes.storeBytes(of: name, as: sockaddr_in6.self)
                unsafe bytes.storeBytes(
                    of: address.high.bigEndian, toByteOffset: 8, as: UInt64.self)
                unsafe bytes.storeBytes(
                    of: address.low.bigEndian, toByteOffset: 16, as: UInt64.self)
            }
            size = MemoryLayout<sockaddr_in6>.size
        } else {
            guard let ipv4 = address.ipv4 else { return nil }
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = address.port.bigEndian
            name.sin_addr.s_addr = ipv4.bigEndian
            unsafe withUnsafeMutableBytes(of: &storage) {
                unsafe $0.storeBytes(of: name, as: sockaddr_in.self)
            }
            size = MemoryLayout<sockaddr_in>.size
        }
        return unsafe withUnsafePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(size))
            }
        }
    }

    private static let noSignal = Int32(MSG_NOSIGNAL)

    static func send(
        _ bytes: [UInt8], _ part: Range<Int>, to address: DatagramAddress,
        from descriptor: Int32, isIPv6: Bool
    ) -> Bool {
        unsafe with(address, isIPv6: isIPv6) { name, length in
            unsafe bytes.withUnsafeBytes { all in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: all[part])
                return unsafe sendto(
                    descriptor, rest.baseAddress, rest.count, noSignal, name,
                    length) == rest.count
            }
        } ?? false
    }

    /// On a socket that knows its peer.
    static func send(_ bytes: [UInt8], _ part: Range<Int>, on descriptor: Int32) -> Bool {
        unsafe bytes.withUnsafeBytes { all in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: all[part])
            return unsafe Glibc.send(
                descriptor, rest.baseAddress, rest.count, noSignal)
                == rest.count
        }
    }

    static func port(of descriptor: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &size)
            }
        }
        return result == 0 ? address(storage)?.port : nil
    }

    /// SO_MEMINFO of Linux: nine numbers, the last is of the datagrams dropped.
    static func dropped(by descriptor: Int32) -> UInt32 {
        var numbers = [UInt32](repeating: 0, count: 9)
        var size = socklen_t(numbers.count * MemoryLayout<UInt32>.size)
        let option: Int32 = 55
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, option, &numbers, &size)
        return result == 0 && Int(size) == numbers.count * 4 ? numbers[8] : 0
    }
}
