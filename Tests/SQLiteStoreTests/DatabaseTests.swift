import Foundation
import Primitives
import SQLiteStore
import Seeds
import Testing

@Suite("Databases: versions, transactions, and what is refused by name") struct DatabaseTests {
    /// Three versions of a made-up table.
    static let steps = [
        "CREATE TABLE things (name BLOB PRIMARY KEY, place INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "ALTER TABLE things ADD COLUMN colour INTEGER NOT NULL DEFAULT 7",
        "CREATE INDEX things_by_colour ON things (colour)",
    ]
    static let kind: Int32 = 0x4561_5473
    static let newest = Schema(kind: kind, steps: steps)

    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-database-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func path(_ name: String = "things.db") -> String {
        folder.appendingPathComponent(name).path
    }

    private func removing<Value>(_ body: () throws -> Value) throws -> Value {
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body()
    }

    private static func add(_ name: UInt64, _ place: Int64, to database: Database) throws {
        let query = try database.query("INSERT INTO things (name, place) VALUES (?1, ?2)")
        query.bind(1, Block128(high: name, low: 1))
        query.bind(2, place)
        #expect(try query.next() == false)
    }

    private func refusal(_ path: String, _ schema: Schema = newest) -> DatabaseError? {
        do throws(DatabaseError) {
            _ = try Database(path, schema)
            return nil
        } catch { return error }
    }

    @Test("from each older version it is brought to the newest, and keeps what is in it")
    func migrations() throws {
        try removing {
            for version in 0..<Self.steps.count {
                let path = path("from-\(version)")
                if version > 0 {
                    let old = try Database(
                        path, Schema(kind: Self.kind, steps: Array(Self.steps.prefix(version))))
                    try Self.add(5, 50, to: old)
                }
                let new = try Database(path, Self.newest)
                #expect(try new.number("PRAGMA user_version") == Self.steps.count)
                #expect(try new.number("SELECT count(*) FROM things") == min(version, 1))
                #expect(
                    try new.number("SELECT colour FROM things") == (version > 0 ? 7 : 0))
                #expect(try new.number("PRAGMA application_id") == Int(Self.kind))
            }
        }
    }

    @Test("a step that fails leaves the version before it, whole") func failedStep() throws {
        try removing {
            try Self.add(
                5, 50, to: Database(path(), Schema(kind: Self.kind, steps: [Self.steps[0]])))
            let bad = Schema(
                kind: Self.kind,
                steps: [
                    Self.steps[0], Self.steps[1] + "; CREATE TABLE others (x); SELECT nonsense",
                ])
            let found = refusal(path(), bad)
            guard case .refused(_, _, let words)? = found else {
                Issue.record("\(found as Any)")
                return
            }
            #expect(words.contains("nonsense"))
            let old = try Database(path(), Schema(kind: Self.kind, steps: [Self.steps[0]]))
            #expect(try old.number("PRAGMA user_version") == 1)
            #expect(
                try old.number("SELECT count(*) FROM sqlite_schema WHERE name = 'others'") == 0)
        }
    }

    @Test("newer, foreign and damaged files are each refused by name, and not changed")
    func refusals() throws {
        try removing {
            _ = try Database(path(), Self.newest)
            #expect(
                refusal(path(), Schema(kind: Self.kind, steps: Array(Self.steps.prefix(2))))
                    == .newer(path: path(), version: 3, known: 2))
            #expect(
                refusal(path(), Schema(kind: 1, steps: Self.steps)) == .foreign(path: path()))
            #expect(throws: DatabaseError.foreign(path: path())) {
                _ = try Database(
                    reading: path(), Schema(kind: Self.kind, steps: Self.steps + ["SELECT 1"]))
            }
            let text = path("letter")
            try Data(repeating: 0x61, count: 5_000).write(to: URL(fileURLWithPath: text))
            guard case .damaged? = refusal(text) else {
                Issue.record("\(refusal(text) as Any)")
                return
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: text)).count == 5_000)
            guard case .cannotOpen? = refusal("/nowhere/at/all") else {
                Issue.record("\(refusal("/nowhere/at/all") as Any)")
                return
            }
            let link = path("link")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path())
            #expect(refusal(link) != nil, "it follows no links")
        }
    }

    @Test("a transaction is there whole or not at all, also when its writer only stops")
    func transactions() throws {
        try removing {
            struct Stop: Error {}
            let database = try Database(path(), Self.newest)
            #expect(throws: DatabaseError.self) {
                try database.transaction { () throws(DatabaseError) in
                    try? Self.add(1, 1, to: database)
                    try database.run("INSERT INTO nowhere VALUES (1)")
                }
            }
            #expect(try database.number("SELECT count(*) FROM things") == 0)
            try database.transaction { () throws(DatabaseError) in
                try? Self.add(1, 1, to: database)
                try? Self.add(2, 2, to: database)
            }
            // What a killed program leaves: the files as they are now, begun on.
            try database.run("BEGIN IMMEDIATE")
            try Self.add(3, 3, to: database)
            let copy = path("copy.db")
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: path() + suffix, toPath: copy + suffix)
            }
            let again = try Database(copy, Self.newest)
            #expect(try again.number("SELECT count(*) FROM things") == 2)
        }
    }

    @Test(
        "a copy is as of one moment, reads beside the writer, and each bit changed in it is harmless"
    )
    func copies() throws {
        try removing {
            var chance = SeededNumbers(seed: 7)
            let database = try Database(path(), Self.newest)
            for name in 0..<300 { try Self.add(UInt64(name), Int64(name), to: database) }
            try database.copy(to: path("copy.db"))
            try Self.add(1_000, 1, to: database)
            #expect(throws: DatabaseError.self, "it overwrites nothing") {
                try database.copy(to: path("copy.db"))
            }
            let reader = try Database(reading: path(), Self.newest)
            #expect(try reader.number("SELECT count(*) FROM things") == 301)
            #expect(throws: DatabaseError.readOnly(path: path())) {
                try reader.run("DELETE FROM things")
            }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path("copy.db")))
            var (refused, fewer) = (0, 0)
            for turn in 0..<200 {
                var changed = bytes
                for _ in 0..<8 { changed[chance.below(changed.count)] ^= chance.byte() }
                let file = path("changed-\(turn)")
                try changed.write(to: URL(fileURLWithPath: file))
                do throws(DatabaseError) {
                    let other = try Database(file, Self.newest)
                    if try other.number("SELECT count(*) FROM things") < 300 { fewer += 1 }
                } catch { refused += 1 }
                try FileManager.default.removeItem(atPath: file)
            }
            #expect(refused > 10, "\(refused) refused, \(fewer) with fewer rows")
        }
    }
}
