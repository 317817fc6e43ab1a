public import Attestation
public import Primitives

/// The fields of a record, each under the next key; one that is absent leaves its key out. A map
/// begins with the number of its keys, so they are gathered first.
public struct RecordFields {
    fileprivate var body: CBORWriter
    private var key: UInt64 = 0
    fileprivate var count = 0

    fileprivate init(_ buffer: consuming [UInt8], _ kind: UInt64) {
        body = CBORWriter(appendingTo: buffer)
        number(kind)
    }

    /// Keys below 24 are one byte; records have fewer.
    private mutating func next() {
        body.unsigned(key)
        key += 1
        count += 1
    }

    public mutating func number(_ value: UInt64) {
        next()
        body.unsigned(value)
    }

    mutating func flag(_ value: Bool) {
        next()
        body.boolean(value)
    }

    mutating func text(_ value: String) {
        next()
        body.text(value)
    }

    mutating func hash(_ value: Hash256) {
        next()
        body.bytes(value)
    }

    public mutating func key(_ value: PublicKey) { hash(value.bytes) }

    mutating func bytes(_ value: [UInt8]) {
        next()
        body.bytes(value)
    }

    /// Eight bytes, the most significant first.
    mutating func bytes(_ value: UInt64) {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: value)
        self.bytes(bytes)
    }

    public mutating func optional(_ value: UInt64?) {
        if let value { number(value) } else { key += 1 }
    }

    mutating func optional(_ value: [UInt8]?) {
        if let value { bytes(value) } else { key += 1 }
    }

    public mutating func list<Item>(_ items: [Item], _ write: (Item, inout CBORWriter) -> Void) {
        next()
        body.beginArray(items.count)
        for item in items { write(item, &body) }
        body.endArray()
    }
}

/// Buffers that serve every record in turn.
public struct RecordBuffer {
    private var fields: [UInt8] = []
    private var record: [UInt8] = []

    public init() {}

    mutating func write(
        _ kind: RecordKind, _ emit: (RawSpan) -> Void, _ write: (inout RecordFields) -> Void
    ) {
        self.write(kind: kind.rawValue, emit, write)
    }

    /// - Parameter kind: stands under key 0.
    public mutating func write(
        kind: UInt64, _ emit: (RawSpan) -> Void, _ write: (inout RecordFields) -> Void
    ) {
        var held: [UInt8] = []
        swap(&held, &fields)
        held.removeAll(keepingCapacity: true)
        var gathered = RecordFields(consume held, kind)
        write(&gathered)
        precondition(gathered.count < 24, "a map's head of one byte")
        let count = gathered.count
        fields = gathered.body.finish()
        var whole: [UInt8] = []
        swap(&whole, &record)
        whole.removeAll(keepingCapacity: true)
        whole.append(0xa0 | UInt8(count))
        whole.append(fields.rawSpan)
        emit(whole.rawSpan)
        swap(&whole, &record)
    }
}
