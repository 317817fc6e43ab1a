import Foundation
import HTTPMessages
import Host
import Notation
import Synchronization
import Testing
import Units
import WebDrive
import WebServer

@Suite("Streams of events") struct StreamTests {
    @Test("an independent client reads five events as they come") func five() throws {
        let server = try serve()
        let script = """
            import http.client, sys, time
            c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
            c.request("GET", "/events?five")
            r = c.getresponse()
            print(r.status, r.getheader("Content-Type"))
            begin = time.monotonic()
            while line := r.readline():
                if line.startswith(b"data: "):
                    print(line.decode().strip(), round((time.monotonic() - begin) * 10))
            """
        let got = try run(python, ["-c", script, "\(server.address.port)"])
        let lines = got.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "200 text/event-stream", "\(got.error)")
        #expect(lines.dropFirst().map { String($0.prefix(7)) } == (1...5).map { "data: \($0)" })
        // As they came, not at the end.
        let times = lines.dropFirst().compactMap { Int($0.split(separator: " ").last ?? "") }
        #expect(times.count == 5 && times == times.sorted() && times[4] - times[0] >= 3)
    }

    @Test("curl sees names, numbers and the end") func curl() throws {
        let server = try serve()
        let got = try run("curl", ["-sN", "http://\(server.address)/events?five"])
        #expect(
            got.output
                == (1...5).map { "event: tick\nid: \($0)\ndata: \($0)\n\n" }.joined())
        #expect(got.code == 0)
    }

    @Test("a follower that reads nothing is closed when too much waits, others go on")
    func slow() throws {
        let service = Service()
        let server = try serve(service) { $0.streamBytes = 100_000 }
        let lazy = try RawClient(port: server.address.port)
        lazy.get("/events")
        #expect(eventually { service.streams.withLock { $0.count } == 1 })
        let keen = try RawClient(port: server.address.port)
        keen.get("/events")
        #expect(eventually { service.streams.withLock { $0.count } == 2 })
        let data = [UInt8](repeating: 120, count: 1000)
        let streams = service.streams.withLock { $0 }
        var sent = 0
        while !streams[0].isGone, sent < 50_000 {
            streams[0].send(data: data)
            sent += 1
        }
        #expect(streams[0].isGone, "\(sent) events of 1 kB were kept for who reads none")
        streams[1].send(data: Array("still here".utf8))
        #expect(keen.read(until: "still here\n\n").hasPrefix("HTTP/1.1 200"))
        _ = lazy
    }

    @Test("a silent stream has a comment now and then, and a client that goes is noticed")
    func heartbeat() throws {
        let service = Service()
        let server = try serve(service) { $0.heartbeat = Nanoseconds(200_000_000) }
        var client: RawClient? = try RawClient(port: server.address.port)
        client?.get("/events")
        #expect(client?.read(until: "\r\n\r\n:\n\n:\n\n", within: 2000).hasSuffix(":\n\n") == true)
        client = nil
        #expect(eventually { service.streams.withLock { $0[0].isGone } })
    }
}

@Suite("Stopping") struct StopTests {
    @Test("an answer that was promised goes out, nobody new comes in") func graceful() throws {
        let service = Service()
        let server = try serve(service)
        let idle = try RawClient(port: server.address.port)
        idle.get("/who")
        _ = idle.read(until: "127.0.0.1")
        let waiting = try RawClient(port: server.address.port)
        waiting.get("/later")
        let following = try RawClient(port: server.address.port)
        following.get("/events")
        #expect(eventually { service.served.load(ordering: .relaxed) == 3 })
        let begin = Uptime.now
        server.stop(within: Nanoseconds(3_000_000_000))
        let took = Uptime.now.gap(to: begin).value / 1_000_000
        #expect(idle.read() == "<end>")
        let last = waiting.read()
        #expect(last.hasPrefix("HTTP/1.1 200 ") && last.contains("Connection: close\r\n"))
        #expect(last.hasSuffix("after all<end>"))
        #expect(following.read().hasSuffix("<end>"))
        #expect(took < 2_500, "stopped after \(took) ms")
        #expect((try? RawClient(port: server.address.port))?.read(within: 300) != "served")
    }

    @Test("what does not end in time is ended") func impatient() throws {
        let service = Service()
        let server = try serve(service)
        let client = try RawClient(port: server.address.port)
        client.get("/held")
        #expect(eventually { service.held.withLock { $0.count } == 1 })
        let begin = Uptime.now
        server.stop(within: Nanoseconds(400_000_000))
        let took = Uptime.now.gap(to: begin).value / 1_000_000
        #expect(took >= 300 && took < 1_500, "stopped after \(took) ms")
        #expect(client.read(within: 500) == "<end>")
    }

    @Test("a port that is taken is refused by name") func taken() throws {
        let server = try serve()
        #expect(throws: WebServerError.inUse("\(server.address)")) {
            _ = try WebServer(at: server.address, handler: Service())
        }
    }
}
