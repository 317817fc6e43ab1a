import Foundation
import Glibc
import OracleAPI
import OracleHost
import OracleProcess
import Primitives
import Testing

@Suite("earshot-network: copies, a lost chain, an index without room", .serialized)
struct OracleCopyTests {
    private func sibling(_ oracle: OracleProgram, _ name: String) -> String {
        oracle.folder.appendingPathComponent(name).path
    }

    /// What a program said may come in after it ended.
    private func says(_ oracle: OracleProgram, _ words: String) -> Bool {
        for _ in 0..<100 where !oracle.output.contains(words) { usleep(20_000) }
        return oracle.output.contains(words)
    }

    @Test("a copy made under load has all that was acknowledged before, and goes on only when told")
    func backup() throws {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        let (owner, hotspot) = (TestKey(), TestKey())
        var statements = [try oracle.registration(of: hotspot, by: owner, 1)]
        let window = oracle.window
        var known = try oracle.places(try oracle.post(statements))
        for round in 0..<3 {
            let seals = try (0..<8).map {
                try oracle.seal(UInt64(round * 8 + $0 + 1), by: hotspot, of: window)
            }
            known.merge(try oracle.places(try oracle.post(seals))) { $1 }
            statements += seals
        }
        #expect(known.count == 25)
        // Somebody writes on all the time.
        let seals = try (100..<150).map { try oracle.seal(UInt64($0), by: hotspot, of: window) }
        let script = oracle.folder.appendingPathComponent("writer.sh").path
        var text = "trap 'exit 0' TERM\nwhile :; do\n"
        for (number, seal) in seals.enumerated() {
            let file = oracle.folder.appendingPathComponent("seal-\(number)")
            try Data(seal).write(to: file)
            text +=
                "curl -s -o /dev/null -H 'Content-Type: application/cbor-seq' --data-binary @\(file.path) "
                + "http://127.0.0.1:\(oracle.port)/v1/statements\n"
        }
        try (text + "done\n").write(toFile: script, atomically: true, encoding: .utf8)
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = [script]
        try writer.run()
        defer { writer.terminate() }
        var copies: [(path: String, size: Int, root: String)] = []
        for number in 0..<4 {
            usleep(150_000)
            let path = sibling(oracle, "copy-\(number)")
            let made = try OracleProgram.run("backup", oracle.data, path)
            #expect(made.code == 0, "\(made.output)")
            let head = try String(contentsOfFile: "\(path)/checkpoint", encoding: .utf8)
                .split(separator: "\n")
            copies.append((path, Int(head[1]) ?? 0, String(head[2])))
            let check = try OracleProgram.run("check", path)
            #expect(check.code == 0, "\(check.output)")
        }
        let again = try OracleProgram.run("backup", oracle.data, copies[0].path)
        #expect(again.code == 1 && again.output.contains("is there and not empty"))
        writer.terminate()
        writer.waitUntilExit()
        #expect(oracle.end() == 0)
        #expect(copies[0].size < copies[3].size)

        for copy in copies {
            let other = try oracle.other(at: copy.path)
            #expect(try !other.start())
            #expect(says(other, "is a copy of an oracle's data"), "\(other.output)")
            #expect(other.end() == 78)
            #expect(try OracleProgram.run("adopt", copy.path).code == 1)
            let adopted = try OracleProgram.run("adopt", copy.path, "--only")
            #expect(adopted.code == 0 && adopted.output.contains("entries"), "\(adopted.output)")
            #expect(try OracleProgram.run("adopt", copy.path, "--only").code == 1)
            #expect(try other.start(), "\(other.output)")
            #expect(!other.output.contains("event=found"), "its index is good: \(other.output)")
            let places = try other.places(try other.post(statements))
            #expect(places == known)
            #expect(other.end() == 0)
            #expect(try OracleProgram.run("check", copy.path).code == 0)
        }
    }

