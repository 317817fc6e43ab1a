import Foundation
import Glibc
import HTTPMessages
import Host
import LocalServer
import Notation
import Testing
import Units
import WebDrive

@Suite("LocalServer: answers") struct LocalAnswerTests {
    @Test("over both doors; the socket's kernel says who asks") func peers() throws {
        let loop = try Loop()
        defer { loop.end() }
        let user = try RawClient(path: loop.path)
        user.get("/peer")
        #expect(user.read(until: "true").hasSuffix("\r\n\r\n\(getuid()) true"))
        let browser = try RawClient(port: loop.port)
        browser.get("/peer")
        #expect(browser.read(until: "loopback").hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test("the socket is for its owner and group") func mode() throws {
        let loop = try Loop()
        var found = stat()
        #expect(unsafe stat(loop.path, &found) == 0)
        #expect(found.st_mode & 0o777 == 0o660)
        loop.end()
    }

    @Test("commands only over the socket") func readOnly() throws {
        let loop = try Loop()
        defer { loop.end() }
        let post = "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
        let user = try RawClient(path: loop.path)
        user.send(post)
        #expect(user.read(until: "abc").hasPrefix("HTTP/1.1 200"))
        let browser = try RawClient(port: loop.port)
        browser.send(post)
        #expect(browser.read(until: "(earshot)\n").hasPrefix("HTTP/1.1 403 Forbidden"))
    }

