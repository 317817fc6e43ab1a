import HTTPMessages
import Primitives
import Seeds
import Testing

/// Every request and the refusal in a connection's bytes, however they are cut.
struct Reading: Equatable {
    var requests: [HTTPRequest] = []
    var refusal: HTTPRefusal?
    var isWithin = false

    init(
        _ text: String, pieces: Int = .max, limits: HTTPLimits = .local,
        hosts: HTTPHostRule = .loopback
    ) {
        self.init(Array(text.utf8), pieces: pieces, limits: limits, hosts: hosts)
    }

    init(_ bytes: [UInt8], pieces: Int, limits: HTTPLimits, hosts: HTTPHostRule) {
        var reader = HTTPRequestReader(limits: limits, hosts: hosts)
        var offset = 0
        do throws(HTTPRefusal) {
            while offset < bytes.count {
                let end = min(bytes.count, offset + min(pieces, max(1, reader.room)))
                reader.take(bytes.rawSpan.extracting(offset..<end))
                offset = end
                while let request = try reader.next() { requests.append(request) }
            }
        } catch { refusal = error }
        isWithin = reader.isWithinRequest
    }
}

@Suite("HTTP requests") struct HTTPRequestTests {
    static let host = "Host: localhost\r\n"

    @Test("a request is read to the byte") func whole() throws {
        let reading = Reading(
            "POST /v1/a%20b?x=1&y=%C3%BC&z HTTP/1.1\r\nHOST:  127.0.0.1:8474 \r\n"
                + "Content-Length: 3\r\nX-Odd:\tv a\r\n\r\nabc")
        #expect(reading.refusal == nil && !reading.isWithin)
        let request = try #require(reading.requests.first)
        #expect(request.method == .post && request.path == "/v1/a b")
        #expect(request.target.query("x") == "1")
        #expect(request.target.query("y") == "ü")
        #expect(request.target.query("z") == "")
        #expect(request.target.query("w") == nil)
        #expect(request.header("host") == "127.0.0.1:8474")
        #expect(request.header("x-odd") == "v a")
        #expect(request.body == Array("abc".utf8))
        #expect(request.staysOpen)
    }

    @Test("who waits to be told is told once, after the head, where bodies are so welcome")
    func expectation() throws {
        var limits = HTTPLimits.local
        limits.takesExpectation = true
        let head =
            "POST / HTTP/1.1\r\n\(Self.host)Expect: 100-Continue\r\nContent-Length: 3\r\n\r\n"
        var reader = HTTPRequestReader(limits: limits, hosts: .loopback)
        for round in 0..<2 {
            reader.take(Array(Array(head.utf8).dropLast(4)).rawSpan)
            #expect(try reader.next() == nil && !reader.takeContinue(), "round \(round)")
            reader.take(Array("\r\n\r\n".utf8).rawSpan)
            #expect(try reader.next() == nil && reader.takeContinue() && !reader.takeContinue())
            reader.take(Array("abc".utf8).rawSpan)
            #expect(try reader.next()?.body == Array("abc".utf8))
        }
        reader.take(Array((head + "a").utf8).rawSpan)
        #expect(try reader.next() == nil && !reader.takeContinue(), "the body comes already")
        for odd in ["100-continue, x", "200-ok"] {
            let text = "GET / HTTP/1.1\r\n\(Self.host)Expect: \(odd)\r\n\r\n"
            #expect(Reading(text, limits: limits).refusal == .expectation)
        }
    }

    @Test("several on one connection, in order, cut anywhere", arguments: [1, 2, 3, 7, 64, 1000])
    func pipelined(pieces: Int) {
        let text =
            "GET /1 HTTP/1.1\r\n\(Self.host)\r\n"
            + "POST /2 HTTP/1.1\r\n\(Self.host)content-length: 4\r\n\r\n\r\n\r\n"
            + "\r\nHEAD /3 HTTP/1.0\r\n\(Self.host)\r\n"
        let reading = Reading(text, pieces: pieces)
        #expect(reading.refusal == nil)
        #expect(reading.requests.map(\.path) == ["/1", "/2", "/3"])
        #expect(reading.requests.map(\.staysOpen) == [true, true, false])
        #expect(reading.requests[1].body == [13, 10, 13, 10])
        #expect(!reading.isWithin)
    }

