import Foundation
import Glibc
import ScriptedOracle
import Seeds
import Testing

@Suite("earshot-hotspot, whole: packets")
struct HotspotPacketTests {
    static func frame(_ number: UInt8) -> [UInt8] {
        [0x40, 1, 2, 3, 4, 0, number, 0, 1, 10, 11, 12, 13]
    }

    static func hex(_ frame: [UInt8]) -> String {
        frame.map { String(format: "%02x", $0) }.joined()
    }

    static let answer = "60040302010003000155aa55aa"

    @Test("a forwarder's packet to the router, its answer back just in time, the outcome told")
    func there() throws {
        let folder = FileManager.default.temporaryDirectory
        let router = try RouterProgram(in: folder)
        let network = try BoxNetwork(age: 2, routers: [router.entry])
        let box = try Hotspot()
        try network.adopt(box)
        let routing = try router.start(for: network.network.id, answer: Self.answer)
        let program = try box.start()
        #expect(program.line(with: "router link open") != nil, "\(program.lines.suffix(9))")
        let forwarder = try UDPForwarder(to: box.forwarders)
        forwarder.send(.pullData)
        #expect(forwarder.hears(.pullAcknowledged) != nil)
        forwarder.push(Self.frame(1), at: 5_000_000)
        #expect(forwarder.hears(.pushAcknowledged) != nil)
        #expect(routing.line(with: Self.hex(Self.frame(1))) != nil, "\(routing.lines)")
        let order = try #require(forwarder.hears(.pullResponse))
        // RX1: a second after the uplink by the forwarder's own counter, the downlink's polarity.
        #expect(order.json.contains(#""tmst":6000000"#), "\(order.json)")
        #expect(order.json.contains(#""ipol":true"#), "\(order.json)")
        forwarder.send(.sent, #"{"txpk_ack":{"error":"NONE"}}"#, token: order.token)
        #expect(routing.line(with: "\"outcome\"")?.contains("sentRX1") == true, "\(routing.lines)")
        // Another forwarder error is another outcome.
        forwarder.push(Self.frame(2), at: 9_000_000)
        let second = try #require(forwarder.hears(.pullResponse))
        forwarder.send(.sent, #"{"txpk_ack":{"error":"COLLISION_PACKET"}}"#, token: second.token)
        #expect(routing.line(with: "collision") != nil, "\(routing.lines)")
        program.kill()
        #expect(program.ending() == 0)
    }

    @Test("a forwarder whose clock jumps with each frame is said once; its packets are heard")
    func jumpingClock() throws {
        let network = try BoxNetwork(age: 2)
        let box = try Hotspot()
        try network.adopt(box)
        let program = try box.start()
        #expect(program.line(with: "event=ready") != nil)
        let forwarder = try UDPForwarder(to: box.forwarders)
        for number in UInt8(1)...50 {
            forwarder.push(Self.frame(number), at: UInt32(number) * 80_000_000)
            #expect(forwarder.hears(.pushAcknowledged) != nil)
        }
        #expect(try box.status(says: "heard 50 frames"))
        program.kill()
        #expect(program.ending() == 0)
        let lines = program.lines.filter { $0.contains("forwarder") && !$0.contains("stopping") }
        #expect(lines.count { $0.contains("clock began anew") && $0.contains("times=1") } == 1)
        #expect(lines.count { $0.contains("packet forwarder attached") } == 1, "\(lines)")
        #expect(lines.count { $0.contains("away") } == 0, "\(lines)")
    }

    @Test("the router gone and back: what came meanwhile reaches it, each packet once")
    func routerGone() throws {
        let router = try RouterProgram(in: FileManager.default.temporaryDirectory)
        let network = try BoxNetwork(age: 2, routers: [router.entry])
        let box = try Hotspot()
        try network.adopt(box)
        let program = try box.start()
        #expect(program.line(with: "event=ready") != nil)
        let forwarder = try UDPForwarder(to: box.forwarders)
        for number in UInt8(1)...20 {
            forwarder.push(Self.frame(number), at: UInt32(number) * 100_000)
            #expect(forwarder.hears(.pushAcknowledged) != nil)
        }
        #expect(program.line(with: "router link ended") != nil, "\(program.lines.suffix(9))")
        let isRed = try box.status("router", "state") as? String
        #expect(isRed == "fail")
        // Killed with packets on disk and none delivered.
        #expect(
            try eventually {
                let spool = try box.status("spool", "packets") as? [String: Any]
                return spool?["records"] as? Int == 20
            })
        try box.killAndRestart()
        let routing = try router.start(for: network.network.id)
        for number in UInt8(1)...20 {
            #expect(routing.line(with: Self.hex(Self.frame(number))) != nil, "packet \(number)")
        }
        let uplinks = routing.lines.filter { $0.contains("\"uplink\"") }
        #expect(uplinks.count == 20, "\(uplinks.count)")
        #expect(
            try eventually {
                let spool = try box.status("spool", "packets") as? [String: Any]
                return spool?["records"] as? Int == 0
            })
    }

