import Airwaves
import Forwarders
import Notation
import Settings
import Testing

@Suite("Section [forwarders]")
struct ForwarderSettingsTests {
    private func read(_ toml: String) throws -> ForwarderSettings {
        var sources = SettingSources()
        sources.files = [.init(path: "earshot.toml", text: Array(toml.utf8))]
        let settings = SettingTable(ForwarderSettings.settings).read(sources)
        #expect(settings.problems.isEmpty, "\(settings.problems)")
        return try ForwarderSettings(reading: settings)
    }

    @Test("nothing written: loopback, port 1680, no other server")
    func usual() throws {
        let settings = try read("")
        #expect(settings.listen?.description == "127.0.0.1:1680")
        #expect(settings.most == 4)
        #expect(!settings.listensFirst)
        #expect(settings.passOn == [])
    }

    @Test("everything written")
    func all() throws {
        let settings = try read(
            """
            [forwarders]
            listen = "0.0.0.0:1700"
            allow_public = true
            most = 8
            listen_before_talk = true
            pass_on = ["eu1.cloud.thethings.network:1700", "127.0.0.1:1701 dev_addr=0000ff00/24 uplink_only"]
            """)
        #expect(settings.listen?.description == "0.0.0.0:1700")
        #expect(settings.most == 8)
        #expect(settings.listensFirst)
        #expect(
            settings.passOn.map(\.name) == [
                "eu1.cloud.thethings.network:1700", "127.0.0.1:1701",
            ])
        #expect(settings.passOn.map(\.isUplinkOnly) == [false, true])
        #expect(try read("[forwarders]\nenabled = false").listen == nil)
    }

    @Test("what makes no sense is refused by name")
    func refused() throws {
        let rows: [(String, ForwarderSettingsError)] = [
            (
                "listen = \"0.0.0.0:1680\"",
                .publicAddress(try SocketName(parsing: "0.0.0.0:1680"))
            ),
            (
                "listen = \"192.168.1.5:1680\"",
                .publicAddress(try SocketName(parsing: "192.168.1.5:1680"))
            ),
            ("pass_on = [\"127.0.0.1:1680\"]", .itself("127.0.0.1:1680")),
            ("pass_on = [\"a.b:1\", \"a.b:1 uplink_only\"]", .twice("a.b:1")),
            ("pass_on = [\"x\"]", .server(.noPort("\"x\""))),
            (
                "pass_on = [" + (1...9).map { "\"h:\($0)\"" }.joined(separator: ",") + "]",
                .tooManyServers(9)
            ),
        ]
        for (toml, expected) in rows {
            #expect(throws: expected, "\(toml)") { try read("[forwarders]\n" + toml) }
        }
        #expect(throws: ForwarderSettingsError.self) { try read("[forwarders]\nlisten = \"x\"") }
    }

    @Test(
        "a server has one spelling",
        arguments: [
            "127.0.0.1:1700", "[::1]:1700", "eu1.cloud.thethings.network:1700", "lns:1",
            "a.b:1 dev_addr=0000ff00/24 dev_addr=00000000/0 join_eui=70b3d57ed0000000/40 uplink_only",
            "a.b:1 join_eui=0000000000000000/0 join_eui=70b3d57ed0000001/64",
        ])
    func spelling(text: String) throws {
        #expect(try PassOnServer(parsing: text).description == text)
    }

    @Test("what is no server says why")
    func notServers() {
        let rows: [(String, PassOnServerError.Type)] = [
            "", "a", "a:", "a:0", "a:65536", "a:01", "1.2.3:5", "A.b:5", "a..b:5", "-a:5", "a_b:5",
            "a:1 ", "a:1  uplink_only", "a:1 uplink", "a:1 dev_addr=0000ff01/24",
            "a:1 dev_addr=ff/8", "a:1 join_eui=70b3d57ed0000001/40", "a:1 join_eui=70/8",
            "a:1 uplink_only uplink_only", "a:1 uplink_only dev_addr=00000000/0",
            "a:1 join_eui=0000000000000000/65",
        ].map { ($0, PassOnServerError.self) }
        for (text, error) in rows {
            #expect(throws: error, "\(text)") { try PassOnServer(parsing: text) }
        }
        let many = String(repeating: " dev_addr=00000000/0", count: 66)
        #expect(throws: PassOnServerError.tooMany(66)) { try PassOnServer(parsing: "a:1" + many) }
    }

    @Test(
        "addresses as they are written",
        arguments: [
            (UInt64(0), UInt64(1), "[::1]:5"), (0, 0, "[::]:5"),
            (0x2001_0db8_0000_0000, 1, "[2001:db8::1]:5"),
            (0x2001_0db8_0000_0001, 0x0001_0000_0000_0001, "[2001:db8:0:1:1::1]:5"),
            (0x0001_0002_0003_0004, 0x0005_0006_0007_0000, "[1:2:3:4:5:6:7:0]:5"),
            (0, 0xffff_7f00_0001, "127.0.0.1:5"),
        ])
    func addresses(high: UInt64, low: UInt64, text: String) {
        let address = DatagramAddress(high: high, low: low, port: 5)
        #expect(address.description == text)
        #expect(address.isLoopback == ["[::1]:5", "127.0.0.1:5"].contains(text))
    }
}
