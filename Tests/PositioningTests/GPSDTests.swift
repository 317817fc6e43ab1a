import Attestation
import Glibc
import PositionFixes
import SatelliteReceiver
import Testing
import Units

@testable import Positioning

@Suite(
    "gpsd: a real one, fed by a receiver of ours over TCP",
    .enabled(if: Daemon.path != nil, Comment(rawValue: Daemon.reason)), .timeLimit(.minutes(3)))
struct GPSDTests {
    static func home() throws -> Coordinate {
        try Coordinate(latitude: 47.3769, longitude: -8.5417)
    }

    func receiver(_ change: (inout SatelliteReceiver) -> Void = { _ in }) throws -> ReceiverServer {
        var receiver = SatelliteReceiver(at: try Self.home(), seed: 1)
        change(&receiver)
        return try #require(ReceiverServer(of: receiver))
    }

    @Test(
        "a fix: place within metres, accuracy, time, satellites; killed and restarted, it is found again"
    )
    func fixAndRestart() throws {
        let server = try receiver()
        let daemon = try Daemon(readingFrom: server.port)
        let watch = try Watch(of: daemon.port)
        defer { watch.stop(); server.stop() }
        #expect(watch.wait { $0.state == .fix3D && $0.satellitesUsed != nil })
        let position = try #require(watch.judge.position)
        #expect(position.place.distance(to: try Self.home()) <= Metres(5))
        #expect((1...100).contains(position.accuracy.value), "\(position.accuracy)")
        #expect(position.source == .fix3D)
        #expect(watch.wait { $0.clock.state == .agrees }, "\(watch.judge.clock)")
        #expect(watch.judge.clock.pulse == .none)

        daemon.kill()
        #expect(watch.wait { $0.trouble == .gone || $0.state == .gone })
        #expect(watch.wait { $0.state == .gone && $0.position == nil })
        #expect(watch.judge.reason == "Connection refused")
        try daemon.start()
        #expect(watch.wait(90) { $0.state == .fix3D })
    }

    @Test("no fix, then 2D, then 3D")
    func noFix() throws {
        let server = try receiver { $0.fault = .noFix }
        let daemon = try Daemon(readingFrom: server.port)
        let watch = try Watch(of: daemon.port)
        defer { watch.stop(); server.stop() }
        #expect(watch.wait { $0.state == .noFix }, "\(watch.judge.state)")
        server.change { $0.fault = .flat }
        #expect(watch.wait { $0.state == .fix2D }, "\(watch.judge.state)")
        #expect(watch.judge.position?.source == .fix2D)
        server.change { $0.fault = .nothing }
        #expect(watch.wait { $0.state == .fix3D }, "\(watch.judge.state)")
    }

    @Test("a jump of 80 km, and back")
    func jump() throws {
        let server = try receiver()
        let daemon = try Daemon(readingFrom: server.port)
        let watch = try Watch(of: daemon.port)
        defer { watch.stop(); server.stop() }
        #expect(watch.wait { $0.state == .fix3D })
        let far = try Coordinate(latitude: 48.0969, longitude: -8.5417)
        server.change { $0.place = far }
        #expect(watch.wait { $0.state == .jumped }, "\(watch.judge.state)")
        #expect(watch.judge.position == nil)
        #expect((79_000...81_000).contains(watch.judge.jump?.value ?? 0))
        let home = try Self.home()
        server.change { $0.place = home }
        #expect(watch.wait { $0.state == .fix3D })
    }

    @Test("a receiver that is 1024 weeks ahead")
    func rollover() throws {
        let server = try receiver { $0.fault = .dated(1024 * 604_800) }
        let daemon = try Daemon(readingFrom: server.port)
        let watch = try Watch(of: daemon.port)
        defer { watch.stop(); server.stop() }
        #expect(
            watch.wait { $0.state == .weekRollover },
            "\(watch.judge.state)")
        #expect(watch.judge.position == nil)
        #expect(watch.judge.clock.state == .unknown)
    }

    @Test("a clock five minutes from the satellites' differs; the place is known all the same")
    func clock() throws {
        let server = try receiver { $0.fault = .dated(-300) }
        let daemon = try Daemon(readingFrom: server.port)
        let watch = try Watch(of: daemon.port)
        defer { watch.stop(); server.stop() }
        #expect(watch.wait { $0.clock.state == .differs }, "\(watch.judge.clock)")
        #expect(watch.judge.state.isFix)
    }

    @Test(
        "a receiver that falls silent is stale, a gpsd that hangs too; both are told apart from gone"
    )
    func silence() throws {
        let server = try receiver()
        let daemon = try Daemon(readingFrom: server.port)
        let watch = try Watch(of: daemon.port)
        defer { watch.stop(); server.stop() }
        #expect(watch.wait { $0.state == .fix3D })
        server.change { $0.fault = .silent }
        #expect(watch.wait { $0.state == .stale || $0.state == .noFix }, "\(watch.judge.state)")
        server.change { $0.fault = .nothing }
        #expect(watch.wait(90) { $0.state == .fix3D }, "\(watch.judge.state)")
        daemon.suspend()
        #expect(watch.wait { $0.state == .stale })
    }

    @Test("gpsd without a receiver")
    func noReceiver() throws {
        let daemon = try Daemon(readingFrom: nil)
        let watch = try Watch(of: daemon.port)
        defer { watch.stop() }
        #expect(watch.wait { $0.state == .noReceiver }, "\(watch.judge.state)")
    }
}

@Suite("gpsd: what is none, and what ends", .timeLimit(.minutes(1)))
struct ConversationTests {
    @Test("nobody listens: told at once, tried again; stopping does not wait for it")
    func refused() throws {
        let port = try Daemon.freePort()
        let watch = try Watch(of: port)
        #expect(watch.wait { $0.state == .gone })
        #expect(watch.judge.reason == "Connection refused")
        #expect(
            watch.wait { _ in watch.events.filter { $0 == .gone("Connection refused") }.count > 2 })
        watch.stop()
        let count = watch.events.count
        usleep(1_200_000)
        #expect(watch.events.count == count, "an event after stop returned")
    }

    @Test("a receiver's own port is no gpsd")
    func notGPSD() throws {
        let server = try #require(
            ReceiverServer(of: SatelliteReceiver(at: try GPSDTests.home(), seed: 1)))
        let watch = try Watch(of: server.port)
        defer { watch.stop(); server.stop() }
        #expect(
            watch.wait { $0.reason == "what listens there is no gpsd" },
            "\(watch.judge.reason ?? "")")
    }

    @Test("one that accepts and says nothing is given up")
    func mute() throws {
        var receiver = SatelliteReceiver(at: try GPSDTests.home(), seed: 1)
        receiver.fault = .silent
        let server = try #require(ReceiverServer(of: receiver))
        let watch = try Watch(of: server.port)
        defer { watch.stop(); server.stop() }
        #expect(watch.wait { $0.reason == "no greeting within 5s" }, "\(watch.judge.reason ?? "")")
    }
}