    @Test("40 requests in one write are answered in order on one connection") func pipelined()
        throws
    {
        let loop = try Loop()
        defer { loop.end() }
        let client = try RawClient(path: loop.path)
        var text = ""
        for number in 10..<50 {
            text += "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n<\(number)>"
        }
        client.send(text + "GET /end HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let answers = client.read()
        #expect(answers.hasSuffix("none<end>"))
        let order = answers.matches(of: /<([0-9]+)>/).map { Int($0.1) }
        #expect(order == Array(10..<50))
    }

    @Test("HEAD, a built-in body, and a client that asks in HTTP/1.0") func kinds() throws {
        let loop = try Loop()
        defer { loop.end() }
        let client = try RawClient(port: loop.port)
        client.send("HEAD /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let head = client.read(until: "\r\n\r\n")
        #expect(head.contains("\r\nContent-Length: 8\r\n") && head.hasSuffix("\r\n\r\n"))
        client.send("GET /fixed HTTP/1.0\r\nHost: localhost\r\n\r\n")
        #expect(client.read().hasSuffix("\r\nConnection: close\r\n\r\nbuilt in<end>"))
    }

    @Test("an answer longer than any buffer arrives whole, while others are served") func long()
        throws
    {
        let loop = try Loop()
        defer { loop.end() }
        let slow = try RawClient(port: loop.port)
        slow.get("/big")
        usleep(100_000)
        let other = try RawClient(port: loop.port)
        other.get("/fixed")
        #expect(other.read(until: "built in").hasPrefix("HTTP/1.1 200"))
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 3145728\r\n\(HTTPAnswer.rules)\r\n"
        #expect(slow.count(upTo: head.utf8.count + (3 << 20)) == head.utf8.count + (3 << 20))
    }
}

@Suite("LocalServer: refusals") struct LocalRefusalTests {
    static let rows: [(request: String, status: Int)] = [
        ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        ("BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", 501),
        ("GET /a//b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("\u{16}\u{3}\u{1}\u{2}\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16385\r\n\r\n", 413),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nA: " + String(repeating: "x", count: 9000), 431),
        ("GET /" + String(repeating: "x", count: 9000), 414),
        ("GET / HTTP/3.0\r\nHost: localhost\r\n\r\n", 505),
    ]

    @Test("each arrives whole, though the client goes on sending", arguments: rows)
    func refused(request: String, status: Int) throws {
        let loop = try Loop()
        defer { loop.end() }
        let client = try RawClient(port: loop.port)
        client.send(request + String(repeating: "x", count: 20_000))
        let answer = client.read()
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        #expect(answer.contains("\r\nConnection: close\r\n") && answer.hasSuffix("\n<end>"))
    }

    @Test("a dripping header, a dripping body and silence are closed in time")
    func slow() throws {
        var limits = LocalServerLimits()
        limits.requestTime = Nanoseconds(600_000_000)
        let loop = try Loop(limits)
        defer { loop.end() }
        for start in ["G", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n"] {
            let client = try RawClient(port: loop.port)
            let began = Uptime.now
            client.send(start)
            var answer = ""
            while answer.isEmpty || answer == "<time>" {
                client.send("E")
                answer = client.read(within: 50)
            }
            let span = Uptime.now.gap(to: began).value / 1_000_000
            #expect((500...1500).contains(span), "\(span) ms")
            #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        }
        let silent = try RawClient(port: loop.port)
        #expect(silent.read(within: 2000) == "<end>")
    }

    @Test("the deadline is five seconds when nobody says otherwise") func deadline() throws {
        let loop = try Loop()
        defer { loop.end() }
        let client = try RawClient(port: loop.port)
        let began = Uptime.now
        client.send("GET / HTTP/1.1\r\nHost: ")
        #expect(client.read(within: 8000).hasPrefix("HTTP/1.1 408"))
        let span = Uptime.now.gap(to: began).value / 1_000_000
        #expect((4900...6000).contains(span), "\(span) ms")
    }

    @Test("a connection that asks for nothing more is closed") func idle() throws {
        var limits = LocalServerLimits()
        limits.idleTime = Nanoseconds(300_000_000)
        let loop = try Loop(limits)
        defer { loop.end() }
        let client = try RawClient(port: loop.port)
        client.get("/fixed")
        #expect(client.read(within: 2000).hasSuffix("built in<end>"))
    }

    @Test("a client that does not read its answer is closed") func unread() throws {
        var limits = LocalServerLimits()
        limits.answerTime = Nanoseconds(300_000_000)
        let loop = try Loop(limits)
        defer { loop.end() }
        let client = try RawClient(port: loop.port)
        for _ in 0..<8 { client.get("/big") }
        usleep(800_000)
        #expect(loop.within { $0.connectionCount } == 0)
        _ = client
    }

    @Test("one past the limit hears 503; an idle connection gives way") func full() throws {
        var limits = LocalServerLimits()
        limits.connections = 3
        let loop = try Loop(limits)
        defer { loop.end() }
        let waiting = try (0..<3).map { _ in try RawClient(port: loop.port) }
        for client in waiting { client.send("GET /fix") }
        usleep(100_000)
        let late = try RawClient(port: loop.port)
        let answer = late.read()
        #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("Retry-After: 1"))
        waiting[1].send("ed HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(waiting[1].read(until: "built in").hasPrefix("HTTP/1.1 200"))
        let next = try RawClient(port: loop.port)
        next.get("/fixed")
        #expect(next.read(until: "built in").hasPrefix("HTTP/1.1 200"))
        #expect(waiting[1].read() == "<end>")
        #expect(loop.within { $0.counts.refused } == 1)
    }

    @Test("200 connections at once leave a server as it was") func flood() throws {
        let loop = try Loop()
        defer { loop.end() }
        var clients: [RawClient] = []
        for _ in 0..<200 {
            if let client = try? RawClient(port: loop.port) { clients.append(client) }
        }
        #expect(loop.within { $0.connectionCount } <= 24 + 8)
        clients = []
        usleep(200_000)
        let client = try RawClient(port: loop.port)
        client.get("/fixed")
        #expect(client.read(until: "built in").hasPrefix("HTTP/1.1 200"))
    }
}

@Suite("LocalServer: events") struct LocalEventTests {
    @Test("a follower gets the newest state at once, and every later one") func follow() throws {
        let loop = try Loop()
        defer { loop.end() }
        #expect(loop.within { $0.followers } == 0)
        loop.within { $0.publish(Array(#"{"n":1}"#.utf8)) }
        let client = try RawClient(port: loop.port)
        client.get("/events")
        let first = client.read(until: "data: {\"n\":1}\n\n")
        #expect(first.contains("\r\nContent-Type: text/event-stream\r\n"))
        #expect(!first.contains("Content-Length"))
        #expect(loop.within { $0.followers } == 1)
        loop.within { $0.publish(Array(#"{"n":2}"#.utf8)) }
        #expect(client.read(until: "data: {\"n\":2}\n\n").hasSuffix("\n\n"))
    }

    @Test("a follower that does not read costs one event, and then goes") func slow() throws {
        var limits = LocalServerLimits()
        limits.answerTime = Nanoseconds(700_000_000)
        let loop = try Loop(limits)
        defer { loop.end() }
        let client = try RawClient(path: loop.path)
        client.get("/events")
        _ = client.read(until: "\r\n\r\n")
        // A Unix socket's buffer takes some 200 kB.
        let event = [UInt8](repeating: 0x31, count: 1 << 16)
        for _ in 0..<10 { loop.within { $0.publish(event) } }
        #expect(loop.within { $0.followers } == 1)
        usleep(1_200_000)
        #expect(loop.within { $0.followers } == 0)
        _ = client
    }

    @Test("a quiet stream is kept alive, one past the limit is refused") func quiet() throws {
        var limits = LocalServerLimits()
        limits.heartbeat = Nanoseconds(200_000_000)
        limits.followers = 1
        let loop = try Loop(limits)
        defer { loop.end() }
        let client = try RawClient(port: loop.port)
        client.get("/events")
        #expect(client.read(until: ":\n\n:\n\n", within: 2000).hasSuffix(":\n\n"))
        let other = try RawClient(port: loop.port)
        other.get("/events")
        #expect(other.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 503"))
    }

    @Test("a follower that leaves is forgotten") func leave() throws {
        let loop = try Loop()
        defer { loop.end() }
        do {
            let client = try RawClient(port: loop.port)
            client.get("/events")
            _ = client.read(until: "\r\n\r\n")
        }
        usleep(100_000)
        #expect(loop.within { $0.connectionCount } == 0)
    }
}

@Suite("LocalServer: where it listens") struct LocalListenTests {
    @Test("a dead daemon's socket is replaced, a living one's is not") func leftover() throws {
        let path = NSTemporaryDirectory() + "earshot-\(UUID().uuidString.prefix(8)).sock"
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = unsafe withUnsafeBytes(of: &name) {
            unsafe bind(dead, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
        }
        #expect(bound == 0)
        close(dead)
        var first: LocalServer? = LocalServer()
        try first?.listen(atPath: path)
        #expect(throws: LocalServerError.inUse(path)) { try LocalServer().listen(atPath: path) }
        #expect(FileManager.default.fileExists(atPath: path))
        first = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("what is no socket stays") func notASocket() throws {
        let path = NSTemporaryDirectory() + "earshot-\(UUID().uuidString.prefix(8)).file"
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: LocalServerError.notASocket(path)) {
            try LocalServer().listen(atPath: path)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }

    @Test("a path of 107 bytes, not of 108") func pathLength() {
        let long = "/tmp/" + String(repeating: "x", count: 103)
        #expect(throws: LocalServerError.pathTooLong(long)) {
            try LocalServer().listen(atPath: long)
        }
        #expect(throws: Never.self) { try LocalServer().listen(atPath: String(long.dropLast())) }
    }

    @Test("loopback only, and one program to a port") func tcp() throws {
        let outside = try SocketName(parsing: "0.0.0.0:8474")
        #expect(throws: LocalServerError.notLoopback("0.0.0.0:8474")) {
            try LocalServer().listen(at: outside)
        }
        let server = LocalServer()
        let name = try server.listen(at: try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535))
        #expect(throws: LocalServerError.inUse(name.description)) {
            try LocalServer().listen(at: name)
        }
    }
}
