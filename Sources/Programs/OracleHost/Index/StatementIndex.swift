internal import Attestation
internal import Primitives
internal import Registry

/// Where the statements of a log stand, by their names: the newest entries are written behind the log
/// in its order, so it can always be made again from the log, from where it ends. What holds it, a
/// database in the data folder or one elsewhere, is of no matter to an oracle.
protocol StatementIndex: AnyObject {
    /// So many entries of the log are in it.
    var size: UInt64 { get }
    /// The places under a name; mostly none or one.
    func places(of name: StatementName) throws(OracleHostError) -> [UInt64]
    /// Takes the next entries, all or none.
    /// - Parameters:
    ///   - size: of the log with them.
    ///   - root: the log's at that size: by it, an index of another log is known.
    func add(
        _ entries: [(name: StatementName, place: UInt64)], to size: UInt64, root: Hash256
    ) throws(OracleHostError)
}

/// The name of a statement in the index: the window it speaks of, then what fits of its id in 16
/// bytes. Statements of a time so stand together, which a tree of pages takes three times as fast as
/// names by chance. The same name does not mean the same statement: whoever finds one looks at the log.
struct StatementName: Hashable {
    let block: Block128

    /// Windows of log time stay below 2^35.
    private static let windowBits: UInt64 = 40

    init(_ statement: CheckedStatement) {
        let window = NamedWindows(statement).windows.first?.window.number ?? 0
        self.init(statement.id, of: window)
    }

    init(_ id: Hash256, of window: UInt64) {
        let (first, second, _, _) = id.words
        block = Block128(
            high: window << (64 - Self.windowBits) | first >> Self.windowBits, low: second)
    }
}

/// In memory: for a simulated network, whose statements all fit.
final class MemoryIndex: StatementIndex {
    private var known: [StatementName: [UInt64]] = [:]
    private(set) var size: UInt64 = 0

    func places(of name: StatementName) throws(OracleHostError) -> [UInt64] { known[name] ?? [] }

    func add(
        _ entries: [(name: StatementName, place: UInt64)], to size: UInt64, root: Hash256
    ) throws(OracleHostError) {
        for entry in entries { known[entry.name, default: []].append(entry.place) }
        self.size = size
    }
}
