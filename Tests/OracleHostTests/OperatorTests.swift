import Foundation
import Glibc
import OracleProcess
import Testing

/// What an operator does wrong, or meets, and what the program says to it.
@Suite("earshot-network: an operator's faults are named, with what to do", .serialized)
struct OperatorTests: OperatorBench {
    @Test(
        "a full disk, a place that cannot be written: init says which file and why, leaving no oracle"
    )
    func full() throws {
        let oracle = try OracleProgram()
        let source = OracleProgram.top.appendingPathComponent("networks/demo.toml").path
        for (target, why) in [
            ("/proc/oracle", "cannot make /proc/oracle: No such file"),
            ("/dev/null/oracle", "/dev/null/oracle as its owner: Not a directory"),
        ] {
            let made = try run("init", "--network", source, "--data", target)
            #expect(made.code == 1 && made.output.contains(why), "\(made.output)")
        }
        let settings = [
            "LD_PRELOAD": OracleProgram.shim, "FAULT_DIR": sibling(oracle, "full"),
            "FAULT_CALL": "write", "FAULT_AT": "3", "FAULT_FOR": "9999", "FAULT_HOW": "\(ENOSPC)",
        ]
        let program = OracleProgram.programs.appendingPathComponent("earshot-network").path
        let full = try OracleProgram.command(
            [
                program, "init", "--network", source, "--data", sibling(oracle, "full"),
                "--chain-steps", "1000",
            ], environment: settings)
        #expect(full.code == 1 && full.output.contains("No space left on device"), "\(full.output)")
        let started = try run("--data", sibling(oracle, "full"), "--listen", "127.0.0.1:0")
        #expect(started.code == 78 && started.output.contains("holds no oracle"))
    }

    @Test("a taken port, an address that is none, a folder that is a file")
    func places() throws {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        let other = try OracleProgram()
        let taken = try run("--data", other.data, "--listen", "127.0.0.1:\(oracle.port)")
        #expect(taken.code == 75 && taken.output.contains("127.0.0.1:\(oracle.port)"))
        #expect(taken.output.contains("stop it, or take another port"), "\(taken.output)")
        let foreign = try run("--data", other.data, "--listen", "192.0.2.1:8473")
        #expect(foreign.code == 78 && foreign.output.contains("192.0.2.1"), "\(foreign.output)")
        let wrong = try run("--data", other.data, "--listen", "8473")
        #expect(wrong.code == 2 && wrong.output.contains("where to listen"), "\(wrong.output)")
        let file = try run("--data", other.data + "/network", "--listen", "127.0.0.1:0")
        #expect(file.code == 78, "\(file.output)")
        #expect(oracle.end() == 0)
    }

