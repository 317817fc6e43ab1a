internal import Notation

/// Where gpsd listens: `127.0.0.1:2947`. An address in numbers, because a look-up by name has no
/// time-out; `localhost` stands for 127.0.0.1. One spelling, the one it prints.
public struct GPSDAddress: Equatable, Sendable, CustomStringConvertible {
    /// `localhost`, an IPv4 address, or an IPv6 address without its brackets.
    public let host: String
    public let port: UInt16

    public static let usual = "127.0.0.1:2947"

    public init(parsing text: some StringProtocol) throws(GPSDAddressError) {
        guard text.utf8.count <= Self.longestText else { throw .tooLong(text.utf8.count) }
        let shown = Quote.text(text)
        guard let colon = text.lastIndex(of: ":") else { throw .noPort(shown) }
        let digits = text[text.index(after: colon)...]
        guard let port = UInt16(digits), port > 0, String(port) == digits else {
            throw .wrongPort(shown)
        }
        let host = text[..<colon]
        if host.first == "[", host.last == "]", host.count > 2 {
            self.host = String(host.dropFirst().dropLast())
            guard Self.mayBeIPv6(self.host) else { throw .wrongHost(shown) }
        } else {
            self.host = String(host)
            guard self.host == "localhost" || Self.isIPv4(self.host) else {
                throw .wrongHost(shown)
            }
        }
        self.port = port
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Brackets, 39 digits and colons, a port.
    static let longestText = 47

    private static func isIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }

    /// The characters; whether the groups make an address, the system says at connecting.
    private static func mayBeIPv6(_ host: String) -> Bool {
        host.contains(":")
            && host.utf8.allSatisfy { byte in
                (0x61...0x66).contains(byte) || (0x30...0x3a).contains(byte)
            }
    }
}

/// Why a text is not where gpsd could listen. Carries the text as quoted for a person.
public enum GPSDAddressError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(Int)
    case noPort(String)
    case wrongPort(String)
    case wrongHost(String)

    public var description: String {
        switch self {
        case .tooLong(let count):
            "an address of \(count) characters is longer than \(GPSDAddress.longestText)"
        case .noPort(let text): "\(text) names no port; write it like \(GPSDAddress.usual)"
        case .wrongPort(let text): "\(text): a port is a number from 1 to 65535"
        case .wrongHost(let text):
            "\(text): the host is localhost, an IPv4 address or an IPv6 address in lower case "
                + "and brackets, such as \(GPSDAddress.usual) or [::1]:2947"
        }
    }
}
