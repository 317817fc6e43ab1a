public import Settings
public import Units

/// What is asked of a web server.
public struct WebRequest: Sendable {
    public enum Method: String, CaseIterable, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    public var method: Method
    public var server: APIEndpoint
    /// What follows the server's own path: `/v1/statements?after=7`. Begins with `/`, or is empty.
    /// Printable ASCII without a space; what else there is was encoded by percent before.
    public var target: String
    /// Names in lower case, each with a value of printable ASCII. `user-agent`, `host`, lengths and
    /// connection are the client's.
    public var headers: [(name: String, value: String)] = []
    /// Only for `post` and `put`; empty is a body too.
    public var body: [UInt8] = []
    /// The most bytes the answer's body may have.
    public var answerLimit = 1 << 20
    /// From the look-up of the name to the answer's last byte.
    public var timeLimit = Nanoseconds(60_000_000_000)
    /// Given up when for this long less than `slowest` bytes a second came or went. While a server
    /// thinks, nothing comes: longer for one that is asked to wait.
    public var patience = Nanoseconds(30_000_000_000)
    public static let slowest = 16

    public init(_ method: Method, _ server: APIEndpoint, _ target: String = "") {
        self.method = method
        self.server = server
        self.target = target
    }

    var address: String { "\(server)\(target)" }
}

/// What a web server answered, whatever its status is.
public struct WebAnswer: Equatable, Sendable {
    public let status: UInt16
    /// In the order they came, names in lower case. At most 16 KiB.
    public let headers: [WebHeader]
    public let body: [UInt8]

    /// The first of that name.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    public var isSuccess: Bool { (200..<300).contains(status) }
}

/// One line of an answer's head.
public struct WebHeader: Equatable, Sendable {
    public let name: String
    public let value: String
}

/// How a client behaves with all servers.
public struct WebSettings: Sendable {
    /// `earshot/0.1.0`.
    public var userAgent: String
    /// A file of authorities in PEM, believed beside those of the folder.
    public var authorities: String?
    /// Of this machine's authorities, by the hash of their names: the package ca-certificates makes
    /// it, and `openssl rehash`.
    public var folder = "/etc/ssl/certs"
    /// Until the connection is made, its encryption too.
    public var connectLimit = Nanoseconds(15_000_000_000)

    public init(userAgent: String, authorities: String? = nil) {
        self.userAgent = userAgent
        self.authorities = authorities
    }
}
