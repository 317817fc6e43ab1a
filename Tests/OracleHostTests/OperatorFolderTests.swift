import Foundation
import Glibc
import OracleProcess
import Testing

/// Commands in a folder that a daemon works in, that is another user's, or that lacks something.
@Suite("earshot-network: commands in an oracle's folder, and copies of it", .serialized)
struct OperatorFolderTests: OperatorBench {
    @Test("no command works in the folder of an oracle that runs, but for those that may")
    func alone() throws {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        // It has the seeds in memory: only the lock keeps a second writer from its log.
        try FileManager.default.removeItem(atPath: oracle.data + "/keys/chain")
        let replaced = try run("init", "--replace-chain", "--data", oracle.data)
        #expect(replaced.code == 75, "\(replaced.output)")
        #expect(replaced.output.contains("is in use by another"), "\(replaced.output)")
        try FileManager.default.removeItem(atPath: oracle.data + "/home")
        let adopted = try run("adopt", oracle.data, "--only")
        #expect(adopted.code == 75 && adopted.output.contains("is in use by another"))
        #expect(oracle.end() == 0)
        #expect(try run("adopt", oracle.data, "--only").code == 0)
        #expect(try run("init", "--replace-chain", "--data", oracle.data).code == 0)
    }

    @Test("a chain is not replaced in a copy, nor where nothing is")
    func notInACopy() throws {
        let oracle = try OracleProgram()
        let copy = sibling(oracle, "copy")
        #expect(try run("backup", oracle.data, copy).code == 0)
        try FileManager.default.removeItem(atPath: copy + "/keys/chain")
        let before = try Data(contentsOf: URL(fileURLWithPath: copy + "/checkpoint"))
        let refused = try run("init", "--replace-chain", "--data", copy)
        #expect(refused.code == 1 && refused.output.contains("adopt \(copy) --only"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy + "/checkpoint")) == before)
        let nothing = try run("init", "--replace-chain", "--data", sibling(oracle, "nothing"))
        #expect(nothing.code == 1 && nothing.output.contains("holds no oracle"))
    }

    @Test("where a backup has no place, it says so, and not that something is there")
    func noPlace() throws {
        let oracle = try OracleProgram()
        let target = sibling(oracle, "no/folder/here")
        let made = try run("backup", oracle.data, target)
        #expect(made.code == 1, "\(made.output)")
        #expect(made.output.contains("cannot make \(target): No such file"), "\(made.output)")
    }

