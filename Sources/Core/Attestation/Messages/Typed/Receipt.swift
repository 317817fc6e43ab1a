public import Primitives

/// An oracle's word that statements are durable and where they stand in its log.
public struct Receipt: TypedMessage {
    public static var type: MessageType { .receipt }
    public var sequence: UInt64
    /// k: the newest record logged when the indexes were given.
    public var newest: Period
    /// Ascending by id.
    public var entries: [Entry]

    public struct Entry: Hashable, Sendable {
        public var statement: Hash256
        public var index: UInt64

        public init(statement: Hash256, index: UInt64) {
            self.statement = statement
            self.index = index
        }
    }

    public init(sequence: UInt64, newest: Period, entries: [Entry]) {
        self.sequence = sequence
        self.newest = newest
        self.entries = entries
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        newest = Period(try reader.unsigned(at: 2))
        try reader.key(3)
        let count = try reader.beginArray()
        entries = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            _ = try reader.beginMap()
            let statement = try reader.hash(at: 1)
            entries.append(Entry(statement: statement, index: try reader.unsigned(at: 2)))
            try reader.endMap()
        }
        try reader.endArray()
    }

    public var keyCount: Int { 3 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(newest.number, at: 2)
        writer.key(3)
        writer.beginArray(entries.count)
        for entry in entries {
            writer.beginMap(2)
            writer.hash(entry.statement, at: 1)
            writer.unsigned(entry.index, at: 2)
            writer.endMap()
        }
        writer.endArray()
    }
}