    @Test("any other copy, and a folder put back from one, is known as such") func plain() throws {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        #expect(oracle.end() == 0)
        let copy = sibling(oracle, "plain")
        try FileManager.default.copyItem(atPath: oracle.data, toPath: copy)
        let other = try oracle.other(at: copy)
        #expect(try !other.start())
        #expect(other.end() == 78 && says(other, "adopt \(copy) --only"), "\(other.output)")
        #expect(try OracleProgram.run("adopt", oracle.data, "--only").output.contains("already"))
        // Moved, it is the same one.
        let moved = sibling(oracle, "moved")
        try FileManager.default.moveItem(atPath: oracle.data, toPath: moved)
        let same = try oracle.other(at: moved)
        #expect(try same.start(), "\(same.output)")
        #expect(same.end() == 0)
        // Taken away and put back from the copy.
        try FileManager.default.removeItem(atPath: moved)
        try FileManager.default.copyItem(atPath: copy, toPath: moved)
        #expect(try !same.start())
        #expect(same.end() == 78)
    }

    @Test("where the seeds are lost it says how to go on, and goes on with the next epoch")
    func chain() throws {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        #expect(oracle.end() == 0)
        try FileManager.default.removeItem(atPath: oracle.data + "/keys/chain")
        #expect(try !oracle.start())
        #expect(oracle.end() == 78)
        #expect(says(oracle, "init --replace-chain --data"), "\(oracle.output)")
        let mixed = try OracleProgram.run(
            "init", "--replace-chain", "--url", "https://x.example", "--data", oracle.data)
        #expect(mixed.code == 2 && mixed.output.contains("alone"), "\(mixed.output)")
        let made = try OracleProgram.run(
            "init", "--replace-chain", "--data", oracle.data, "--chain-steps", "5000")
        #expect(made.code == 0 && made.output.contains("from period 240 on"), "\(made.output)")
        #expect(try oracle.start(), "\(oracle.output)")
        let waiting = try oracle.ask("/readyz")
        #expect(waiting.status == 503 && waiting.text.contains("before period 240"))
        let (owner, hotspot) = (TestKey(), TestKey())
        let taken = try oracle.post([try oracle.registration(of: hotspot, by: owner, 1)])
        #expect(try oracle.places(taken).count == 1, "statements are taken meanwhile")
        var ready = 0
        for _ in 0..<400 where ready != 200 {
            ready = try oracle.ask("/readyz").status
            usleep(100_000)
        }
        #expect(ready == 200)
        let news = try oracle.ask("/v1/entropy?after=200&limit=10&wait=5")
        #expect(news.status == 200 && !news.body.isEmpty)
        #expect(oracle.end() == 0)
        let check = try OracleProgram.run("check", oracle.data)
        #expect(check.code == 0, "\(check.output)")
    }

    @Test("while the index has no room the log goes on; then the index follows, and all is found")
    func fullIndex() throws {
        let oracle = try OracleProgram()
        let (owner, hotspot) = (TestKey(), TestKey())
        let settings = [
            "LD_PRELOAD": OracleProgram.shim, "FAULT_DIR": oracle.data + "/index",
            "FAULT_CALL": "write", "FAULT_AT": "10", "FAULT_FOR": "60", "FAULT_HOW": "\(ENOSPC)",
        ]
        // An index that cannot even be made keeps an oracle from starting.
        #expect(try oracle.start())
        #expect(oracle.end() == 0)
        #expect(try oracle.start(environment: settings), "\(oracle.output)")
        var witness = OracleFaultTests.Witness()
        var statements = [try oracle.registration(of: hotspot, by: owner, 1)]
        let window = oracle.window
        for number in 1...40 {
            statements.append(try oracle.seal(UInt64(number), by: hotspot, of: window))
        }
        try OracleFaultTests.drive(oracle, statements, &witness)
        #expect(witness.places.count == 41, "acknowledged all the time")
        for _ in 0..<200 where !oracle.output.contains("the index goes on") { usleep(100_000) }
        #expect(oracle.output.contains("the index waits"), "\(oracle.output)")
        #expect(oracle.output.contains("the index goes on"), "\(oracle.output)")
        try OracleFaultTests.drive(oracle, statements, &witness)
        #expect(oracle.end() == 0)
        #expect(try oracle.start())
        try OracleFaultTests.drive(oracle, statements, &witness)
        #expect(oracle.end() == 0 && witness.places.count == 41)
        let check = try OracleProgram.run("check", oracle.data)
        #expect(check.code == 0, "\(check.output)")
    }
}
