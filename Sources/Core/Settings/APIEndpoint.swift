public import CommandTable
import Notation

/// Where a program asks the network: `https://map.example:8473`. One spelling, the one it prints.
/// Plain `http` is taken only for this machine itself, because answers steer people and money.
public struct APIEndpoint: Equatable, Sendable, CustomStringConvertible {
    public let isEncrypted: Bool
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    public let host: String
    /// nil for the scheme's own port.
    public let port: UInt16?
    /// Begins with `/` and does not end with it; empty for the root.
    public let path: String

    /// Where `--api` points when neither flag nor `EARSHOT_API` says: the API of this machine.
    public static let local = "http://127.0.0.1:8473"

    public init(parsing text: some StringProtocol) throws(APIEndpointError) {
        let shown = Quote.text(text)
        guard text.utf8.count <= 2000 else { throw .tooLong(text.utf8.count) }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .notAnAddress(shown) }
        let text = String(text)
        let schemes = ["https://", "http://"]
        guard let scheme = schemes.first(where: { text.hasPrefix($0) }) else {
            throw .noScheme(shown)
        }
        let rest = text.dropFirst(scheme.count)
        guard !rest.contains(where: { "@?#\\".contains($0) }) else { throw .extraPart(shown) }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let (host, port) = try Self.authority(rest[..<slash], shown)
        isEncrypted = scheme == "https://"
        self.host = host
        self.port = port
        path = String(rest[slash...])
        guard Self.isPath(path) else { throw .notAPath(shown) }
        guard isEncrypted || isLoopback else { throw .notEncrypted(shown) }
        guard port != (isEncrypted ? 443 : 80) else { throw .ownPort(shown) }
    }

    public var description: String {
        let shownHost = host.contains(":") ? "[\(host)]" : host
        let port = port.map { ":\($0)" } ?? ""
        return "http\(isEncrypted ? "s" : "")://\(shownHost)\(port)\(path)"
    }

    /// True for this machine: 127.0.0.0/8, ::1 and localhost.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1"
            || host.hasPrefix("127.") && Self.isIPv4(Substring(host))
    }

    private static func authority(
        _ text: Substring, _ shown: String
    ) throws(APIEndpointError) -> (String, UInt16?) {
        var host = text
        var port: UInt16?
        let bracket = text.lastIndex(of: "]")
        let colon = text[(bracket ?? text.startIndex)...].lastIndex(of: ":")
        if let colon {
            let digits = text[text.index(after: colon)...]
            guard let number = UInt16(digits), number > 0, String(number) == digits else {
                throw .wrongPort(shown)
            }
            (host, port) = (text[..<colon], number)
        }
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
            guard isIPv6(host) else { throw .wrongHost(shown) }
        } else {
            guard isIPv4(host) || isName(host) else { throw .wrongHost(shown) }
        }
        return (String(host), port)
    }

    private static func isName(_ host: Substring) -> Bool {
        guard !host.isEmpty, host.utf8.count <= 253 else { return false }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        // A last label of digits is an IPv4 address gone wrong.
        guard labels.last?.contains(where: { !$0.isNumber }) ?? false else { return false }
        return labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { byte in
                    (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2d
                }
        }
    }

    private static func isIPv4(_ host: Substring) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }

    /// Groups of hex digits in lower case with at most one `::`; no zone, no embedded IPv4.
    private static func isIPv6(_ host: Substring) -> Bool {
        let isDigits = host.utf8.allSatisfy { byte in
            (0x61...0x66).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x3a
        }
        guard isDigits, !host.contains(":::") else { return false }
        let gaps = host.indices.filter { host[$0...].hasPrefix("::") }.count
        let groups = host.split(separator: ":")
        guard groups.allSatisfy({ $0.count <= 4 }) else { return false }
        if gaps == 1 { return groups.count <= 7 }
        return gaps == 0 && groups.count == 8 && host.first != ":" && host.last != ":"
    }

    private static func isPath(_ path: String) -> Bool {
        guard !path.isEmpty else { return true }
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".."
                && part.utf8.allSatisfy { byte in
                    TextClass.isAlphanumeric(byte) || [0x2d, 0x2e, 0x5f, 0x7e].contains(byte)
                }
        }
    }
}

private enum TextClass {
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || (0x30...0x39).contains(byte)
    }
}

/// Why a text is no API's address. Carries the text as quoted for a person.
public enum APIEndpointError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(Int)
    case notAnAddress(String)
    case noScheme(String)
    case extraPart(String)
    case wrongHost(String)
    case wrongPort(String)
    case ownPort(String)
    case notAPath(String)
    case notEncrypted(String)

    public var description: String {
        switch self {
        case .tooLong(let count): "an address of \(count) characters is longer than 2000"
        case .notAnAddress(let text): "\(text) has characters no address has"
        case .noScheme(let text): "\(text): write it as https://HOST or http://127.0.0.1:8473"
        case .extraPart(let text): "\(text): no user, '?', '#' or '\\' belongs in an API's address"
        case .wrongHost(let text): "\(text) has no host that could exist; write it in lower case"
        case .wrongPort(let text): "\(text): a port is a number from 1 to 65535"
        case .ownPort(let text): "\(text): leave out the scheme's own port"
        case .notAPath(let text):
            "\(text): a path has parts of letters, digits and -._~ between single '/', none at its end"
        case .notEncrypted(let text):
            "\(text): plain http is only for this machine; write https://"
        }
    }
}

extension Flag where Value == APIEndpoint {
    /// A flag that names the address of an API.
    public static func address(_ long: String, _ summary: String) -> Flag<APIEndpoint> {
        Flag<APIEndpoint>(long, value: "URL", summary) { (text) throws(ValueError) in
            do throws(APIEndpointError) {
                return try APIEndpoint(parsing: text)
            } catch { throw ValueError(error.description) }
        }
    }
}

extension Flag where Value == APIEndpoint? {
    /// `--api URL`, for every command that asks the network.
    public static var api: Flag<APIEndpoint?> {
        Flag<APIEndpoint>.address(
            "api", "the network's API; else EARSHOT_API, else \(APIEndpoint.local)"
        ).optional
    }
}

extension APIEndpoint {
    /// The flag, else `EARSHOT_API`, else this machine.
    public static func chosen(
        flag: APIEndpoint?, environment: String?
    ) throws(APIEndpointError) -> APIEndpoint {
        if let flag { return flag }
        return try APIEndpoint(parsing: environment ?? local)
    }
}