    @Test("what is cut off is neither a request nor a refusal") func cutOff() {
        let text = "POST /2 HTTP/1.1\r\n\(Self.host)content-length: 4\r\n\r\nabc"
        for count in 1..<text.utf8.count {
            let reading = Reading(String(text.prefix(count)))
            #expect(reading.requests.isEmpty && reading.refusal == nil && reading.isWithin)
        }
    }

    /// What stands in place of the request's line and headers, and the one refusal.
    static let refused: [(text: String, refusal: HTTPRefusal)] = [
        ("GET /\r\n", .requestLine), ("GET  / HTTP/1.1\r\n", .requestLine),
        ("GET / HTTP/1.1 \r\n", .requestLine), (" GET / HTTP/1.1\r\n", .requestLine),
        ("GET /a b HTTP/1.1\r\n", .requestLine), ("GET / http/1.1\r\n", .requestLine),
        ("GET\t/ HTTP/1.1\r\n", .requestLine), ("G(T / HTTP/1.1\r\n", .requestLine),
        ("GET /\u{fc} HTTP/1.1\r\n", .requestLine), ("\u{16}\u{3}\u{1}\r\n", .requestLine),
        ("get / HTTP/1.1\r\n", .method), ("OPTIONS * HTTP/1.1\r\n", .method),
        ("DELETE / HTTP/1.1\r\n", .method),
        ("GET http://localhost/ HTTP/1.1\r\n", .target), ("GET * HTTP/1.1\r\n", .target),
        ("GET /a//b HTTP/1.1\r\n", .target), ("GET /a/ HTTP/1.1\r\n", .target),
        ("GET /../etc/passwd HTTP/1.1\r\n", .target), ("GET /./a HTTP/1.1\r\n", .target),
        ("GET /%2e%2E/a HTTP/1.1\r\n", .target), ("GET /a%2Fb HTTP/1.1\r\n", .target),
        ("GET /a+b HTTP/1.1\r\n", .target), ("GET /a#b HTTP/1.1\r\n", .target),
        ("GET /a\"b HTTP/1.1\r\n", .target),
        ("GET /%00 HTTP/1.1\r\n", .percent), ("GET /%7f HTTP/1.1\r\n", .percent),
        ("GET /%0a HTTP/1.1\r\n", .percent), ("GET /%4 HTTP/1.1\r\n", .percent),
        ("GET /%zz HTTP/1.1\r\n", .percent), ("GET /% HTTP/1.1\r\n", .percent),
        ("GET /%ff HTTP/1.1\r\n", .percent), ("GET /%c0%80 HTTP/1.1\r\n", .percent),
        ("GET /?a=1&a=2 HTTP/1.1\r\n", .query), ("GET /?=1 HTTP/1.1\r\n", .query),
        ("GET /? HTTP/1.1\r\n", .query), ("GET /?a& HTTP/1.1\r\n", .query),
        ("GET /?a=1+1 HTTP/1.1\r\n", .target), ("GET /?a=1=2%3 HTTP/1.1\r\n", .percent),
        ("GET / HTTP/1.2\r\n", .version), ("GET / HTTP/2.0\r\n", .version),
        ("GET / HTTP/1.1\r\nno colon\r\n", .header), ("GET / HTTP/1.1\r\n: a\r\n", .header),
        ("GET / HTTP/1.1\r\nName : a\r\n", .header), ("GET / HTTP/1.1\r\nA: b\r\n c\r\n", .header),
        ("GET / HTTP/1.1\r\nA: b\nB: c\r\n", .header), ("GET / HTTP/1.1\r\nA: b\rc\r\n", .header),
        ("GET / HTTP/1.1\r\nA: \0\r\n", .header), ("GET / HTTP/1.1\nHost: x\r\n", .header),
        ("POST / HTTP/1.1\r\nContent-Length: +1\r\n", .length),
        ("POST / HTTP/1.1\r\nContent-Length: -1\r\n", .length),
        ("POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n", .length),
        ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n", .length),
        ("POST / HTTP/1.1\r\nContent-Length:\r\n", .length),
        ("POST / HTTP/1.1\r\nContent-Length: 0x1\r\n", .length),
        ("POST / HTTP/1.1\r\nContent-Length: 16385\r\n", .bodyTooLarge),
        ("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n", .bodyTooLarge),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", .transferEncoding),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: x\r\nContent-Length: 1\r\n", .transferEncoding),
        ("POST / HTTP/1.1\r\nExpect: 100-continue\r\n", .expectation),
    ]

    @Test("refused for one reason", arguments: refused)
    func refusals(text: String, refusal: HTTPRefusal) {
        for pieces in [1, 1000] {
            let reading = Reading(text + Self.host + "\r\n", pieces: pieces)
            #expect(reading.refusal == refusal, "\(text)")
            #expect(reading.requests.isEmpty)
        }
    }

    static let hosts: [(host: String, isOurs: Bool)] = [
        ("localhost", true), ("LOCALHOST:8474", true), ("127.0.0.1", true),
        ("127.0.0.1:9000", true), ("127.8.9.10:1", true), ("[::1]", true), ("[::1]:8474", true),
        ("evil.example", false), ("localhost.evil.example", false), ("127.0.0.1.evil.org", false),
        ("127.evil.0.1", false), ("10.0.0.1", false), ("127.0.0.1:80:80", false),
        ("localhost:", false), ("localhost:x", false), ("localhost:65536", false),
        ("127.0.0.01", false), ("[::2]", false), ("[::1]x", false), ("", false),
        ("localhost@evil.example", false),
    ]

    @Test("only this machine's own names (DNS rebinding)", arguments: hosts)
    func hostNames(host: String, isOurs: Bool) {
        let text = "GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n"
        #expect(Reading(text).refusal == (isOurs ? nil : .foreignHost))
        #expect(Reading(text, hosts: .any).refusal == nil)
    }

    @Test("exactly one Host") func oneHost() {
        #expect(Reading("GET / HTTP/1.1\r\n\r\n", hosts: .any).refusal == .noHost)
        let two = "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"
        #expect(Reading(two).refusal == .noHost)
    }

    @Test("a bound is taken, one past it is refused") func bounds() {
        let limits = HTTPLimits(head: 120, headers: 3, target: 20, body: 5)
        func refusal(_ text: String, _ pieces: Int) -> HTTPRefusal? {
            Reading(text, pieces: pieces, limits: limits).refusal
        }
        for pieces in [1, 1000] {
            let target = "/" + String(repeating: "a", count: 19)
            #expect(refusal("GET \(target) HTTP/1.1\r\n\(Self.host)\r\n", pieces) == nil)
            #expect(
                refusal("GET \(target)a HTTP/1.1\r\n\(Self.host)\r\n", pieces) == .targetTooLong)
            let long = String(repeating: "a", count: 500)
            #expect(refusal("GET /\(long)", pieces) == .targetTooLong)
            let lines = "GET / HTTP/1.1\r\n\(Self.host)a: 1\r\nb: 2\r\n"
            #expect(refusal(lines + "\r\n", pieces) == nil)
            #expect(refusal(lines + "c: 3\r\n\r\n", pieces) == .tooManyHeaders)
            let start = "GET / HTTP/1.1\r\n\(Self.host)a: "
            let rest = 120 - start.utf8.count - 4
            let fits = start + String(repeating: "x", count: rest) + "\r\n\r\n"
            #expect(fits.utf8.count == 120 && refusal(fits, pieces) == nil)
            let past = start + String(repeating: "x", count: rest + 1) + "\r\n\r\n"
            #expect(refusal(past, pieces) == .headTooLarge)
            let body = "POST / HTTP/1.1\r\n\(Self.host)Content-Length: "
            #expect(refusal(body + "5\r\n\r\n12345", pieces) == nil)
            #expect(refusal(body + "6\r\n\r\n123456", pieces) == .bodyTooLarge)
        }
    }

    @Test("16 names in a query, not 17") func queryBound() {
        let items = (0..<17).map { "n\($0)=1" }
        func reading(_ count: Int) -> Reading {
            Reading(
                "GET /?\(items.prefix(count).joined(separator: "&")) HTTP/1.1\r\n\(Self.host)\r\n")
        }
        #expect(reading(16).requests.first?.target.query.count == 16)
        #expect(reading(17).refusal == .query)
    }

    @Test("every refusal of a reader has a request that is bad in only that way") func listed() {
        let told = Set(
            Self.refused.map(\.refusal) + [
                .targetTooLong, .tooManyHeaders, .headTooLarge, .noHost, .foreignHost,
            ])
        // These two are a server's own.
        let all = Set(HTTPRefusal.allCases).subtracting([.tooSlow, .tooMany])
        #expect(told == all)
        for refusal in HTTPRefusal.allCases {
            #expect(refusal.status.rawValue >= 400)
            #expect(!refusal.description.hasSuffix("."))
        }
    }

    @Test("damaged requests read the same however they are cut, 3000 of them") func damaged() {
        var numbers = SeededNumbers(seed: 195)
        let text =
            "POST /v1/a%20b?x=1 HTTP/1.1\r\n\(Self.host)Content-Length: 3\r\n\r\nabc"
            + "GET / HTTP/1.1\r\n\(Self.host)\r\n"
        for _ in 0..<3000 {
            var bytes = Array(text.utf8)
            for _ in 0...numbers.below(3) {
                bytes[numbers.below(bytes.count)] = numbers.pick([
                    numbers.byte(), 0x0d, 0x0a, 0x20, 0x25, 0x3a,
                ])
            }
            let whole = Reading(bytes, pieces: .max, limits: .local, hosts: .loopback)
            let cut = Reading(
                bytes, pieces: 1 + numbers.below(9), limits: .local, hosts: .loopback)
            #expect(whole.requests == cut.requests && whole.refusal == cut.refusal)
        }
    }
}

