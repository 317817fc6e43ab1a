/// Where a program listens or connects: `127.0.0.1:2947`, `[::1]:2947`, `localhost:2947`. Numbers,
/// because a look-up by name has no time-out; `localhost` stands for 127.0.0.1. One spelling, the
/// one it prints.
public struct SocketName: Hashable, Sendable, CustomStringConvertible {
    /// `localhost`, an IPv4 address, or an IPv6 address without its brackets.
    public let host: String
    public let port: UInt16

    /// Brackets, 39 digits and colons, a port.
    public static let longestText = 47

    /// - Parameter ports: 0 stands for any free port where a program listens.
    public init(
        parsing text: some StringProtocol, ports: ClosedRange<UInt16> = 1...65_535
    ) throws(SocketNameError) {
        guard text.utf8.count <= Self.longestText else { throw .tooLong(text.utf8.count) }
        let shown = Quote.text(text)
        guard let colon = text.lastIndex(of: ":") else { throw .noPort(shown) }
        let digits = text[text.index(after: colon)...]
        guard let port = UInt16(digits), ports.contains(port), String(port) == digits else {
            throw .wrongPort(shown, ports)
        }
        let host = text[..<colon]
        let isBracketed = host.first == "[" && host.last == "]" && host.utf8.count > 2
        self.host = isBracketed ? String(host.dropFirst().dropLast()) : String(host)
        self.port = port
        guard isBracketed ? Self.mayBeIPv6(self.host) : Self.isIPv4(self.host) else {
            throw .wrongHost(shown)
        }
    }

    private init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// The same host with another port, as a listener that took any free one.
    public func with(port: UInt16) -> SocketName { SocketName(host: host, port: port) }

    public var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    public var isIPv6: Bool { host.utf8.contains(UInt8(ascii: ":")) }

    /// Only this machine can reach it.
    public var isLoopback: Bool { host == "localhost" || host.hasPrefix("127.") || host == "::1" }

    private static func isIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost"
            || parts.count == 4 && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }

    /// The characters; whether the groups make an address, the system says when it is used.
    private static func mayBeIPv6(_ host: String) -> Bool {
        host.utf8.contains(UInt8(ascii: ":"))
            && host.utf8.allSatisfy { (0x61...0x66).contains($0) || (0x30...0x3a).contains($0) }
    }
}

/// Why a text is no address with a port. Carries the text as quoted for a person.
public enum SocketNameError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(Int)
    case noPort(String)
    case wrongPort(String, ClosedRange<UInt16>)
    case wrongHost(String)

    public var description: String {
        switch self {
        case .tooLong(let count):
            "an address of \(count) characters is longer than \(SocketName.longestText)"
        case .noPort(let text): "\(text) names no port; write it like 127.0.0.1:2947"
        case .wrongPort(let text, let ports):
            "\(text): a port is a number from \(ports.lowerBound) to \(ports.upperBound)"
        case .wrongHost(let text):
            "\(text): the host is localhost, an IPv4 address or an IPv6 address in lower case "
                + "and brackets, such as 127.0.0.1:2947 or [::1]:2947"
        }
    }
}