    @Test(
        "hostile datagrams by the ten thousand: memory stays, a forwarder keeps its place")
    func flood() throws {
        let network = try BoxNetwork(age: 2)
        let box = try Hotspot()
        try network.adopt(box)
        let program = try box.start()
        #expect(program.line(with: "event=ready") != nil)
        let forwarder = try UDPForwarder(to: box.forwarders)
        forwarder.send(.pullData)
        #expect(forwarder.hears(.pullAcknowledged) != nil)
        // What a first flood needs, later ones must not need again.
        Self.flood(box.forwarders, 20_000, seed: 1)
        let before = try Self.memory(of: program)
        for round in UInt64(2)...5 { Self.flood(box.forwarders, 20_000, seed: round) }
        let after = try Self.memory(of: program)
        #expect(after - before < 3_000, "from \(before) kB to \(after) kB of its own memory")
        // Whoever behaves keeps his place. The kernel drops what nobody has read yet, his too.
        let isServed = eventually {
            forwarder.push(Self.frame(1), at: 1_000)
            return forwarder.hears(.pushAcknowledged, within: 0.5) != nil
        }
        #expect(isServed)
        let drops = try box.status("counters", "drops") as? [String: Any]
        let refused = (drops ?? [:]).filter { $0.key.hasPrefix("forwarder-") }
        let count = refused.values.compactMap { $0 as? Int }.reduce(0, +)
        #expect(count > 1_000, "\(refused)")
        program.kill()
        #expect(program.ending() == 0)
    }

    /// RssAnon: what the process has of its own, in kB.
    static func memory(of program: RunningProgram) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(program.identifier)/status", encoding: .utf8)
        return Int(try #require(text.firstMatch(of: /RssAnon:\s+([0-9]+) kB/)?.1)) ?? 0
    }

    /// From 64 ports in turn: nonsense, headers without a body, cut and nested JSON, other gateways.
    private static func flood(_ port: Int, _ count: Int, seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let forwarders = (0..<64).compactMap { _ in try? UDPForwarder(to: port) }
        let deep = String(repeating: "[", count: 1_200)
        let bodies = [
            #"{"rxpk":[{"tmst":1,"freq":868.1,"modu":"LORA","datr":"SF7BW125","data":"AA=="#,
            #"{"rxpk":"# + deep, #"{"stat":{"time":"2014-01-12 08:59:28 GMT"}}"#, "",
            #"{"txpk_ack":{"error":"NONE"}}"#,
        ]
        for number in 0..<count {
            let draw = numbers.next()
            var bytes: [UInt8] = [
                UInt8(draw & 3), UInt8(draw >> 8 & 255), 0, UInt8(draw >> 16 & 7),
            ]
            for shift in 0..<8 { bytes.append(UInt8(draw >> (8 * shift) & 255)) }
            if draw % 3 == 0 { bytes = Array(bytes.prefix(Int(draw >> 24 % 13))) }
            bytes += Array(bodies[number % bodies.count].utf8)
            forwarders[number % forwarders.count].send(raw: bytes)
        }
    }
}