@Suite("HTTP answers") struct HTTPAnswerTests {
    @Test("a head to the byte") func head() {
        let answer = HTTPAnswer(
            .ok, headers: [HTTPHeader("Content-Type", "text/css")], body: .fixed("a{}"))
        #expect(
            String(decoding: answer.head(staysOpen: true), as: UTF8.self)
                == "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Length: 3\r\n"
                + HTTPAnswer.rules + "\r\n")
        let closing = String(decoding: answer.head(staysOpen: false), as: UTF8.self)
        #expect(closing.hasSuffix("\r\nConnection: close\r\n\r\n"))
    }

    @Test(
        "no length where there is no body by nature",
        arguments: [
            HTTPStatus.noContent, .notModified,
        ])
    func bodiless(status: HTTPStatus) {
        let text = String(decoding: HTTPAnswer(status).head(staysOpen: true), as: UTF8.self)
        #expect(!text.contains("Content-Length"))
    }

    @Test("a stream has a type and no length") func events() {
        let answer = HTTPAnswer(.ok, body: .events)
        let text = String(decoding: answer.head(staysOpen: true), as: UTF8.self)
        #expect(text.contains("\r\nContent-Type: text/event-stream\r\n"))
        #expect(!text.contains("Content-Length"))
    }

    @Test("every answer forbids a browser what a local page must not do") func rules() {
        for answer in [
            HTTPAnswer.text("x"), .json([]), .refusal(.foreignHost), .notAllowed("GET"),
        ] {
            let text = String(decoding: answer.head(staysOpen: true), as: UTF8.self)
            #expect(text.contains("Content-Security-Policy: default-src 'none'; "))
            #expect(text.contains("frame-ancestors 'none'\r\n"))
            #expect(text.contains("Cross-Origin-Resource-Policy: same-origin\r\n"))
            #expect(!text.contains("Access-Control"))
        }
    }

    @Test("a server that is full says when to come back") func retry() {
        let text = String(
            decoding: HTTPAnswer.refusal(.tooMany).head(staysOpen: false), as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(text.contains("\r\nRetry-After: 1\r\n"))
    }
}
