internal import Primitives

/// What a server answers.
public struct HTTPAnswer: Sendable {
    public var status: HTTPStatus
    /// Beside those that every answer has: length, connection, and the rules for browsers.
    public var headers: [HTTPHeader]
    public var body: Body

    public enum Body: Sendable {
        case bytes([UInt8])
        /// Part of the program; sent from where it is.
        case fixed(StaticString)
        /// A stream of server-sent events, which lasts.
        case events
    }

    public init(_ status: HTTPStatus, headers: [HTTPHeader] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public static func json(_ bytes: [UInt8], status: HTTPStatus = .ok) -> HTTPAnswer {
        HTTPAnswer(
            status,
            headers: [
                HTTPHeader("Content-Type", "application/json"),
                HTTPHeader("Cache-Control", "no-store"),
            ], body: .bytes(bytes))
    }

    public static func text(_ text: String, status: HTTPStatus = .ok) -> HTTPAnswer {
        HTTPAnswer(
            status,
            headers: [
                HTTPHeader("Content-Type", "text/plain; charset=utf-8"),
                HTTPHeader("Cache-Control", "no-store"),
            ], body: .bytes(Array(text.utf8)))
    }

    public static func refusal(_ refusal: HTTPRefusal) -> HTTPAnswer {
        var answer = text("\(refusal)\n", status: refusal.status)
        if refusal == .tooMany { answer.headers.append(HTTPHeader("Retry-After", "1")) }
        return answer
    }

    /// For a path that exists, asked by another method.
    public static func notAllowed(_ allowed: String) -> HTTPAnswer {
        var answer = text("the method here is \(allowed)\n", status: .methodNotAllowed)
        answer.headers.append(HTTPHeader("Allow", allowed))
        return answer
    }

    public var bodyCount: Int {
        switch body {
        case .bytes(let bytes): bytes.count
        case .fixed(let text): text.utf8CodeUnitCount
        case .events: 0
        }
    }

    /// Status line and headers, with the empty line. Without `Date`: a box whose clock may be wrong
    /// must not send one (RFC 9110, 6.6.1).
    public func head(staysOpen: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(status.rawValue) \(status.phrase)\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        switch body {
        case .events: text += "Content-Type: text/event-stream\r\nCache-Control: no-store\r\n"
        case .bytes, .fixed:
            // These two have no body by their nature, and no length.
            if status != .noContent, status != .notModified {
                text += "Content-Length: \(bodyCount)\r\n"
            }
        }
        text += Self.rules
        text += staysOpen ? "\r\n" : "Connection: close\r\n\r\n"
        return Array(text.utf8)
    }

    /// For browsers: a page of ours loads only from us, and nobody else's page has us inside it.
    public static let rules =
        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
        + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'\r\n"
        + "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
        + "Cross-Origin-Resource-Policy: same-origin\r\n"
}
