import Primitives

/// A table while its document is being read: it remembers how it came about, because that decides
/// what may still be added (TOML 1.0.0, "Table" and "Inline Table").
final class TOMLDraft {
    enum Origin {
        /// On the way to a header's last name: `[a.b]` makes `a` so. A later `[a]` may begin it.
        case passedByHeader
        /// By a header of its own.
        case header
        /// On the way to a dotted key's last name.
        case dottedKey
        /// Written `{ … }`: nothing can be added.
        case inline
    }

    enum Node {
        case value(TOML)
        case table(TOMLDraft)
        /// Made by `[[name]]`.
        case tables(TOMLDraftList)
    }

    struct Entry {
        let key: String
        let offset: Int
        let node: Node
    }

    var origin: Origin
    let offset: Int
    private(set) var entries: [Entry] = []
    // order: only looked up by key, never walked.
    private var places: [[UInt8]: Int] = [:]

    init(_ origin: Origin, at offset: Int) {
        self.origin = origin
        self.offset = offset
    }

    subscript(key: String) -> Node? {
        get { places[Array(key.utf8)].map { entries[$0].node } }
    }

    func add(_ key: String, at offset: Int, _ node: Node) {
        places[Array(key.utf8)] = entries.count
        entries.append(Entry(key: key, offset: offset, node: node))
    }

    /// The finished table.
    func table(_ position: (Int) -> TextPosition) -> TOMLTable {
        TOMLTable(
            entries: entries.map { entry in
                let place = position(entry.offset)
                let value: TOML =
                    switch entry.node {
                    case .value(let value): value
                    case .table(let draft):
                        TOML(value: .table(draft.table(position)), position: place)
                    case .tables(let list):
                        TOML(
                            value: .array(
                                list.drafts.map {
                                    TOML(
                                        value: .table($0.table(position)),
                                        position: position($0.offset))
                                }), position: place)
                    }
                return TOMLTable.Entry(key: entry.key, position: place, value: value)
            })
    }
}

/// The tables of one `[[name]]`, by reference, so that adding the next copies none.
final class TOMLDraftList {
    private(set) var drafts: [TOMLDraft]

    init(_ first: TOMLDraft) { drafts = [first] }

    func append(_ draft: TOMLDraft) { drafts.append(draft) }
}

/// Positions of many offsets in one text, without walking it again for each.
struct LineStarts {
    private var starts = [0]
    /// Offsets of the bytes that continue a character, which columns do not count.
    private var continuations: [Int] = []

    init(of text: RawSpan) {
        for offset in 0..<text.byteCount {
            let byte = text.byte(at: offset)
            if byte == 0x0a { starts.append(offset + 1) }
            if byte & 0xc0 == 0x80 { continuations.append(offset) }
        }
    }

    func position(of offset: Int) -> TextPosition {
        let line = Self.count(in: starts, upTo: offset)
        let start = starts[line - 1]
        let hidden =
            Self.count(in: continuations, upTo: offset - 1)
            - Self.count(in: continuations, upTo: start - 1)
        return TextPosition(line: line, column: offset - start + 1 - hidden)
    }

    /// How many of the ascending numbers are at most `limit`.
    private static func count(in numbers: [Int], upTo limit: Int) -> Int {
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] <= limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