    @Test("a wrong network file, keys of another oracle, keys that others may read")
    func wrongFiles() throws {
        let (oracle, other) = (try OracleProgram(), try OracleProgram())
        let network = oracle.data + "/network"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: network))
        try Data("nothing".utf8).write(to: URL(fileURLWithPath: network))
        var said = try run("--data", oracle.data, "--listen", "127.0.0.1:0")
        #expect(said.code == 78 && said.output.contains("\(network) is no network file"))
        try Data(contentsOf: URL(fileURLWithPath: other.data + "/network"))
            .write(to: URL(fileURLWithPath: network))
        said = try run("--data", oracle.data, "--listen", "127.0.0.1:0")
        #expect(said.code == 78, "\(said.output)")
        #expect(said.output.contains("is not the key of an oracle of \(network)"))
        try bytes.write(to: URL(fileURLWithPath: network))
        let key = oracle.data + "/keys/log.key"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        said = try run("--data", oracle.data, "--listen", "127.0.0.1:0")
        #expect(said.code == 78 && said.output.contains(key), "\(said.output)")
        try FileManager.default.removeItem(atPath: key)
        said = try run("--data", oracle.data, "--listen", "127.0.0.1:0")
        #expect(said.code == 78 && said.output.contains(key), "\(said.output)")
    }

    @Test("an address that boxes would refuse is refused before it stands for good")
    func address() throws {
        let folder = try OracleProgram.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = OracleProgram.top.appendingPathComponent("networks/demo.toml").path
        let data = folder.appendingPathComponent("data").path
        for url in ["foo", "ftp://x", "http://oracle.example.net", "https://x/?a=b"] {
            let made = try run("init", "--network", source, "--data", data, "--url", url)
            #expect(made.code == 2 && made.output.contains("--url: "), "\(url): \(made.output)")
            #expect(!FileManager.default.fileExists(atPath: data))
        }
    }

    @Test("an init that fails leaves nothing, so that the next one can succeed")
    func cleans() throws {
        let folder = try OracleProgram.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = OracleProgram.top.appendingPathComponent("networks/demo.toml").path
        let wrong = folder.appendingPathComponent("wrong.toml").path
        try String(contentsOfFile: source, encoding: .utf8)
            .replacingOccurrences(of: "period_ms = 1_000", with: "period_ms = 7")
            .write(toFile: wrong, atomically: true, encoding: .utf8)
        for isThere in [false, true] {
            let data = folder.appendingPathComponent("data-\(isThere)").path
            if isThere {
                try FileManager.default.createDirectory(
                    atPath: data, withIntermediateDirectories: false)
            }
            for words in [
                ["--network", wrong], ["--network", source, "--founder", data + ".key"],
            ] {
                let made = try OracleProgram.command(
                    [
                        OracleProgram.programs.appendingPathComponent("earshot-network").path,
                        "init", "--data", data, "--chain-steps", "1000",
                    ] + words)
                #expect(made.code == 1, "\(made.output)")
                let left = try? FileManager.default.contentsOfDirectory(atPath: data)
                #expect(left == (isThere ? [] : nil))
            }
            let made = try run(
                "init", "--network", source, "--data", data, "--chain-steps", "1000")
            #expect(made.code == 0, "\(made.output)")
        }
    }

    @Test(
        "a certificate that is not there, is none or is another key's: by `config check` and at start"
    )
    func certificates() throws {
        let oracle = try OracleProgram()
        func pair(_ name: String) throws {
            let made = try OracleProgram.command([
                "/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
                sibling(oracle, "\(name).key"), "-out", sibling(oracle, "\(name).pem"), "-days",
                "3", "-subj", "/CN=localhost",
            ])
            try #require(made.code == 0)
        }
        try pair("a")
        try pair("b")
        try "nothing".write(toFile: sibling(oracle, "none.pem"), atomically: true, encoding: .utf8)
        for (certificate, key, says) in [
            ("a.pem", "a.key", "ok\n"), ("missing.pem", "a.key", "cannot read "),
            ("a.pem", "missing.key", "cannot read "),
            ("none.pem", "a.key", "is no chain of certificates"),
            ("a.pem", "none.pem", "is no private key"),
            ("a.pem", "b.key", "is not the private key"),
        ] {
            let file = sibling(oracle, "tls.toml")
            let text = """
                [tls]
                certificate = "\(sibling(oracle, certificate))"
                key = "\(sibling(oracle, key))"

                """
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let isGood = says == "ok\n"
            let check = try run("config", "check", "--config", file)
            #expect(check.output.contains(says), "\(check.output)")
            #expect(check.code == (isGood ? 0 : 1))
            guard !isGood else { continue }
            let started = try run(
                "--config", file, "--data", oracle.data, "--listen", "127.0.0.1:0")
            #expect(started.code == 78 && started.output.contains(says), "\(started.output)")
        }
    }

    @Test("decide refuses what is no rule, by its flag")
    func rule() throws {
        let oracle = try OracleProgram()
        let id = String(repeating: "0", count: 64)
        for rule in ["banana", "X-10", "x-1", "W-99"] {
            let refused = try run(
                "decide", "--data", oracle.data, "--about", id, "--outcome", "upheld", "--text",
                "so", "--rule", rule)
            #expect(refused.code == 2 && refused.output.contains("is no rule; write one such as"))
        }
    }

    @Test("every command answers --json with an object that names its schema")
    func json() throws {
        let oracle = try OracleProgram()
        let copy = sibling(oracle, "copy")
        let commands: [[String]] = [
            ["check", oracle.data], ["backup", oracle.data, copy], ["adopt", copy, "--only"],
            ["config", "check"], ["config", "show"],
        ]
        for words in commands {
            let program = OracleProgram.programs.appendingPathComponent("earshot-network").path
            let answer = try OracleProgram.command([program] + words + ["--json"])
            #expect(answer.code == 0, "\(answer.output)")
            let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
            let members = try #require(object as? [String: Any])
            let name = words.prefix(words[0] == "config" ? 2 : 1).joined(separator: ".")
            #expect(members["schema"] as? String == "earshot-network.\(name)/1")
            #expect(members.count > 1, "it says more than its schema")
        }
    }
}

/// What tests of an operator's commands have in common.
protocol OperatorBench {}

extension OperatorBench {
    func run(_ words: String...) throws -> (output: String, code: Int32) {
        try OracleProgram.command(
            [OracleProgram.programs.appendingPathComponent("earshot-network").path] + words)
    }

    /// As a user who may do nothing; nothing where only root could try it.
    func runAsNobody(_ words: [String]) throws -> (output: String, code: Int32)? {
        guard geteuid() == 0 else { return nil }
        let program = OracleProgram.programs.appendingPathComponent("earshot-network").path
        return try OracleProgram.command(
            ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program]
                + words)
    }

    func sibling(_ oracle: OracleProgram, _ name: String) -> String {
        oracle.folder.appendingPathComponent(name).path
    }
}
