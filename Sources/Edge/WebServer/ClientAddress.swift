internal import Glibc

/// Who is at the other end, as far as it is counted: an IPv4 address, or the 64 bits of an IPv6
/// network, since whoever has one address of it has all.
public struct ClientAddress: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let isIPv6: Bool

    /// Of what `accept` gave; an address of IPv4 that came over a socket of IPv6 is one of IPv4.
    init(_ name: sockaddr_storage) {
        let (family, four, six) = unsafe withUnsafeBytes(of: name) { bytes in
            unsafe (
                Int32(bytes.loadUnaligned(as: sa_family_t.self)),
                UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)),
                (
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
                )
            )
        }
        if family == AF_INET6 {
            let isMapped = six.0 == 0 && six.1 >> 32 == 0xffff
            isIPv6 = !isMapped
            high = isMapped ? six.1 & 0xffff_ffff : six.0
        } else {
            isIPv6 = false
            high = UInt64(four)
        }
    }

    public var description: String {
        if isIPv6 {
            let parts = [48, 32, 16, 0].map { String(high >> UInt64($0) & 0xffff, radix: 16) }
            return parts.joined(separator: ":") + "::/64"
        }
        return [24, 16, 8, 0].map { "\(high >> UInt64($0) & 0xff)" }.joined(separator: ".")
    }
}
