/// A request that was read whole and is well-formed.
public struct HTTPRequest: Equatable, Sendable {
    public enum Method: String, CaseIterable, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
    }

    public let method: Method
    public let target: HTTPTarget
    /// In their order, names in lower case.
    public let headers: [HTTPHeader]
    public let body: [UInt8]
    /// Whether the client wants another answer on this connection.
    public let staysOpen: Bool

    /// The first of that name, which is in lower case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    public var path: String { target.path }
}

/// One line of a head.
public struct HTTPHeader: Equatable, Sendable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
