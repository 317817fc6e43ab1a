/// Why a request is not answered as asked. Each has a status and a sentence for the client; the
/// connection ends behind it, because where the next request would begin is not known.
public enum HTTPRefusal: Error, Hashable, CaseIterable, Sendable, CustomStringConvertible {
    case requestLine
    case method
    case target
    case percent
    case query
    case targetTooLong
    case version
    case header
    case tooManyHeaders
    case headTooLarge
    case noHost
    case foreignHost
    case length
    case transferEncoding
    case expectation
    case bodyTooLarge
    case tooSlow
    case tooMany

    public var status: HTTPStatus {
        switch self {
        case .requestLine, .target, .percent, .query, .header, .noHost, .length: .badRequest
        case .method, .transferEncoding: .notImplemented
        case .targetTooLong: .targetTooLong
        case .version: .versionNotSupported
        case .tooManyHeaders, .headTooLarge: .headTooLarge
        case .foreignHost: .misdirected
        case .expectation: .expectationFailed
        case .bodyTooLarge: .bodyTooLarge
        case .tooSlow: .tooSlow
        case .tooMany: .unavailable
        }
    }

    public var description: String {
        switch self {
        case .requestLine: "a request begins with METHOD /path HTTP/1.1"
        case .method: "the methods are GET, HEAD and POST"
        case .target: "a path is printable ASCII, and none of its parts is empty, . or two dots"
        case .percent:
            "a percent sign is followed by two hex digits, and all of it is text in UTF-8"
        case .query: "a query is name=value&name=value, at most 16 and each name once"
        case .targetTooLong: "the path and its query are too long"
        case .version: "the version is HTTP/1.1 or HTTP/1.0"
        case .header: "a header is Name: value on one line that ends with CR LF"
        case .tooManyHeaders: "too many headers"
        case .headTooLarge: "the headers are too long"
        case .noHost: "exactly one Host is needed"
        case .foreignHost: "this server is known as localhost, 127.0.0.1 and [::1] only"
        case .length: "Content-Length is one number, in digits alone"
        case .transferEncoding: "send a body with Content-Length, without a transfer encoding"
        case .expectation: "send the body without waiting (no Expect header)"
        case .bodyTooLarge: "the body is too long"
        case .tooSlow: "the request did not come whole in time"
        case .tooMany: "too many connections; try again in a second"
        }
    }

    /// The word of `docs/oracle-api.md`, "Problems".
    public var code: String {
        switch self {
        case .method: "wrong_method"
        case .tooSlow: "too_slow"
        case .tooMany: "busy"
        case .bodyTooLarge, .headTooLarge, .tooManyHeaders, .targetTooLong: "too_large"
        case .requestLine, .target, .percent, .query, .version, .header, .noHost, .foreignHost,
            .length, .transferEncoding, .expectation:
            "malformed"
        }
    }
}

/// The statuses a server of ours answers with.
public enum HTTPStatus: UInt16, CaseIterable, Sendable {
    case ok = 200
    case accepted = 202
    case noContent = 204
    case notModified = 304
    case badRequest = 400
    case forbidden = 403
    case notFound = 404
    case methodNotAllowed = 405
    case tooSlow = 408
    case conflict = 409
    case bodyTooLarge = 413
    case targetTooLong = 414
    case wrongType = 415
    case expectationFailed = 417
    case misdirected = 421
    case unprocessable = 422
    case tooManyRequests = 429
    case headTooLarge = 431
    case failed = 500
    case notImplemented = 501
    case unavailable = 503
    case versionNotSupported = 505

    public var phrase: String {
        switch self {
        case .ok: "OK"
        case .accepted: "Accepted"
        case .noContent: "No Content"
        case .notModified: "Not Modified"
        case .badRequest: "Bad Request"
        case .forbidden: "Forbidden"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .tooSlow: "Request Timeout"
        case .conflict: "Conflict"
        case .bodyTooLarge: "Content Too Large"
        case .targetTooLong: "URI Too Long"
        case .wrongType: "Unsupported Media Type"
        case .expectationFailed: "Expectation Failed"
        case .misdirected: "Misdirected Request"
        case .unprocessable: "Unprocessable Content"
        case .tooManyRequests: "Too Many Requests"
        case .headTooLarge: "Request Header Fields Too Large"
        case .failed: "Internal Server Error"
        case .notImplemented: "Not Implemented"
        case .unavailable: "Service Unavailable"
        case .versionNotSupported: "HTTP Version Not Supported"
        }
    }
}
