internal import Attestation
internal import Host
internal import Primitives
internal import Registry
internal import SQLiteStore

/// The index compared with every entry of the log, as of one moment, while an oracle writes it or not.
struct IndexCheck {
    private let database: Database
    private let find: Query
    /// Entries of the log that are in it.
    let size: UInt64
    private let rows: Int
    private var found = 0
    private(set) var wrong: String?

    /// Nothing when there is no index.
    init?(_ data: DataFolder) throws(DatabaseError) {
        guard Folder.mayBeThere(data.indexFile) else { return nil }
        database = try Database(reading: data.indexFile, StoredIndex.schema)
        // What is read from here on is of one moment.
        try database.run("BEGIN")
        rows = try database.number("SELECT count(*) FROM statements")
        size = UInt64(clamping: try database.number("SELECT size FROM log"))
        find = try database.query("SELECT count(*) FROM statements WHERE name = ?1 AND place = ?2")
    }

    mutating func see(_ statement: CheckedStatement, at index: UInt64) {
        guard index < size, wrong == nil else { return }
        find.bind(1, StatementName(statement).block)
        find.bind(2, Int64(bitPattern: index))
        do throws(DatabaseError) {
            guard try find.next(), find.integer(0) == 1 else {
                find.end()
                wrong = "entry \(index) is not in it"
                return
            }
            find.end()
            found += 1
        } catch { wrong = error.description }
    }

    /// - Parameter size: of the log that was seen.
    mutating func end(_ size: UInt64) -> String? {
        if wrong == nil, self.size <= size, found != rows {
            wrong = "it names \(rows) statements, the log has \(found) of them"
        }
        return wrong
    }
}
