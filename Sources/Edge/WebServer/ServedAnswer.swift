public import HTTPMessages
internal import Notation
internal import Primitives

/// What is answered.
public struct ServedAnswer: Sendable {
    public var status: HTTPStatus
    /// Beside those that every answer has: length, date, connection.
    public var headers: [HTTPHeader]
    public var body: Body

    public enum Body: Sendable {
        case bytes([UInt8])
        /// Read from disk as the client takes it.
        case file(WebFile)
        /// Server-sent events, until somebody ends it.
        case stream(WebStream)
    }

    public init(_ status: HTTPStatus = .ok, type: String, body: Body) {
        self.status = status
        headers = [HTTPHeader("Content-Type", type)]
        self.body = body
    }

    public static func bytes(_ bytes: [UInt8], type: String) -> ServedAnswer {
        ServedAnswer(type: type, body: .bytes(bytes))
    }

    public static func stream(_ stream: WebStream) -> ServedAnswer {
        var answer = ServedAnswer(type: "text/event-stream", body: .stream(stream))
        answer.headers.append(HTTPHeader("Cache-Control", "no-store"))
        return answer
    }

    /// RFC 9457: why something was not done, for a person and, as `code`, for a program.
    public static func problem(
        _ status: HTTPStatus, title: String? = nil, code: String, _ detail: String,
        position: Int? = nil, retryAfter: UInt64? = nil
    ) -> ServedAnswer {
        var members: [(String, JSON)] = [
            ("type", .string("about:blank")), ("title", .string(title ?? status.phrase)),
            ("status", .integer(Int64(status.rawValue))), ("detail", .string(detail)),
            ("code", .string(code)),
        ]
        if let position { members.append(("position", .integer(Int64(position)))) }
        var answer = ServedAnswer(
            status, type: "application/problem+json",
            body: .bytes(Array(JSON.object(members).text.utf8)))
        answer.headers.append(HTTPHeader("Cache-Control", "no-store"))
        if let retryAfter { answer.headers.append(HTTPHeader("Retry-After", "\(retryAfter)")) }
        return answer
    }

    static func refusal(_ refusal: HTTPRefusal) -> ServedAnswer {
        problem(
            refusal.status, code: refusal.code, "\(refusal)",
            retryAfter: refusal == .tooMany ? 1 : nil)
    }

    static func busy(_ detail: String) -> ServedAnswer {
        problem(.unavailable, code: "busy", detail, retryAfter: 2)
    }

    static func tooMany(_ detail: String, retryAfter: UInt64) -> ServedAnswer {
        problem(.tooManyRequests, code: "too_many", detail, retryAfter: retryAfter)
    }

    public func with(_ name: String, _ value: String) -> ServedAnswer {
        var answer = self
        answer.headers.append(HTTPHeader(name, value))
        return answer
    }

    var byteCount: Int? {
        switch body {
        case .bytes(let bytes): bytes.count
        case .file(let file): file.count
        case .stream: nil
        }
    }

    /// Status line and headers, with the empty line. Anybody's page may read what is public here,
    /// and no browser takes it for a page.
    func head(staysOpen: Bool, date: String) -> [UInt8] {
        var text = "HTTP/1.1 \(status.rawValue) \(status.phrase)\r\nDate: \(date)\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        if let byteCount, status != .noContent, status != .notModified {
            text += "Content-Length: \(byteCount)\r\n"
        }
        text += "X-Content-Type-Options: nosniff\r\nAccess-Control-Allow-Origin: *\r\n"
        text += staysOpen ? "\r\n" : "Connection: close\r\n\r\n"
        return Array(text.utf8)
    }
}
