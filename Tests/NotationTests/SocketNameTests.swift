import Notation
import Testing

@Suite("Host and port: one spelling, and what is no address says how to write one")
struct SocketNameTests {
    @Test(
        "what is printed is what was read",
        arguments: [
            "127.0.0.1:2947", "localhost:1", "[::1]:65535", "255.255.255.255:2947", "[fe80::1]:80",
            "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
        ])
    func good(text: String) throws {
        #expect(try SocketName(parsing: text).description == text)
    }

    static let bad: [(text: String, error: SocketNameError)] = [
        ("", .noPort("\"\"")),
        ("127.0.0.1", .noPort("\"127.0.0.1\"")),
        ("127.0.0.1:0", .wrongPort("\"127.0.0.1:0\"", 1...65_535)),
        ("127.0.0.1:65536", .wrongPort("\"127.0.0.1:65536\"", 1...65_535)),
        ("127.0.0.1:02947", .wrongPort("\"127.0.0.1:02947\"", 1...65_535)),
        ("127.0.0.1:+1", .wrongPort("\"127.0.0.1:+1\"", 1...65_535)),
        ("127.0.0.1: 1", .wrongPort("\"127.0.0.1: 1\"", 1...65_535)),
        ("localhost:", .wrongPort("\"localhost:\"", 1...65_535)),
        (":2947", .wrongHost("\":2947\"")),
        ("127.0.0:2947", .wrongHost("\"127.0.0:2947\"")),
        ("127.0.0.256:1", .wrongHost("\"127.0.0.256:1\"")),
        ("127.0.0.01:1", .wrongHost("\"127.0.0.01:1\"")),
        ("::1:2947", .wrongHost("\"::1:2947\"")),
        ("[]:1", .wrongHost("\"[]:1\"")),
        ("[1]:1", .wrongHost("\"[1]:1\"")),
        ("[localhost]:1", .wrongHost("\"[localhost]:1\"")),
        ("[::A]:1", .wrongHost("\"[::A]:1\"")),
        ("[::g]:1", .wrongHost("\"[::g]:1\"")),
        ("host:2947", .wrongHost("\"host:2947\"")),
        ("127.0.0.1:2947" + String(repeating: "0", count: 34), .tooLong(48)),
    ]

    @Test("everything else is refused by name", arguments: bad)
    func refusal(text: String, expected: SocketNameError) {
        #expect(throws: expected) { try SocketName(parsing: text) }
    }

    @Test("port 0 is any free one, for those who listen")
    func anyPort() throws {
        let name = try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535)
        #expect(name.with(port: 7).description == "127.0.0.1:7")
    }

    @Test(
        "only this machine",
        arguments: [
            ("localhost:1", true), ("127.9.9.9:1", true), ("[::1]:1", true), ("0.0.0.0:1", false),
            ("128.0.0.1:1", false), ("[::]:1", false), ("[::11]:1", false),
        ])
    func loopback(text: String, expected: Bool) throws {
        #expect(try SocketName(parsing: text).isLoopback == expected)
    }
}
