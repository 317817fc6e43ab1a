import Airwaves
import Attestation
import Foundation
import Glibc
import ProofWorld
import SatelliteReceiver
import ScriptedOracle
import Testing
import Units

@Suite("earshot-hotspot, whole: radios, satellites and names that fail")
struct HotspotFaultTests {
    @Test("the radio unplugged in the middle of a frame: told, and sent with again when it is back")
    func unplugged() throws {
        let router = try RouterProgram(in: FileManager.default.temporaryDirectory)
        let network = try BoxNetwork(age: 2, routers: [router.entry])
        let box = try Hotspot()
        try network.adopt(box)
        #expect(try box.run("radio firmware make-up code").exitCode == 0)
        let routing = try router.start(
            for: network.network.id, answer: String(repeating: "60", count: 50))
        var radio = try Self.radio(of: box)
        let program = try box.start()
        #expect(program.line(with: "radio ready") != nil)
        #expect(program.line(with: "router link open") != nil)
        // At SF12 the answer is on the air for over two seconds.
        try radio.tell(Self.uplink(1))
        #expect(radio.line(with: "\"tx\"") != nil, "\(routing.lines)")
        kill(radio.identifier, SIGKILL)
        _ = radio.ending()
        #expect(try box.status(says: "refuses connections"))
        // It may have been sent: nobody claims that it was not.
        let outcome = routing.line(with: "\"outcome\"") ?? "none"
        #expect(outcome.contains("radioAway"), "\(outcome)")
        #expect(program.isRunning)
        radio = try Self.radio(of: box)
        #expect(eventually { program.lines.count { $0.contains("radio ready") } == 2 })
        try radio.tell(Self.uplink(2))
        #expect(radio.line(with: "\"tx\"") != nil, "\(routing.lines)")
        #expect(eventually { routing.lines.contains { $0.contains("sentRX1") } })
        program.kill()
        #expect(program.ending() == 0)
        radio.kill()
    }

    static func radio(of box: Hotspot) throws -> RunningProgram {
        let radio = try RunningProgram(
            ["radio", "emulate", "--corecell", "--tcp", "127.0.0.1:\(box.radio)"], in: box.folder)
        #expect(radio.line(with: "ready") != nil)
        return radio
    }

    static func uplink(_ number: Int) -> String {
        #"{"freq_hz":868100000,"sf":12,"bw_hz":125000,"cr":"4/5","rssi_dbm":-80,"snr_db":7,"#
            + #""crc":"ok","phy_hex":"4001020304000\#(number)00010a0b0c0d0e"}"#
    }

    static var gpsd: String? {
        ["/usr/sbin/gpsd", "/usr/local/sbin/gpsd"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    @Test(
        "gpsd gone and back, its place abroad and its clock a day off: the transmitter follows",
        .enabled(if: gpsd != nil, "gpsd is not installed"))
    func satellites() throws {
        let network = try BoxNetwork(age: 2)
        let home = try Coordinate(latitude: 47.3769, longitude: 8.5417)
        let receiver = try #require(ReceiverServer(of: SatelliteReceiver(at: home, seed: 3)))
        defer { receiver.stop() }
        let port = Hotspot.freePort()
        let box = try Hotspot("position.gpsd = \"127.0.0.1:\(port)\"", place: nil)
        try network.adopt(box)
        var daemon = try Self.gpsd(at: port, readingFrom: receiver.port)
        defer { kill(daemon.processIdentifier, SIGKILL) }
        let program = try box.start()
        #expect(program.line(with: "the plan is EU868") != nil, "\(program.lines.suffix(9))")
        #expect(eventually { (try? box.status("gps", "state") as? String) == "ok" })
        // A receiver that dates itself a day ahead: whoever is wrong, nothing is sent meanwhile.
        receiver.change { $0.fault = .dated(86_400) }
        #expect(try box.status(says: "the satellites contradict it"))
        receiver.change { $0.fault = .nothing }
        #expect(eventually { (try? box.status("clock", "state") as? String) == "ok" })
        // Carried to sea: the transmitter is off, and on again at home.
        receiver.change { $0.place = .atSea }
        #expect(
            eventually(within: 60) { (try? box.status("region", "may_send") as? Bool) == false })
        receiver.change { $0.place = home }
        #expect(eventually(within: 60) { (try? box.status("region", "may_send") as? Bool) == true })
        kill(daemon.processIdentifier, SIGKILL)
        daemon.waitUntilExit()
        #expect(eventually { (try? box.status("gps", "state") as? String) == "warn" })
        daemon = try Self.gpsd(at: port, readingFrom: receiver.port)
        #expect(eventually(within: 60) { (try? box.status("gps", "state") as? String) == "ok" })
        program.kill()
        #expect(program.ending() == 0)
    }

    private static func gpsd(at port: Int, readingFrom source: UInt16) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(gpsd))
        process.arguments = ["-N", "-n", "-b", "-S", String(port), "tcp://127.0.0.1:\(source)"]
        process.environment = [
            "PATH": "/usr/bin:/bin", "GPSD_SHM_KEY": "0x45\(String(port, radix: 16))",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    @Test("an oracle whose name has no address: said by name, and the box works on")
    func noName() throws {
        let box = try Hotspot()
        // `.invalid` never resolves (RFC 2606); the network file names https, as it must.
        let network = ScriptedNetwork(
            name: "test", keys: OracleKeys(seed: 7), periods: .demo,
            genesis: Nanoseconds(1_800_000_000_000_000_000 / 2), url: "https://oracle.invalid")
        try box.pin(network)
        let program = try box.start()
        #expect(program.line(with: "event=ready") != nil)
        let said = try #require(program.line(with: "oracle trouble"))
        #expect(said.contains("oracle.invalid"), "\(said)")
        let forwarder = try UDPForwarder(to: box.forwarders)
        forwarder.push(HotspotPacketTests.frame(1), at: 1_000)
        #expect(forwarder.hears(.pushAcknowledged) != nil)
        #expect(try box.status("oracle", "state") as? String == "fail")
        program.kill()
        #expect(program.ending() == 0)
    }

    @Test("an oracle that sends a byte every two seconds is given up, and asked again")
    func slowBytes() throws {
        let network = try BoxNetwork(age: 2, faults: [.drip])
        let box = try Hotspot()
        try network.adopt(box)
        let program = try box.start()
        // A whole answer may take 30 s.
        #expect(eventually(within: 45) { program.lines.contains { $0.contains("oracle trouble") } })
        network.err()
        #expect(
            try eventually(within: 60) {
                try box.why("recommit").contains { $0.contains("was proved") }
            })
        program.kill()
        // What waits for bytes is broken off.
        #expect(program.ending() == 0)
    }
}

extension Coordinate {
    /// In the middle of the Atlantic.
    fileprivate static var atSea: Coordinate {
        guard let place = try? Coordinate(latitude: 7, longitude: -30) else {
            preconditionFailure("a place on earth")
        }
        return place
    }
}
