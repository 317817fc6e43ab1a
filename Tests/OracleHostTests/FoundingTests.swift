import Attestation
import EvidenceLog
import Foundation
import Notation
import OracleAPI
import OracleHost
import OracleProcess
import Primitives
import Signing
import Storage
import Testing
import Units

@Suite("Founding an oracle") struct FoundingTests {
    @Test("keys are closed to others, the log holds file, chain and rule book under a signed head")
    func files() throws {
        let bench = try OracleBench()
        let manager = FileManager.default
        for name in ["oracle.key", "log.key", "receipt.key", "entropy.key", "founder.key", "chain"]
        {
            let about = try manager.attributesOfItem(atPath: "\(bench.data.keys)/\(name)")
            #expect(about[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        let about = try manager.attributesOfItem(atPath: bench.data.keys)
        #expect(about[.posixPermissions] as? Int == 0o700)

        let tiles = FolderTiles(bench.data.path)
        let head = try #require(try tiles.read("checkpoint", limit: 20_000))
        var log = try LogReader<FolderTiles, SHA256>(checkpoint: head.rawSpan, from: tiles)
        try log.check(
            signedBy: NoteKey(
                name: "earshot/\(bench.founded.network)/\(bench.founded.oracle)",
                key: bench.host.file.oracles[0].logKey, by: SHA256.self), by: Ed25519.self)
        var types: [MessageType?] = []
        var first: [UInt8] = []
        try log.entries(0..<3) { index, bytes in
            if index == 0 { first = [UInt8](copying: bytes) }
            let number = (try? SignedStatement(bytes))?.typeNumber
            types.append(number.flatMap { MessageType(rawValue: $0) })
        }
        #expect(types == [.network, .entropyChain, .ruleBook])
        #expect(try Data(contentsOf: URL(fileURLWithPath: bench.data.networkFile)) == Data(first))
        #expect(
            NetworkID(fileHash: bench.founded.hash) == bench.founded.network
                && bench.founded.name == "earshot demo")
    }

    @Test("a folder with anything in it is refused, and left as it is") func occupied() throws {
        let folder = try OracleProgram.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("mine".utf8).write(to: folder.appendingPathComponent("letter"))
        let founding = Founding(
            source: try OracleBench.source(), url: "http://127.0.0.1:1", rules: OracleBench.rules)
        #expect(throws: OracleHostError.occupied(path: folder.path)) {
            _ = try founding.found(in: DataFolder(folder.path), at: OracleBench.began)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["letter"])
    }

    @Test("the main network begins at the next 18:00 UTC") func genesis() throws {
        let folder = try OracleProgram.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var founding = Founding(
            source: try OracleBench.source("main"), url: "https://oracle.example.net",
            rules: OracleBench.rules)
        founding.chainLength = 10
        let data = DataFolder(folder.appendingPathComponent("data").path)
        let made = try founding.found(in: data, at: OracleBench.began)
        #expect(RFC3339.text(of: made.genesis) == "2027-01-15T18:00:00Z")
        let host = try OracleHost(data, at: OracleBench.began)
        #expect(try host.advance(to: OracleBench.began) == false)
        #expect(host.newest == nil && host.due(after: OracleBench.began) == made.genesis)
        let outcomes = try host.ingest([[]])
        guard case .busy = outcomes[0] else {
            Issue.record("before the first record nothing is taken")
            return
        }
    }

    @Test("what is no oracle's data, or another's keys, is refused by name") func wrong() throws {
        let bench = try OracleBench()
        func refusal(_ path: String) -> String {
            do throws(OracleHostError) {
                _ = try OracleHost(DataFolder(path), at: bench.clock)
                return "none"
            } catch { return error.description }
        }
        #expect(refusal("/nowhere").contains("/nowhere holds no oracle; make one with"))
        let other = try OracleBench()
        let copy = bench.folder.appendingPathComponent("mixed").path
        try FileManager.default.copyItem(atPath: bench.data.path, toPath: copy)
        try FileManager.default.removeItem(atPath: "\(copy)/keys")
        try FileManager.default.copyItem(atPath: other.data.keys, toPath: "\(copy)/keys")
        #expect(refusal(copy).contains("is not the key of an oracle of"))
        try FileManager.default.removeItem(atPath: "\(copy)/keys/receipt.key")
        #expect(refusal(copy).contains("receipt.key"))
    }
}

@Suite("The reverse hash chain") struct ReverseHashChainTests {
    @Test("each step leads to the end, and none is there before the first or behind the last")
    func steps() {
        let seed = Hash256(words: (1, 2, 3, 4))
        for length: UInt64 in [1, 2, 4_095, 4_096, 4_097, 9_000] {
            var chain = ReverseHashChain(seed: seed, first: Period(10), length: length)
            #expect(chain.step(of: Period(9)) == nil)
            #expect(chain.step(of: Period(10 + length)) == nil)
            #expect(chain.last == Period(9 + length))
            for distance in [0, length / 2, length - 1] {
                let period = Period(10 + distance)
                let step = chain.step(of: period)
                #expect(
                    step.map { chain.published.isStep($0, of: period, by: SHA256.self) } == true)
            }
            #expect(chain.step(of: chain.last) == seed)
        }
    }

    @Test("its file has one spelling") func file() throws {
        let folder = try OracleProgram.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("chain").path
        let chains = [
            ReverseHashChain(seed: Hash256(words: (1, 2, 3, 4)), first: Period(0), length: 5),
            ReverseHashChain(seed: Hash256(words: (5, 6, 7, 8)), first: Period(480), length: 9),
        ]
        try ChainFile(chains).write(path)
        let read = try #require(try ChainFile.read(path))
        #expect(read.chains.map(\.published) == chains.map(\.published))
        #expect(try ChainFile.read(path + "-not") == nil)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for (old, new) in [
            (" 5 ", " 05 "), ("# Seeds", "# seeds"), (" 9 ", " 0 "), ("\n", "\n\n"),
            ("earshot-chain-v1 480", "earshot-chain-v1  480"),
            ("0000000000000001", "000000000000001g"),
        ] {
            try text.replacingOccurrences(of: old, with: new)
                .write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: OracleHostError.self, "\(new)") { _ = try ChainFile.read(path) }
        }
    }
}
