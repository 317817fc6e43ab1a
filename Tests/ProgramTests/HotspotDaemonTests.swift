import Foundation
import Glibc
import Testing

@Suite("earshot-hotspot: the daemon's manners", .serialized)
struct HotspotDaemonTests {
    @Test("without init it ends with 78 and says what to run; systemd does not try again")
    func uninitialised() throws {
        let box = try Hotspot()
        try FileManager.default.createDirectory(
            at: box.folder.appendingPathComponent("state"), withIntermediateDirectories: true)
        let program = try box.start()
        #expect(program.ending() == 78)
        #expect(program.said.contains("earshot init --network FILE --state state"))
    }

    @Test("a wrong configuration ends it with 78 and the place of the mistake")
    func wrongConfiguration() throws {
        let box = try Hotspot("radio.antena_gain_db = 1")
        let program = try box.start()
        #expect(program.ending() == 78)
        #expect(program.said.contains("did you mean \"radio.antenna_gain_db\"?"))
    }

    @Test("a second one on its state folder is refused by folder and process, with 75")
    func second() throws {
        let box = try Hotspot()
        try box.pin()
        let first = try box.start()
        #expect(first.line(with: "event=ready") != nil)
        let second = try box.start()
        #expect(second.ending() == 75)
        #expect(second.said.contains("in use by another daemon (process \(first.identifier))"))
        first.kill()
        #expect(first.ending() == 0)
    }

    @Test("systemd hears when it is ready, how it is, that it lives, and that it stops")
    func serviceManager() throws {
        let box = try Hotspot()
        try box.pin()
        let path = box.folder.appendingPathComponent("notify").path
        let socket = try NotifySocket(path)
        let program = try box.start(["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "1000000"])
        #expect(socket.hears("READY=1"))
        #expect(socket.hears("STATUS="))
        #expect(socket.hears("WATCHDOG=1"))
        #expect(socket.hears("WATCHDOG=1"))
        program.kill()
        #expect(socket.hears("STOPPING=1"))
        #expect(program.ending() == 0)
    }

    @Test("SIGHUP says what changed and what needs a restart; a wrong file changes nothing")
    func reload() throws {
        let box = try Hotspot()
        try box.pin()
        let program = try box.start()
        #expect(program.line(with: "event=ready") != nil)
        let file = box.folder.appendingPathComponent("box.toml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let changed =
            text.replacingOccurrences(of: "gain_db = 2", with: "gain_db = 3")
            + "\nlog.level = \"debug\"\n"
        try Data(changed.utf8).write(to: file)
        kill(program.identifier, SIGHUP)
        let gain = try #require(program.line(with: "key=radio.antenna_gain_db"))
        #expect(gain.contains("takes_effect=now"))
        #expect(program.line(with: "key=log.level")?.contains("\"at restart\"") == true)
        try Data((changed + "\nnonsense = 1\n").utf8).write(to: file)
        kill(program.identifier, SIGHUP)
        #expect(program.line(with: "the former one holds") != nil)
        program.kill()
        #expect(program.ending() == 0)
    }

    @Test("a radio that goes and comes back is red with a reason, then received with again")
    func radioGoesAndComes() throws {
        let port = Hotspot.freePort()
        let box = try Hotspot(radioPort: port)
        try box.pin()
        #expect(try box.run("radio firmware make-up code").exitCode == 0)
        let program = try box.start()
        #expect(try box.status(says: "FAIL radio"))
        for round in 1...2 {
            let emulator = try RunningProgram(
                ["radio", "emulate", "--corecell", "--tcp", "127.0.0.1:\(port)"],
                in: box.folder)
            #expect(emulator.line(with: "ready") != nil)
            #expect(try box.status(says: "code that nobody knows"))
            try emulator.tell(
                #"{"freq_hz":868100000,"sf":7,"bw_hz":125000,"cr":"4/5","rssi_dbm":-80,"#
                    + #""snr_db":7,"crc":"ok","phy_hex":"40010203040000010a0b0c0d0e"}"#)
            #expect(try box.status(says: "heard \(round) frames"))
            emulator.kill()
            _ = emulator.ending()
            #expect(try box.status(says: "refuses connections"))
        }
        program.kill()
        #expect(program.ending() == 0)
        #expect(try box.run("top --once --socket socket").exitCode == 1)
    }

    @Test("killed at any moment it starts again, and its packets are there", arguments: 1...4)
    func killed(round: Int) throws {
        let box = try Hotspot()
        try box.pin()
        let program = try box.start()
        #expect(program.line(with: "event=ready") != nil)
        let text = try String(
            contentsOf: box.folder.appendingPathComponent("box.toml"), encoding: .utf8)
        let forwarder = try #require(text.firstMatch(of: /forwarders.listen = "(.*)"/)?.1)
        let python = """
            import socket,struct,json,time
            s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)
            host,port='\(forwarder)'.split(':')
            for n in range(200):
                data=bytes([64,1,2,3,n,0,n,0,1,10,11,12,13])
                import base64
                body=json.dumps({'rxpk':[{'tmst':1000000+100000*n,'freq':868.1,'stat':1,
                 'modu':'LORA','datr':'SF7BW125','codr':'4/5','rssi':-60,'lsnr':7.5,
                 'size':13,'data':base64.b64encode(data).decode()}]}).encode()
                s.sendto(b'\\x02'+struct.pack('>H',n)+b'\\x00'+bytes(8)+body,(host,int(port)))
                time.sleep(0.01)
            """
        let sender = Process()
        sender.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        sender.arguments = ["-c", python]
        try sender.run()
        usleep(UInt32(1_150_000 + 200_000 * round))
        kill(program.identifier, SIGKILL)
        _ = program.ending()
        sender.waitUntilExit()
        let check = try box.run("spool check state/packets")
        #expect(check.exitCode == 0, "\(check.output)")
        let again = try box.start()
        #expect(again.line(with: "event=ready") != nil)
        let status = try box.run("status --json --socket socket").output
        let json = try JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any]
        let spool = (json?["spool"] as? [String: Any])?["packets"] as? [String: Any]
        // What came more than a second before the end was brought to disk.
        #expect((spool?["records"] as? Int ?? 0) >= 10)
        again.kill()
        #expect(again.ending() == 0)
    }
}

/// The service manager's end of a notify socket.
private final class NotifySocket {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        try #require(bytes.count < 108)
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let result = unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }

    deinit { close(descriptor) }

    /// Waits, at most 20 s, for a notice that holds a text.
    func hears(_ text: String) -> Bool {
        var room = [UInt8](repeating: 0, count: 2000)
        for _ in 0..<200 {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&waiting, 1, 100) == 1 else { continue }
            let count = unsafe recv(descriptor, &room, room.count, 0)
            guard count > 0 else { return false }
            if String(decoding: room[..<count], as: UTF8.self).contains(text) { return true }
        }
        return false
    }
}