    @Test(
        "who may not read the keys gets no backup without them, and who may read nothing hears so")
    func unreadable() throws {
        let oracle = try OracleProgram()
        let open = sibling(oracle, "open")
        try FileManager.default.createDirectory(
            atPath: open, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o777])
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: oracle.folder.path)
        guard let made = try runAsNobody(["backup", oracle.data, open + "/copy"]) else { return }
        #expect(made.code == 1 && made.output.contains("cannot read \(oracle.data)/keys"))
        #expect(!FileManager.default.fileExists(atPath: open + "/copy/network"))
        let checked = try #require(try runAsNobody(["check", oracle.data]))
        #expect(checked.code == 0, "\(checked.output)")
        #expect(
            checked.output.contains("keys     cannot be read by this user"), "\(checked.output)")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o700], ofItemAtPath: oracle.data)
        for command in [["check", oracle.data], ["backup", oracle.data, open + "/other"]] {
            let refused = try #require(try runAsNobody(command))
            #expect(refused.code == 1, "\(refused.output)")
            #expect(refused.output.contains("Permission denied"), "\(refused.output)")
            #expect(!refused.output.contains("init --network"), "\(refused.output)")
        }
        let started = try #require(
            try runAsNobody(["--data", oracle.data, "--listen", "127.0.0.1:0"]))
        #expect(started.code == 78 && started.output.contains("Permission denied"))
    }

    @Test("what root does in the daemon's folder is the daemon's")
    func asRoot() throws {
        guard geteuid() == 0 else { return }
        let oracle = try OracleProgram()
        _ = try OracleProgram.command(["/bin/chown", "-R", "65534:65534", oracle.data])
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: oracle.folder.path)
        try FileManager.default.removeItem(atPath: oracle.data + "/keys/chain")
        #expect(try run("init", "--replace-chain", "--data", oracle.data).code == 0)
        try FileManager.default.removeItem(atPath: oracle.data + "/home")
        #expect(try run("adopt", oracle.data, "--only").code == 0)
        #expect(try run("check", oracle.data).code == 0)
        #expect(try run("backup", oracle.data, sibling(oracle, "copy")).code == 0)
        let order = try run(
            "decide", "--data", oracle.data, "--about", String(repeating: "0", count: 64),
            "--outcome", "upheld", "--text", "so")
        #expect(order.code == 75, "\(order.output)")
        let found = try OracleProgram.command(["/usr/bin/find", oracle.data, "!", "-uid", "65534"])
        #expect(found.output == "", "not the daemon's")
    }

    @Test("a copy outside of what it copies; what it was adopted for says so, and why not")
    func copies() throws {
        let oracle = try OracleProgram()
        let inside = try run("backup", oracle.data, oracle.data + "/copy")
        #expect(inside.code == 1 && inside.output.contains("lies in"), "\(inside.output)")
        #expect(!FileManager.default.fileExists(atPath: oracle.data + "/copy"))
        let home = try run("adopt", oracle.data)
        #expect(home.output.contains("is where its oracle works already"), "\(home.output)")
        let nothing = try run("adopt", oracle.data + "-other")
        #expect(nothing.output.contains("holds no oracle"), "\(nothing.output)")
        try FileManager.default.moveItem(atPath: oracle.data + "/keys", toPath: oracle.data + "-k")
        let keyless = try run("backup", oracle.data, sibling(oracle, "keyless"))
        #expect(keyless.code == 1 && keyless.output.contains("a copy without keys is none"))
        let started = try run("--data", oracle.data, "--listen", "127.0.0.1:0")
        #expect(started.code == 78 && started.output.contains("back from a copy"))
        #expect(!started.output.contains("key new"), "an oracle's key is not made by hand")
    }

    @Test("check names the chain, the head and the count that keep an oracle from starting")
    func missing() throws {
        for (name, says, started) in [
            ("keys/chain", "chains   WRONG: the seed of the chain in use", "init --replace-chain"),
            ("checkpoint", "WRONG: there is no checkpoint", "bring it back from a copy"),
        ] {
            let oracle = try OracleProgram()
            try FileManager.default.removeItem(atPath: "\(oracle.data)/\(name)")
            let check = try run("check", oracle.data)
            #expect(check.code == 1 && check.output.contains(says), "\(check.output)")
            let refused = try run("--data", oracle.data, "--listen", "127.0.0.1:0")
            #expect(refused.code != 0 && refused.output.contains(started), "\(refused.output)")
        }
        let oracle = try OracleProgram()
        try "many\n".write(toFile: oracle.data + "/starts", atomically: true, encoding: .utf8)
        let started = try run("--data", oracle.data, "--listen", "127.0.0.1:0")
        #expect(started.code == 75 && started.output.contains("write a number there above any"))
    }

    @Test("check reads what was acknowledged and is under no head yet, and finds each byte changed")
    func journal() throws {
        let oracle = try OracleProgram()
        // Heads find no room, so the records stay in the journal.
        let settings = [
            "LD_PRELOAD": OracleProgram.shim, "FAULT_DIR": oracle.data + "/tile",
            "FAULT_CALL": "write", "FAULT_AT": "1", "FAULT_FOR": "100000", "FAULT_HOW": "\(ENOSPC)",
        ]
        #expect(try oracle.start(environment: settings), "\(oracle.output)")
        var isAhead = false
        for _ in 0..<200 where !isAhead {
            let figures = try oracle.ask("/metrics").text.split(separator: "\n")
            let sizes = ["earshot_network_log_entries ", "earshot_network_log_published_entries "]
                .map { name in figures.first { $0.hasPrefix(name) }?.dropFirst(name.utf8.count) }
            isAhead = sizes[0] != nil && sizes[0] != sizes[1]
            usleep(50_000)
        }
        #expect(isAhead, "\(oracle.output)")
        oracle.end(SIGKILL)
        let good = try run("check", oracle.data)
        #expect(good.code == 0 && good.output.contains("entries above the head"), "\(good.output)")
        let journal = oracle.data + "/journal"
        let names = try FileManager.default.contentsOfDirectory(atPath: journal)
            .filter { $0.hasSuffix(".journal") }.sorted()
        let path = URL(fileURLWithPath: "\(journal)/\(try #require(names.last))")
        let bytes = try Data(contentsOf: path)
        var found = 0
        var cut: Int?
        for place in stride(from: 0, to: bytes.count - 200, by: 37) {
            var changed = bytes
            changed[place] ^= 1
            try changed.write(to: path)
            let bad = try run("check", oracle.data)
            // Batches that are published are not asked for any more. Of the last one only a power cut
            // can have left a part: what was under it is missing, and behind it stands nothing.
            if bad.code == 1 {
                #expect(cut == nil, "byte \(place): \(bad.output)")
                found += 1
            } else if bad.output != good.output {
                cut = cut ?? place
            }
        }
        #expect(found > 0)
        var changed = bytes
        changed[bytes.count - 100] ^= 1
        try changed.write(to: path)
        let torn = try run("check", oracle.data)
        #expect(torn.output != good.output, "the last write counts as cut off, and is missing")
        try bytes.write(to: path)
        #expect(try run("check", oracle.data).output == good.output)
        #expect(try oracle.start() && oracle.end() == 0)
    }

    @Test("a copy for which there is no room leaves nothing; a full disk is told once, and its end")
    func room() throws {
        let oracle = try OracleProgram()
        let copy = sibling(oracle, "copy")
        let settings = [
            "LD_PRELOAD": OracleProgram.shim, "FAULT_DIR": copy, "FAULT_CALL": "write",
            "FAULT_AT": "4", "FAULT_FOR": "9999", "FAULT_HOW": "\(ENOSPC)",
        ]
        let program = OracleProgram.programs.appendingPathComponent("earshot-network").path
        let full = try OracleProgram.command(
            [program, "backup", oracle.data, copy], environment: settings)
        #expect(full.code == 1 && full.output.contains("No space left on device"))
        #expect(!FileManager.default.fileExists(atPath: copy))
        #expect(try run("backup", oracle.data, copy).code == 0)
        #expect(
            try oracle.start(environment: [
                "LD_PRELOAD": OracleProgram.shim, "FAULT_DIR": oracle.data + "/tile",
                "FAULT_CALL": "write", "FAULT_AT": "5", "FAULT_FOR": "12",
                "FAULT_HOW": "\(ENOSPC)",
            ]), "\(oracle.output)")
        for _ in 0..<400 where !oracle.output.contains("the disk takes all again") {
            usleep(50_000)
        }
        #expect(oracle.output.components(separatedBy: "the disk takes nothing").count == 2)
        #expect(oracle.output.components(separatedBy: "the disk takes all again").count == 2)
        #expect(oracle.end() == 0)
    }
}
