import Foundation
import Glibc
import Host
import Settings
import Testing
import Units
import WebClient

@Suite("WebClient: answers") struct WebAnswerTests {
    static let rows: [(path: String, status: UInt16, body: String)] = [
        ("/ok", 200, "fine"), ("/empty", 204, ""), ("/problem", 422, #"{"title":"no"}"#),
        ("/chunked", 200, "fineagn"), ("/old", 200, "fine until the end"), ("/nowhere", 404, ""),

    ]

    @Test("each way to end an answer gives the whole of it", arguments: rows)
    func whole(path: String, status: UInt16, body: String) throws {
        for server in ["good", "clear"] {
            let client = try Servers.shared.client()
            let answer = try client.send(
                WebRequest(.get, try Servers.shared.endpoint(server), path))
            #expect(answer.status == status)
            #expect(String(decoding: answer.body, as: UTF8.self) == body)
            #expect(answer.isSuccess == (status < 300))
        }
    }

    @Test("headers are found by their names in lower case") func headers() throws {
        let answer = try Servers.shared.client().send(
            WebRequest(.get, try Servers.shared.endpoint("good"), "/problem"))
        #expect(answer.header("retry-after") == "30")
        #expect(answer.header("content-type") == "application/problem+json")
        #expect(answer.header("Retry-After") == nil)
    }

    @Test("the path of the address stands before the target") func base() throws {
        let answer = try Servers.shared.client().send(
            WebRequest(
                .get, try Servers.shared.endpoint("good", path: "/base"), "/v1/ok?after=7"))
        #expect(answer.body == Array("deep".utf8))
    }

    @Test("a body arrives as it was given, any method", arguments: [0, 1, 4096, 300_000])
    func body(count: Int) throws {
        let client = try Servers.shared.client()
        for method in [WebRequest.Method.post, .put] {
            var request = WebRequest(method, try Servers.shared.endpoint("good"), "/echo")
            request.body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let answer = try client.send(request)
            #expect(answer.body == Array("\(method.rawValue) ".utf8) + request.body)
        }
        let request = WebRequest(.delete, try Servers.shared.endpoint("good"), "/echo")
        #expect(try client.send(request).body == Array("DELETE ".utf8))
    }

    @Test("HEAD waits for no body") func head() throws {
        let answer = try Servers.shared.client().send(
            WebRequest(.head, try Servers.shared.endpoint("good"), "/head"))
        #expect(answer.body.isEmpty)
        #expect(answer.header("x-seen") == "HEAD")
    }

    @Test("a connection is used again, also for another method") func reuse() throws {
        let client = try Servers.shared.client()
        let server = try Servers.shared.endpoint("good")
        let first = try client.send(WebRequest(.get, server, "/number")).body
        _ = try client.send(WebRequest(.post, server, "/echo"))
        _ = try client.send(WebRequest(.head, server, "/head"))
        #expect(try client.send(WebRequest(.get, server, "/number")).body == first)
    }

    @Test("a connection that was closed meanwhile is made anew") func closed() throws {
        let client = try Servers.shared.client()
        let server = try Servers.shared.endpoint("good")
        let first = try client.send(WebRequest(.get, server, "/number")).body
        #expect(throws: WebError.self) { try client.send(WebRequest(.get, server, "/nothing")) }
        #expect(try client.send(WebRequest(.get, server, "/number")).body != first)
    }

    @Test("the request says what it must, and nothing of the user's") func says() throws {
        var request = WebRequest(.get, try Servers.shared.endpoint("good"), "/request")
        request.headers = [("accept", "application/cbor")]
        let answer = try Servers.shared.client().send(request)
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\r\n")
        #expect(
            Set(lines) == [
                "GET /request HTTP/1.1", "Host: \(Servers.shared.name("good"))",
                "User-Agent: earshot/1.2.3", "accept: application/cbor",
            ])
    }
}

