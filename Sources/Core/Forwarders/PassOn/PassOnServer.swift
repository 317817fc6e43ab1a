public import Airwaves
public import Notation
internal import Primitives

/// Another server that packets are passed on to, and which of them. In text: host and port, then what
/// narrows it, each behind a space.
///
///     eu1.cloud.thethings.network:1700
///     127.0.0.1:1700 dev_addr=0000ff00/24 join_eui=70b3d57ed0000000/40 uplink_only
///
/// A filter speaks of frames that have what it names: with `dev_addr` alone, all join requests pass.
/// Frames that have neither, such as other makers' own, always pass; Earshot's beacons never.
public struct PassOnServer: Hashable, Sendable {
    /// A name of the DNS, or an address without its brackets.
    public var host: String
    public var port: UInt16
    /// Data frames pass whose address is in one of them; all when there is none.
    public var devAddrs: [DevAddrPrefix]
    /// Join requests and rejoin requests of type 1 pass whose JoinEUI is in one of them.
    public var joinEUIs: [EUIPrefix]
    /// The server is never asked for downlinks.
    public var isUplinkOnly: Bool

    public static let mostPrefixes = 64
    /// A name of the DNS and its port.
    static let longestName = 253

    public init(
        host: String, port: UInt16, devAddrs: [DevAddrPrefix] = [], joinEUIs: [EUIPrefix] = [],
        isUplinkOnly: Bool = false
    ) {
        self.host = host
        self.port = port
        self.devAddrs = devAddrs
        self.joinEUIs = joinEUIs
        self.isUplinkOnly = isUplinkOnly
    }

    /// The address when the host is one; nil for a name that has to be looked up.
    public var address: SocketName? { try? SocketName(parsing: name) }

    public var name: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension PassOnServer: CustomStringConvertible {
    public var description: String {
        ([name] + devAddrs.map { "dev_addr=\($0)" } + joinEUIs.map { "join_eui=\($0)" }
            + (isUplinkOnly ? ["uplink_only"] : [])).joined(separator: " ")
    }

    /// Accepts what `description` prints and nothing else.
    public init(parsing text: String) throws(PassOnServerError) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count <= 2 + Self.mostPrefixes else { throw .tooMany(words.count - 1) }
        (host, port) = try Self.name(words[0])
        (devAddrs, joinEUIs, isUplinkOnly) = ([], [], false)
        for word in words.dropFirst() {
            if word == "uplink_only" {
                isUplinkOnly = true
            } else if word.hasPrefix("dev_addr=") {
                devAddrs.append(try Self.devAddr(String(word.dropFirst(9))))
            } else if word.hasPrefix("join_eui=") {
                joinEUIs.append(try EUIPrefix(parsing: word.dropFirst(9)))
            } else {
                throw .unknownWord(Quote.text(String(word)))
            }
        }
        guard description == text else { throw .otherSpelling(write: description) }
    }

    private static func devAddr(_ text: String) throws(PassOnServerError) -> DevAddrPrefix {
        do throws(IdentifierError) {
            return try DevAddrPrefix(parsing: text)
        } catch { throw .devAddr(error) }
    }

    private static func name(_ text: Substring) throws(PassOnServerError) -> (String, UInt16) {
        if let address = try? SocketName(parsing: text) { return (address.host, address.port) }
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]), port > 0
        else { throw .noPort(Quote.text(String(text))) }
        let host = text[..<colon]
        guard isName(host) else { throw .host(Quote.text(String(text))) }
        return (String(host), port)
    }

    /// Labels of letters, digits and hyphens; the last is no number, or it would be an address.
    private static func isName(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return host.utf8.count <= longestName
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { byte in
                        (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte)
                            || byte == 0x2d
                    }
            } && labels.last?.utf8.allSatisfy { (0x30...0x39).contains($0) } == false
    }
}

extension PassOnServer {
    /// Whether a frame goes to this server. Sealed frames are not asked about.
    public func wants(_ frame: [UInt8]) -> Bool {
        guard let parsed = try? LoRaWANFrame(parsing: frame.rawSpan) else { return true }
        switch parsed {
        case .data(let data):
            return devAddrs.isEmpty || devAddrs.contains { $0.contains(data.address) }
        case .joinRequest(let join): return wants(joinEUI: join.joinEUI)
        case .rejoinRequest(let request):
            guard case .restoreSession(let joinEUI) = request.purpose else { return true }
            return wants(joinEUI: joinEUI)
        case .joinAccept, .proprietary: return true
        }
    }

    private func wants(joinEUI: EUI64) -> Bool {
        joinEUIs.isEmpty || joinEUIs.contains { $0.contains(joinEUI) }
    }
}

/// Why a text names no server to pass packets on to.
public enum PassOnServerError: Error, Equatable, Sendable, CustomStringConvertible {
    case noPort(String)
    case host(String)
    case devAddr(IdentifierError)
    case joinEUI(String)
    case unknownWord(String)
    case tooMany(Int)
    case otherSpelling(write: String)

    public var description: String {
        switch self {
        case .noPort(let text):
            "\(text) names no port; write host and port, such as 127.0.0.1:1700"
        case .host(let text):
            "\(text): the host is an address or a name in lower case, such as "
                + "eu1.cloud.thethings.network:1700"
        case .devAddr(let error): "dev_addr: \(error)"
        case .joinEUI(let text):
            "\(text) is no prefix of EUIs; write 16 hex digits, a slash and a number of bits, such "
                + "as 70b3d57ed0000000/40"
        case .unknownWord(let text):
            "\(text) is not known behind a server; there are dev_addr=, join_eui= and uplink_only"
        case .tooMany(let count):
            "\(count) filters for one server; at most \(PassOnServer.mostPrefixes) are taken"
        case .otherSpelling(let right): "write it as \(right)"
        }
    }
}
