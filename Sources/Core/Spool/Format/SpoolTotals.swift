internal import Primitives

/// What happened to records of each kind since the folder was made. Every segment begins with it,
/// so that it outlives the segments it counts.
public struct SpoolTotals: Equatable, Sendable {
    public struct Entry: Equatable, Sendable {
        public let kind: UInt8
        public internal(set) var kept: UInt64 = 0
        /// Forgotten, because somebody else has them.
        public internal(set) var acknowledged: UInt64 = 0
        /// Forgotten, because the owner needs them no more.
        public internal(set) var superseded: UInt64 = 0
        /// Gone, because there was no room.
        public internal(set) var evicted: UInt64 = 0
    }

    static let entryBytes = 33

    /// Kinds ascend.
    public private(set) var entries: [Entry] = []

    init() {}

    /// nil unless the kinds ascend. The count of bytes is right: `RecordHeader` sees to it.
    init?(_ bytes: RawSpan) {
        for start in stride(from: 0, to: bytes.byteCount, by: Self.entryBytes) {
            let kind = bytes.byte(at: start)
            guard entries.last.map({ $0.kind < kind }) ?? true else { return nil }
            entries.append(
                Entry(
                    kind: kind, kept: bytes.bigEndian64(at: start + 1),
                    acknowledged: bytes.bigEndian64(at: start + 9),
                    superseded: bytes.bigEndian64(at: start + 17),
                    evicted: bytes.bigEndian64(at: start + 25)))
        }
    }

    func encode(into bytes: inout [UInt8]) {
        for entry in entries {
            bytes.append(entry.kind)
            bytes.append(bigEndian: entry.kept)
            bytes.append(bigEndian: entry.acknowledged)
            bytes.append(bigEndian: entry.superseded)
            bytes.append(bigEndian: entry.evicted)
        }
    }

    mutating func count(_ type: RecordType, kind: UInt8, _ count: Int = 1) {
        let index = place(of: kind)
        let count = UInt64(count)
        switch type {
        case .keep: entries[index].kept &+= count
        case .acknowledge: entries[index].acknowledged &+= count
        case .supersede: entries[index].superseded &+= count
        case .evict: entries[index].evicted &+= count
        case .move, .trim, .totals: break
        }
    }

    private mutating func place(of kind: UInt8) -> Int {
        let index = entries.firstIndex { $0.kind >= kind } ?? entries.count
        if index == entries.count || entries[index].kind != kind {
            entries.insert(Entry(kind: kind), at: index)
        }
        return index
    }

    public var kept: UInt64 { entries.reduce(0) { $0 &+ $1.kept } }
    public var acknowledged: UInt64 { entries.reduce(0) { $0 &+ $1.acknowledged } }
    public var superseded: UInt64 { entries.reduce(0) { $0 &+ $1.superseded } }
    public var evicted: UInt64 { entries.reduce(0) { $0 &+ $1.evicted } }
}
