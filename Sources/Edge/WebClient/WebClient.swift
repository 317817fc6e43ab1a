internal import CCurl
internal import Glibc
public import Host
internal import Units

/// Asks web servers, over libcurl: HTTP/1.1, encrypted but for this machine, one request at a time on
/// the caller's thread. Connections are kept and used again.
///
/// A server is believed when its certificate and name are; there is no switch against that. Answers
/// are bounded, redirects are errors, nothing is compressed, and neither the environment nor files of
/// the user (proxies, netrc, cookies) have a say. libcurl is touched by the first request only:
/// its libraries cost 4 MB.
@safe public final class WebClient {
    private let settings: WebSettings
    private let stop: Wake
    private var session: Session?

    /// - Parameter stop: its signal ends the request under way, and every later one until it is
    ///   cleared.
    public init(_ settings: WebSettings, stop: Wake) {
        self.settings = settings
        self.stop = stop
    }

    /// Waits for the answer. Any status is an answer but those that lead elsewhere.
    public func send(_ request: WebRequest) throws(WebError) -> WebAnswer {
        WebRules.check(request)
        let session = try opened()
        let transfer = Transfer(answerLimit: request.answerLimit)
        try session.prepare(request, settings, transfer)
        let result = try session.run(until: Uptime.now + request.timeLimit, stop: stop)
        let ending = Ending(
            request: request, settings: settings, transfer: transfer,
            facts: session.facts(result))
        return try ending.answer()
    }

    private func opened() throws(WebError) -> Session {
        if let session { return session }
        let new = try Session()
        session = new
        return new
    }
}

/// What a caller must not ask: it would be our own mistake.
enum WebRules {
    static func check(_ request: WebRequest) {
        precondition(
            request.target.isEmpty
                || request.target.hasPrefix("/")
                    && request.target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x23 },
            "\(request.target) is no target")
        precondition(
            request.body.isEmpty || request.method == .post || request.method == .put,
            "a body for \(request.method.rawValue)")
        for (name, value) in request.headers {
            precondition(
                !name.isEmpty
                    && name.utf8.allSatisfy {
                        (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
                    } && value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f },
                "\(name): \(value) is no header")
        }
    }
}