@Suite("WebClient: every failure has its name") struct WebErrorTests {
    /// The server, the path, the error as it starts and how it goes on.
    static let rows: [(server: String, path: String, error: @Sendable (String) -> WebError)] = [
        ("closed", "/ok", { .refused($0) }),
        ("other-name", "/ok", { _ in .wrongName("localhost") }),
        ("expired", "/ok", { _ in .expired("localhost") }),
        ("later", "/ok", { _ in .notYetValid("localhost") }),
        ("self-signed", "/ok", { _ in .selfSigned("localhost") }),
        ("stranger", "/ok", { _ in .unknownAuthority("localhost") }),
        ("plain", "/ok", { .notEncrypted($0) }),
        ("good", "/huge", { .tooLarge($0, limit: 1 << 20) }),
        ("good", "/endless", { .tooLarge($0, limit: 1 << 20) }),
        ("good", "/bomb", { .tooLarge($0, limit: 1 << 20) }),
        ("good", "/headers", { .headersTooLarge($0, limit: 16_384) }),
        ("good", "/continue", { .headersTooLarge($0, limit: 16_384) }),
        ("good", "/gzip", { .encoded($0, #""gzip""#) }),
        ("good", "/truncated", { .truncated($0) }),
        ("good", "/nothing", { .brokenOff($0, "no answer at all") }),
    ]

    @Test(arguments: rows.indices) func named(row: Int) throws {
        let (server, path, error) = Self.rows[row]
        let request = WebRequest(.get, try Servers.shared.endpoint(server), path)
        let wanted = error(Servers.shared.name(server))
        #expect(throws: wanted) { try Servers.shared.client().send(request) }
        #expect(wanted.description.hasPrefix(wanted.reason))
    }

    @Test("a name that is not known") func unknownHost() throws {
        let request = WebRequest(.get, try APIEndpoint(parsing: "https://gone.invalid"), "/")
        #expect(throws: WebError.unknownHost("gone.invalid")) {
            try Servers.shared.client().send(request)
        }
    }

    @Test("an address nobody can reach") func unreachable() throws {
        let request = WebRequest(.get, try APIEndpoint(parsing: "https://255.255.255.255"), "/")
        #expect(
            throws: WebError.unreachable("255.255.255.255", SystemError(number: ENETUNREACH))
        ) { try Servers.shared.client().send(request) }
    }

    @Test("a machine's own authorities do not vouch for the test's") func ownAuthorities() throws {
        let request = WebRequest(.get, try Servers.shared.endpoint("good"), "/ok")
        #expect(throws: WebError.unknownAuthority("localhost")) {
            try WebClient(WebSettings(userAgent: "earshot"), stop: Wake()).send(request)
        }
    }

    @Test("a folder of authorities vouches like a file") func authorityFolder() throws {
        let request = WebRequest(.get, try Servers.shared.endpoint("good"), "/ok")
        let folder = Servers.shared.folder.appendingPathComponent("hashed").path
        for authorities in [nil, Servers.shared.authorities] {
            let client = try Servers.shared.client {
                $0.folder = folder
                $0.authorities = authorities
            }
            #expect(try client.send(request).status == 200)
        }
        let client = try Servers.shared.client {
            $0.folder = folder
            $0.authorities = nil
        }
        let stranger = WebRequest(.get, try Servers.shared.endpoint("stranger"), "/ok")
        #expect(throws: WebError.unknownAuthority("localhost")) { try client.send(stranger) }
    }

    @Test("a file of authorities that is none", arguments: ["/nonexistent", "/dev/null"])
    func authoritiesUnreadable(file: String) throws {
        let request = WebRequest(.get, try Servers.shared.endpoint("good"), "/ok")
        #expect(throws: WebError.authoritiesUnreadable(file)) {
            try Servers.shared.client { $0.authorities = file }.send(request)
        }
    }

    @Test("a server with TLS 1.1 at most is refused") func oldTLS() throws {
        let request = WebRequest(.get, try Servers.shared.endpoint("old-tls"), "/ok")
        expect(request) { error in
            if case .handshake(Servers.shared.name("old-tls"), _) = error { true } else { false }
        }
    }

    @Test("what is no HTTP", arguments: ["/garbage", "/bad-chunk", "/bad-length", "/nul"])
    func notHTTP(path: String) throws {
        expect(WebRequest(.get, try Servers.shared.endpoint("good"), path)) { error in
            if case .notHTTP(Servers.shared.name("good"), _) = error { true } else { false }
        }
    }

    @Test("an answer that breaks off", arguments: ["/truncated-chunk", "/truncated-header"])
    func truncated(path: String) throws {
        expect(WebRequest(.get, try Servers.shared.endpoint("good"), path)) { error in
            error == .truncated(Servers.shared.name("good"))
        }
    }

    @Test("a connection that is reset") func reset() throws {
        expect(WebRequest(.get, try Servers.shared.endpoint("good"), "/reset")) { error in
            if case .brokenOff(Servers.shared.name("good"), _) = error { true } else { false }
        }
    }

    @Test("one long header is bounded like many") func longHeader() throws {
        expect(WebRequest(.get, try Servers.shared.endpoint("good"), "/long-header")) { error in
            error == .headersTooLarge(Servers.shared.name("good"), limit: 16_384)
        }
    }

    @Test("every redirect is refused, and its target cannot move a terminal's cursor")
    func redirects() throws {
        for status in [301, 302, 303, 307, 308] as [UInt16] {
            let path = "/redirect/\(status)"
            #expect(
                throws: WebError.redirect(
                    Servers.shared.name("good"), status: status,
                    to: #""https://evil.example/\u{1b}[2J""#)
            ) {
                try Servers.shared.client().send(
                    WebRequest(.get, try Servers.shared.endpoint("good"), path))
            }
        }
    }

    @Test("a body of exactly the limit is taken, one byte more is not") func limit() throws {
        var request = WebRequest(.get, try Servers.shared.endpoint("good"), "/bytes/1000")
        request.answerLimit = 1000
        #expect(try Servers.shared.client().send(request).body.count == 1000)
        request.target = "/bytes/1001"
        #expect(throws: WebError.tooLarge(Servers.shared.name("good"), limit: 1000)) {
            try Servers.shared.client().send(request)
        }
        request.answerLimit = 0
        request.target = "/empty"
        #expect(try Servers.shared.client().send(request).body == [])
    }

    private func expect(_ request: WebRequest, _ isWanted: (WebError) -> Bool) {
        do {
            let answer = try Servers.shared.client().send(request)
            Issue.record("\(request.target) gave \(answer.status)")
        } catch let error as WebError {
            #expect(isWanted(error), "\(error)")
        } catch { Issue.record("\(error)") }
    }
}

