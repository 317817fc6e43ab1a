/// From where a datagram came or where it goes: an IPv4 or IPv6 address and a port, as a value that is
/// compared and kept without allocating.
public struct DatagramAddress: Hashable, Sendable {
    /// The eight groups of an IPv6 address; an IPv4 address stands behind `::ffff:`.
    public let high: UInt64
    public let low: UInt64
    public let port: UInt16

    static let mapped: UInt64 = 0xffff_0000_0000

    public init(ipv4 address: UInt32, port: UInt16) {
        high = 0
        low = Self.mapped | UInt64(address)
        self.port = port
    }

    public init(high: UInt64, low: UInt64, port: UInt16) {
        self.high = high
        self.low = low
        self.port = port
    }

    /// Nil for one that needs IPv6.
    public var ipv4: UInt32? {
        high == 0 && low >> 32 == Self.mapped >> 32 ? UInt32(truncatingIfNeeded: low) : nil
    }

    /// Whether only this machine can reach it.
    public var isLoopback: Bool {
        ipv4.map { $0 >> 24 == 127 } ?? (high == 0 && low == 1)
    }
}

extension DatagramAddress: CustomStringConvertible {
    /// As in `127.0.0.1:1680` and `[::1]:1680` (RFC 5952).
    public var description: String {
        guard let ipv4 else { return "[\(groups)]:\(port)" }
        return (0..<4).map { String(ipv4 >> UInt32(24 - 8 * $0) & 255) }.joined(separator: ".")
            + ":\(port)"
    }

    /// The longest run of two zero groups or more, the first of equals, is `::`.
    private var groups: String {
        let values = [high, low].flatMap { half in
            (0..<4).map { half >> UInt64(48 - 16 * $0) & 0xffff }
        }
        var best = 0..<0
        var start = 0
        for index in 0...8 where index == 8 || values[index] != 0 {
            if index - start > max(best.count, 1) { best = start..<index }
            start = index + 1
        }
        let text = { (part: ArraySlice<UInt64>) in
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard !best.isEmpty else { return text(values[...]) }
        return text(values[..<best.lowerBound]) + "::" + text(values[best.upperBound...])
    }
}
