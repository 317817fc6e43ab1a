import Attestation
import Epochs
import EvidenceLog
import Foundation
import Notation
import OracleAPI
import OracleHost
import Primitives
import Registry
import SQLiteStore
import Signing
import Storage
import Testing
import Units

/// An oracle that is opened again and again in one folder, as a process would be.
private struct Starts {
    let bench: OracleBench
    /// Whose host has gone, so that others may open it.
    let data: DataFolder

    init(_ bench: OracleBench) throws {
        self.bench = bench
        let copy = bench.folder.appendingPathComponent("starts-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: bench.data.path, toPath: copy.path)
        data = DataFolder(copy.path)
        for folder in [data.states, data.index] {
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    @discardableResult
    func start<Value>(_ body: (OracleHost) throws -> Value) throws -> Value {
        try body(try OracleHost(data, at: bench.clock))
    }

    /// What the oracle would save of its state: registry, counts, entropy, results.
    func state(_ host: OracleHost) throws -> [UInt8] {
        let folder = bench.folder.appendingPathComponent("state-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let task = try #require(host.state(for: DataFolder(folder.path)))
        try task.run()
        let file = folder.appendingPathComponent("states/\(task.size)")
        return [UInt8](try Data(contentsOf: file))
    }
}

@Suite("Starting from a saved state") struct StartTests {
    /// Some hotspots that register, seal, and say what comes to their minds, over two epochs.
    private func play(_ bench: OracleBench, saving: (OracleHost) throws -> Void) throws {
        let keys = (0..<6).map { _ in TestKey() }
        for key in keys { _ = try bench.post(try bench.registration(of: key.key)) }
        try bench.pass(1)
        try saving(bench.host)
        for round in 0..<40 {
            try bench.pass(14)
            let window = UInt64(round * 14 / 60)
            for (number, key) in keys.enumerated() where (round + number) % 3 == 0 {
                let seal = try bench.seal(UInt64(round + 1), by: key.key, window: window)
                let news = CommitmentNews(made: [
                    .init(
                        window: Window(window + 3),
                        hash: Hash256(words: (UInt64(round), UInt64(number), 1, 1)))
                ])
                let recommit = try bench.sign(
                    Recommit(sequence: UInt64(1_000 + round), commitments: news), by: key.key)
                _ = try bench.post(seal, recommit)
            }
            if let task = bench.host.epochTask {
                try bench.host.keep(try task.run(dividing: SerialDivision()))
            }
            if round % 3 == 0 { try saving(bench.host) }
        }
    }

    @Test(
        "from any state an oracle comes to what reading the whole log gives, and refuses the same")
    func cuts() throws {
        let bench = try OracleBench(rules: OracleBench.firstRules())
        var states: [URL] = []
        let kept = bench.folder.appendingPathComponent("kept")
        try FileManager.default.createDirectory(at: kept, withIntermediateDirectories: true)
        try play(bench) { host in
            let task = try #require(host.state())
            try task.run()
            let file = kept.appendingPathComponent("\(task.size)")
            try FileManager.default.copyItem(
                atPath: "\(host.data.states)/\(task.size)", toPath: file.path)
            states.append(file)
        }
        #expect(states.count > 12)
        let starts = try Starts(bench)
        let stranger = try bench.seal(1, by: SecretKey.random(), window: 9)
        let old = try bench.registration(of: TestKey().key)
        func answer(_ host: OracleHost) throws -> [[UInt8]] {
            let outcomes = try host.ingest([[bench.check(stranger)]])
            guard case .answer(let bytes) = outcomes[0] else { return [] }
            return [bytes, Array("\(try host.news(after: Period(3), limit: 700).count)".utf8)]
        }
        let (whole, said) = try starts.start { (try starts.state($0), try answer($0)) }
        let live = try starts.state(bench.host)
        #expect(whole == live)
        for file in states + [nil] {
            try? FileManager.default.removeItem(atPath: starts.data.states)
            if let file {
                try FileManager.default.createDirectory(
                    atPath: starts.data.states, withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: file.path, toPath: "\(starts.data.states)/\(file.lastPathComponent)")
            }
            try starts.start { (host: OracleHost) throws in
                #expect(host.notes == [], "\(file as Any)")
                #expect(host.startedFrom == UInt64(file?.lastPathComponent ?? "0"))
                #expect(try starts.state(host) == whole, "\(file as Any)")
                #expect(try answer(host) == said)
                #expect(host.epochTask?.epoch == bench.host.epochTask?.epoch)
            }
        }
        #expect(!old.isEmpty)
    }

    @Test("a damaged, foreign or too new state is named, and the one before it or the log serves")
    func damaged() throws {
        let bench = try OracleBench()
        let starts = try Starts(bench)
        for _ in 0..<3 {
            bench.clock = bench.clock + Nanoseconds(9 * OracleBench.second)
            try starts.start { (host: OracleHost) throws in
                try host.advance(to: bench.clock)
                try #require(host.state()).run()
            }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: starts.data.states)
            .compactMap { UInt64($0) }.sorted()
        #expect(names.count == 2, "the two newest are kept")
        let newest = URL(fileURLWithPath: "\(starts.data.states)/\(names[1])")
        let good = try Data(contentsOf: newest)
        let whole = try starts.start { try starts.state($0) }
        for place in stride(from: 0, to: good.count, by: max(1, good.count / 60)) {
            var bytes = good
            bytes[place] ^= 0x10
            try bytes.write(to: newest)
            try starts.start { (host: OracleHost) throws in
                #expect(host.startedFrom == names[0] && host.notes.count == 1)
                #expect(host.notes[0].hasPrefix("\(newest.path) is not used: it is "))
                #expect(try starts.state(host) == whole)
            }
        }
        // Of another log, and of more entries than there are.
        let other = try OracleBench()
        let task = try #require(other.host.state(for: other.data))
        try task.run()
        try FileManager.default.removeItem(at: newest)
        try FileManager.default.copyItem(
            atPath: "\(other.data.states)/\(task.size)", toPath: newest.path)
        try starts.start { (host: OracleHost) throws in
            #expect(host.startedFrom == names[0] && host.notes.count == 1)
        }
        try FileManager.default.removeItem(at: newest)
        try good.write(to: newest.deletingLastPathComponent().appendingPathComponent("900000"))
        try starts.start { (host: OracleHost) throws in
            #expect(host.startedFrom == names[0])
            #expect(host.notes.count == 1 && host.notes[0].contains("states/900000 is not used"))
        }
        try FileManager.default.removeItem(atPath: starts.data.states)
        try starts.start { (host: OracleHost) throws in
            #expect(host.startedFrom == 0 && host.notes == [])
            #expect(try starts.state(host) == whole)
        }
    }

    @Test("an epoch whose files are damaged is named, set aside, and computed again to the same")
    func epochs() throws {
        let bench = try OracleBench(rules: OracleBench.firstRules())
        try bench.pass(260)
        let outcome = try #require(bench.host.epochTask).run(dividing: SerialDivision())
        try bench.host.keep(outcome)
        for name in ["state", "registry", "rewards", "result"] {
            let starts = try Starts(bench)
            let file = URL(fileURLWithPath: "\(starts.data.epochs)/0/\(name)")
            var bytes = try Data(contentsOf: file)
            if bytes.isEmpty { bytes.append(0) } else { bytes[bytes.count / 2] ^= 1 }
            try bytes.write(to: file)
            try starts.start { (host: OracleHost) throws in
                #expect(host.notes.count == 1)
                let note = host.notes.first ?? ""
                #expect(note.hasPrefix("epoch 0 is computed again: "), "\(host.notes)")
                let again = try #require(host.epochTask).run(dividing: SerialDivision())
                #expect(again.root == outcome.root)
                let size = host.size
                try host.keep(again)
                #expect(host.size == size, "its result is in the log already")
            }
            try starts.start { #expect($0.notes == [] && $0.epochTask == nil) }
        }
    }
}

@Suite("The index of statements") struct IndexTests {
    /// An oracle with statements of all kinds in its log, and what was posted.
    private func made() throws -> (OracleBench, [[UInt8]], IngestAnswer) {
        let bench = try OracleBench()
        let key = TestKey()
        var posted = [try bench.registration(of: key.key)]
        _ = try bench.post(posted)
        try bench.pass(61)
        let seals = try (1...40).map { try bench.seal(UInt64($0), by: key.key, window: 1) }
        _ = try bench.post(seals)
        posted += seals
        return (bench, posted, try bench.post(posted))
    }

    private func places(
        _ host: OracleHost, _ bench: OracleBench, _ posted: [[UInt8]]
    ) throws
        -> [Hash256: UInt64]
    {
        let size = host.size
        let outcomes = try host.ingest([posted.map { bench.check($0) }])
        guard case .answer(let bytes) = outcomes[0] else { return [:] }
        #expect(host.size == size, "nothing is logged twice")
        var places: [Hash256: UInt64] = [:]
        for bytes in try IngestAnswer(parsing: bytes.rawSpan).receipts {
            for entry in try read(bytes, as: Receipt.self).entries {
                places[entry.statement] = entry.index
            }
        }
        return places
    }

    private func root(at size: UInt64, of data: DataFolder) throws -> Hash256 {
        let tiles = FolderTiles(data.path)
        let head = try #require(try tiles.read("checkpoint", limit: 20_000))
        var log = try LogReader<FolderTiles, SHA256>(checkpoint: head.rawSpan, from: tiles)
        return try log.root(at: size)
    }

    @Test("after a start every statement has the place it had, whatever became of the index")
    func fates() throws {
        let (bench, posted, answer) = try made()
        let starts = try Starts(bench)
        var known: [Hash256: UInt64] = [:]
        for receipt in try bench.receipts(answer) {
            for entry in receipt.entries { known[entry.statement] = entry.index }
        }
        #expect(known.count == 41)
        let file = "\(starts.data.index)/statements.sqlite"
        func change(_ sql: String) throws {
            let database = try Database(file, Schema(kind: 0x4561_7249, steps: [""]))
            try database.run(sql)
        }
        let copied = file + ".copy"
        let fates: [(name: String, note: String?, change: () throws -> Void)] = [
            ("new", nil, {}),
            ("as it was", nil, {}),
            (
                "behind the log", nil,
                {
                    // Killed between log and index: the newest entries are not in it.
                    try change("DELETE FROM statements WHERE place >= 30")
                    let root = try self.root(at: 30, of: starts.data)
                    try change("UPDATE log SET size = 30, root = x'\(root.hexText)'")
                }
            ),
            ("gone", nil, { try FileManager.default.removeItem(atPath: starts.data.index) }),
            (
                "no database", "is damaged",
                {
                    try Data(repeating: 7, count: 9_000).write(to: URL(fileURLWithPath: file))
                }
            ),
            ("of a newer program", "of a newer program", { try change("PRAGMA user_version = 9") }),
            (
                "another log's", "it is another log's",
                { try change("UPDATE log SET origin = x'00'") }
            ),
            (
                "another past", "are others than the log's",
                {
                    try change("UPDATE log SET root = zeroblob(32)")
                }
            ),
            (
                "ahead of the log", "it has 100000 entries",
                {
                    try change("UPDATE log SET size = 100000")
                }
            ),
            (
                "copied", "it was copied from elsewhere",
                {
                    try FileManager.default.copyItem(atPath: file, toPath: copied)
                    try FileManager.default.removeItem(atPath: file)
                    try FileManager.default.moveItem(atPath: copied, toPath: file)
                }
            ),
        ]
        for fate in fates {
            try fate.change()
            try starts.start { (host: OracleHost) throws in
                if let note = fate.note {
                    #expect(
                        host.notes.count == 1 && host.notes[0].contains(note),
                        "\(fate.name): \(host.notes)")
                } else {
                    #expect(host.notes == [], "\(fate.name)")
                }
                // Asked twice: what is found by the index, then by memory.
                for _ in 0..<2 {
                    #expect(try places(host, bench, posted) == known, "\(fate.name)")
                }
                try host.advance(to: bench.clock + Nanoseconds(OracleBench.second))
            }
            let rows = try Database(file, Schema(kind: 0x4561_7249, steps: [""]))
            let count = try rows.number("SELECT count(*) FROM statements")
            let size = try rows.number("SELECT size FROM log")
            #expect(count + 1 == size, "\(fate.name)")
        }
    }

    @Test("two statements of one name in the index are told apart by the log") func twins() throws {
        let (bench, posted, answer) = try made()
        let starts = try Starts(bench)
        try starts.start { _ in }
        var known: [Hash256: UInt64] = [:]
        for receipt in try bench.receipts(answer) {
            for entry in receipt.entries { known[entry.statement] = entry.index }
        }
        // As if another statement, which is elsewhere in the log, had each one's name.
        let file = "\(starts.data.index)/statements.sqlite"
        do {
            let database = try Database(file, Schema(kind: 0x4561_7249, steps: [""]))
            try database.run(
                "INSERT INTO statements SELECT name, place - 1 FROM statements WHERE place > 2")
        }
        try starts.start { (host: OracleHost) throws in
            #expect(try places(host, bench, posted) == known)
        }
    }
}