@Suite("WebClient: time") struct WebTimeTests {
    static let rows = ["/silent", "/drip", "/drip-header"]

    @Test("the whole request has one limit, however it is used up", arguments: rows)
    func wholeRequest(path: String) throws {
        var request = WebRequest(.get, try Servers.shared.endpoint("good"), path)
        request.timeLimit = .milliseconds(700)
        try expect(.timedOut(Servers.shared.name("good"), .milliseconds(700)), 600...1500) {
            try Servers.shared.client().send(request)
        }
    }

    @Test("a connection that is not taken, or not encrypted in time") func connecting() throws {
        let request = WebRequest(.get, try Servers.shared.endpoint("silent"), "/ok")
        try expect(
            .connectTimedOut(Servers.shared.name("silent"), .milliseconds(500)), 400...1500
        ) {
            try Servers.shared.client { $0.connectLimit = .milliseconds(500) }.send(request)
        }
    }

    @Test("a server slower than anybody's patience") func slow() throws {
        var request = WebRequest(.get, try Servers.shared.endpoint("good"), "/drip")
        request.patience = .milliseconds(1000)
        try expect(
            .tooSlow(Servers.shared.name("good"), bytesPerSecond: 16, .milliseconds(1000)),
            900...4500
        ) { try Servers.shared.client().send(request) }
    }

    @Test(
        "another thread ends a request at once, and later ones until it is cleared",
        arguments: ["/silent", "/drip", "/huge"])
    func cancelled(path: String) throws {
        let stop = try Wake()
        let client = try Servers.shared.client(stop: stop)
        var request = WebRequest(.get, try Servers.shared.endpoint("good"), path)
        request.answerLimit = .max
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) { stop.signal() }
        try expect(.cancelled, 200...1000) { try client.send(request) }
        try expect(.cancelled, 0...300) { try client.send(request) }
        stop.clear()
        let server = try Servers.shared.endpoint("good")
        #expect(try client.send(WebRequest(.get, server, "/ok")).status == 200)
    }

    @Test("a server that is not reached is given up at once when told to") func connectCancelled()
        throws
    {
        let stop = try Wake()
        let client = try Servers.shared.client(stop: stop)
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) { stop.signal() }
        let request = WebRequest(.get, try Servers.shared.endpoint("silent"), "/ok")
        try expect(.cancelled, 200...1000) { try client.send(request) }
    }

    private func expect(
        _ wanted: WebError, _ milliseconds: ClosedRange<UInt64>,
        _ body: () throws -> WebAnswer
    ) throws {
        let start = Uptime.now
        #expect(throws: wanted) { try body() }
        let span = Uptime.now.gap(to: start).value / 1_000_000
        // Twenty times over: a busy machine is slow, and what else could end it is farther away.
        #expect(span >= milliseconds.lowerBound, "\(span) ms")
        #expect(span <= 20 * milliseconds.upperBound, "\(span) ms")
    }
}
