import Foundation
import Glibc
import Testing

/// The product's own oracle, an owner and a box with an emulated concentrator: every program real.
@Suite("earshot-network as the oracle of a box", .serialized)
struct RealOracleTests {
    /// The demo's network, 44 of its seconds old: time enough to commit before window 1.
    private static func network(in box: Hotspot, port: Int) throws {
        let demo = try String(
            contentsOf: Built.top.appendingPathComponent("networks/demo.toml"), encoding: .utf8)
        let style = Date.ISO8601FormatStyle()
        let genesis = Date(timeIntervalSinceNow: -44).formatted(style)
        try demo.replacingOccurrences(of: "\nname =", with: "\ngenesis = \"\(genesis)\"\nname =")
            .write(
                to: box.folder.appendingPathComponent("demo.toml"), atomically: true,
                encoding: .utf8)
        let founded = try command(
            "earshot-network init --network demo.toml --data data --url http://127.0.0.1:\(port) "
                + "--rules \(Built.top.path)/networks/rules.toml --chain-steps 20000", box)
        #expect(founded.exitCode == 0, "\(founded.output)")
    }

    private static func command(
        _ text: String, _ box: Hotspot
    ) throws -> (output: String, exitCode: Int32) {
        let result = try Transcript.Step(command: text, expected: [], exitCode: 0)
            .run(in: box.folder)
        return (result.output, result.exitCode)
    }

    @Test(
        "an owner registers a box, whose beacon is sent, revealed, receipted and proved; killed between"
    )
    func beacon() throws {
        let place = "47.3769,8.5417"
        let box = try Hotspot(place: place)
        let port = Hotspot.freePort()
        try Self.network(in: box, port: port)
        let daemon = ["--data", "data", "--listen", "127.0.0.1:\(port)"]
        var oracle = try RunningProgram(daemon, of: "earshot-network", in: box.folder)
        #expect(oracle.line(with: "event=ready") != nil, "\(oracle.said)")
        #expect(
            try box.run("init --network data/network --state state --config box.toml").exitCode == 0
        )
        #expect(try box.run("key new -o owner.key").exitCode == 0)
        let shown = try box.run("key show owner.key").output
        let owner = try #require(shown.firstMatch(of: /ear1[a-z0-9]+/)?.0)
        let claim = try box.run("owner claim --state state \(owner)").output
            .trimmingCharacters(in: .newlines)
        let registered = try box.run(
            "owner register --place \(place) --height 12 --gain 2.3 --key owner.key "
                + "--network data/network \(claim)")
        #expect(registered.exitCode == 0, "\(registered.output)")
        #expect(try box.run("radio firmware make-up code").exitCode == 0)
        let air = try RunningProgram(
            ["radio", "air", "--listen", "127.0.0.1:0", "--seed", "7"], in: box.folder)
        defer { air.kill() }
        let airAddress = try #require(
            air.line(with: "ready").flatMap { $0.firstMatch(of: /127\.0\.0\.1:[0-9]+/)?.0 })
        let radio = try RunningProgram(
            [
                "radio", "emulate", "--corecell", "--tcp", "127.0.0.1:\(box.radio)", "--air",
                String(airAddress), "--place", place, "--seed", "1",
            ], in: box.folder)
        defer { radio.kill() }
        #expect(radio.line(with: "ready") != nil)
        try box.start()
        #expect(box.program?.line(with: "radio ready") != nil)
        #expect(try eventually { try !box.why("recommit").isEmpty })

        // The oracle loses its power with a box in the middle of a window.
        kill(oracle.identifier, SIGKILL)
        _ = oracle.ending()
        oracle = try RunningProgram(daemon, of: "earshot-network", in: box.folder)
        defer { oracle.kill() }
        #expect(oracle.line(with: "event=ready") != nil)

        let isProved = try eventually(within: 120) {
            try box.why("reveal").contains { $0.contains("was proved") }
        }
        let said = try box.why("reveal")
        #expect(isProved, "\(said) \(oracle.said)")
        // Its beacon has a verdict within seconds of the reveal, long before the epoch closes.
        let address = try #require(claim.split(separator: ":").first)
        let ask = "why \(address) --api http://127.0.0.1:\(port)"
        let isJudged = try eventually(within: 60) {
            try box.run(ask).output.contains(/beacon  window \d+  provisional  pass/)
        }
        let answer = try box.run(ask)
        #expect(isJudged, "\(answer) \(oracle.said)")
        // The box asks by itself when the window is over, and its owner sees the verdict there.
        let isTold = try eventually(within: 120) {
            try box.why("reveal").contains { $0.contains("it passes as far as can be told") }
        }
        let told = try box.why("reveal")
        #expect(isTold, "\(told)")
        let check = try Self.command("earshot-network check data", box)
        #expect(check.exitCode == 0 && check.output.hasSuffix("ok\n"), "\(check.output)")
        box.program?.kill()
    }
}
