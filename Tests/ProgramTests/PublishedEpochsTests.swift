import Foundation
import Testing

@Suite("Published epochs are read from a folder and from any web server, of a number or an address")
struct PublishedEpochsTests {
    /// The addresses of a network's hotspots in the order of their numbers.
    private func addresses(_ world: SimulatedWorld) throws -> [String] {
        let check = try world.run("log check --json world").output
        let network = try #require(check.firstMatch(of: /"network":"([0-9a-f]{16})"/)).1
        let lines = try world.run(
            "log entries world | earshot message verify --network-id \(network)"
        ).output.split(separator: "\n")
        // A hotspot's first statement of its own is its seal of window 1; who it is, its number
        // says: registrations are signed by owners.
        return Set(lines.filter { $0.hasPrefix("valid seal ") }.map { $0.split(separator: " ")[2] })
            .map(String.init).sorted()
    }

    @Test("a hotspot's epochs by number and by address are the same lines; csv has one an epoch")
    func names() throws {
        let world = try SimulatedWorld(hotspots: 3, epochs: 2)
        let byNumber = try (0..<3).map { try world.run("rewards \($0) --csv --from world").output }
        let byAddress = try addresses(world).map {
            try world.run("rewards \($0) --csv --from world").output
        }
        #expect(Set(byNumber) == Set(byAddress) && Set(byNumber).count == 3)
        let lines = byNumber[1].split(separator: "\n")
        #expect(lines.map { $0.prefix { $0 != "," } } == ["epoch", "0", "1"])
        #expect(lines[2].split(separator: ",", omittingEmptySubsequences: false)[1] == "1")
        let latest = try world.run("rewards 1 --csv --epoch latest --from world")
        let second = try world.run("rewards 1 --csv --epoch 1 --from world")
        #expect(latest.output == second.output && second.exitCode == 0)
    }

    @Test("any server of the files says what the folder says, whichever epoch is the newest")
    func served() throws {
        let world = try SimulatedWorld(hotspots: 2, epochs: 2)
        try world.publish()
        // Epochs of the same files: a reader of pay does not ask whether they are true.
        for epoch in 2..<7 {
            try FileManager.default.copyItem(
                at: world.file("epochs/1"), to: world.file("epochs/\(epoch)"))
            let server = try StaticServer(of: world.file(""))
            for command in [
                "rewards 1 --csv", "rewards 1 --json --epoch latest", "rewards prove 0",
                "verdicts latest",
            ] {
                let (there, here) = (
                    try world.run("\(command) --from \(server.address)"),
                    try world.run("\(command) --from world")
                )
                #expect(there.output == here.output && there.exitCode == 0, "\(command)")
            }
        }
        let server = try StaticServer(of: world.file(""))
        let address = try #require(try addresses(world).first)
        let there = try world.run("rewards \(address) --from \(server.address)")
        let here = try world.run("rewards \(address) --from world")
        #expect(there.output == here.output && here.exitCode == 0)
        let none = try StaticServer(of: world.file("tile"))
        let nothing = try world.run("rewards 1 --from \(none.address)")
        #expect(
            nothing.exitCode == 1 && nothing.output.contains("has no epochs/0/result"),
            "\(nothing.output)")
    }

    @Test("a proof of pay is held against the root that the log's oracle signed for its epoch")
    func proofs() throws {
        let world = try SimulatedWorld(hotspots: 2, epochs: 2)
        let proof = try world.run("rewards prove 1 --from world").output
        try proof.write(
            to: world.folder.appendingPathComponent("p"), atomically: true, encoding: .utf8)
        let good = try world.run("rewards prove --check p --from world")
        #expect(good.exitCode == 0 && good.output.hasSuffix(" ok\n"), "\(good.output)")
        #expect(!good.output.contains("path ok"))
        #expect(try world.run("rewards prove --check p").output.hasSuffix(" path ok\n"))
        let json = try world.run("rewards prove --check p --from world --json").output
        #expect(json.contains(#""verdict":"ok""#) && json.hasPrefix("{"))
        let other = proof.replacingOccurrences(of: #""epoch":1,"#, with: #""epoch":0,"#)
        #expect(other != proof)
        try other.write(
            to: world.folder.appendingPathComponent("o"), atomically: true, encoding: .utf8)
        let bad = try world.run("rewards prove --check o --from world")
        #expect(
            bad.exitCode == 1 && bad.output.contains("the root is not the one of epoch 0"),
            "\(bad.output)")
        let late = proof.replacingOccurrences(of: #""epoch":1,"#, with: #""epoch":2,"#)
        try late.write(
            to: world.folder.appendingPathComponent("l"), atomically: true, encoding: .utf8)
        let none = try world.run("rewards prove --check l --from world")
        #expect(none.exitCode == 1 && none.output.contains("there is no world/epochs/2/result"))
    }

    @Test("what no witness heard passes, and is told why it is not paid")
    func unheard() throws {
        let world = try SimulatedWorld(hotspots: 1, epochs: 1)
        let why = try world.run("why 0 --from world").output
        #expect(why.contains("final  pass") && why.contains("    B-12 unheard\n"), "\(why)")
        #expect(why.contains("no fault, but no pay"))
        let verdicts = try world.run("verdicts 0 --from world").output
        #expect(verdicts.contains(#""verdict":"pass","rule":"B-12","reason":"unheard"}"#))
    }

    @Test("what cannot be answered is said in words, with the code of whose mistake it is")
    func refusals() throws {
        let world = try SimulatedWorld(hotspots: 1, epochs: 1)
        let stranger = "ear132yw8ht5p8cetl2jmvknewjawt9xwzdlrk2pyxlnwjyqrdq0dawqxp5e0q"
        let rows: [(command: String, code: Int32, words: String)] = [
            ("rewards 1 --from world", 1, "epoch 0 knows no hotspot 1"),
            ("rewards \(stranger) --from world", 1, "no hotspot had the key \(stranger)"),
            ("rewards ear1qq --from world", 2, "not an address"),
            ("rewards 0x1 --from world", 2, "is no hotspot: write its address"),
            ("rewards 0 --from nowhere", 1, "there is no folder nowhere/epochs"),
            ("rewards 0 --epoch 1 --from world", 1, "there is no world/epochs/1/sites"),
            ("rewards 0 --epoch next --from world", 2, "write the epoch's number, or latest"),
            ("rewards 0 --csv --json --from world", 2, "say one"),
            ("rewards prove 0", 2, "--from LOG"),
            ("verdicts 01 --from world", 2, "write the epoch's number, or latest"),
            ("verify epoch newest --from world", 2, "write the epoch's number, or latest"),
        ]
        for row in rows {
            let answer = try world.run(row.command)
            #expect(answer.exitCode == row.code, "\(row.command): \(answer.output)")
            #expect(answer.output.contains(row.words), "\(row.command): \(answer.output)")
        }
        try FileManager.default.removeItem(at: world.file("network"))
        let lost = try world.run("rewards \(stranger) --from world")
        #expect(lost.exitCode == 1 && lost.output.contains("write the hotspot's number instead"))
    }
}
