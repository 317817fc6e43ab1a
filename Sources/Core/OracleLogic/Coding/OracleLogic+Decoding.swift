public import Attestation
import Primitives
public import Registry

/// Why bytes are not what an oracle has counted.
public enum OracleLogicError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A record cannot be read.
    case record(Int, CBORError)
    /// A number that no oracle counts to, or a hotspot that the registry has not.
    case value(Int)
    /// It says what an oracle could have counted, but in another spelling or order.
    case otherSpelling

    public enum Code: String, CaseIterable, Sendable { case record, value, otherSpelling }

    public var code: Code {
        switch self {
        case .record: .record
        case .value: .value
        case .otherSpelling: .otherSpelling
        }
    }

    public var description: String {
        switch self {
        case .record(let index, let error): "counts: record \(index): \(error)"
        case .value(let index): "counts: record \(index) holds a number no oracle has"
        case .otherSpelling: "counts: records are out of order, or spelt as none are"
        }
    }
}

extension OracleLogic {
    /// Goes on with the registry of some entry and what `encoded` wrote at the same one. Refuses every
    /// other spelling; whether it is the right one is asked of a hash by whoever kept it.
    public init(decoding bytes: RawSpan, registry: Registry) throws(OracleLogicError) {
        var reading = LogicReading(registry)
        do throws(CBORError) {
            // As many bytes as the greatest file this program keeps.
            var reader = try CBORReader(bytes, limit: Int(UInt32.max))
            while reader.offset < bytes.byteCount {
                let start = reader.offset
                _ = try reader.beginMap(upTo: 16)
                try reader.key(0)
                guard let kind = LogicRecordKind(rawValue: try reader.unsigned()),
                    (kind == .head) == (reading.count == 0)
                else { throw CBORError(.outOfRange, at: start) }
                try reading.take(kind, &reader)
                try reader.endMap()
            }
        } catch { throw .record(reading.count, error) }
        if let wrong = reading.wrong { throw .value(wrong) }
        self = reading.logic
        guard encoded().rawSpan.isSame(as: bytes) else { throw .otherSpelling }
    }

    fileprivate init(_ registry: Registry) {
        self.init(restoring: registry)
    }
}

private struct LogicReading {
    var logic: OracleLogic
    /// Records read.
    private(set) var count = 0
    /// The first record that holds what no oracle has.
    private(set) var wrong: Int?

    init(_ registry: Registry) { logic = OracleLogic(registry) }

    mutating func take(_ kind: LogicRecordKind, _ reader: inout CBORReader) throws(CBORError) {
        switch kind {
        case .head: try takeHead(&reader)
        case .open:
            let first = try reader.field(1, upTo: Epoch.limit)
            let last = try reader.field(2, upTo: Epoch.limit)
            let records = try reader.field(3, upTo: UInt64(UInt32.max))
            check(first <= last)
            logic.closing.open.append((first, last, records))
        case .settlement: try takeSettlement(&reader)
        case .usage: try takeUsage(&reader)
        case .signer:
            try reader.key(1)
            let key = try reader.publicKey()
            logic.signers[key] = UInt32(try reader.field(2, upTo: UInt64(UInt32.max)))
        case .commitments:
            try reader.key(1)
            let key = try reader.publicKey()
            let list = try reader.list(2, upTo: CommitmentShelf.greatest) {
                (reader) throws(CBORError) in
                try reader.beginArray(exactly: 2)
                let made = CommitmentNews.Commitment(
                    window: Window(try reader.unsigned(upTo: Window.limit)),
                    hash: try reader.hash256())
                try reader.endArray()
                return made
            }
            check(!list.isEmpty)
            logic.commitments.restore(list, of: key)
        }
        count += 1
    }

    private mutating func check(_ isRight: Bool) {
        if !isRight, wrong == nil { wrong = count }
    }

    private mutating func takeHead(_ reader: inout CBORReader) throws(CBORError) {
        logic.newest = try reader.optionalField(1, upTo: Period.limit).map { Period($0) }
        logic.closing.next = try reader.field(2, upTo: Epoch.limit)
        logic.closing.newestClosed = try reader.epoch(3)
        let (first, last) = (try reader.epoch(4), try reader.epoch(5))
        if let first, let last, first <= last {
            logic.unsettled = first...last
        } else {
            check(first == nil && last == nil)
        }
        check((logic.newest == nil) == (logic.registry.now == nil))
    }

    private mutating func takeSettlement(_ reader: inout CBORReader) throws(CBORError) {
        let epoch = Epoch(try reader.field(1, upTo: Epoch.limit))
        let closed = try reader.field(2, upTo: .max)
        var ahead = reader
        let hasSettlement = try ahead.optionalKey(3)
        let settlement = hasSettlement ? try takeEffects(&reader) : nil
        let isNext = logic.settlements.waiting.last.map { $0.epoch < epoch && $0.closed <= closed }
        guard isNext ?? true else { return check(false) }
        logic.settlements.close(epoch, at: closed, settlement)
    }

    private func takeEffects(_ reader: inout CBORReader) throws(CBORError) -> Settlement {
        let spent = try reader.list(3) { (reader) throws(CBORError) in
            try reader.beginArray(exactly: 2)
            let item = Settlement.Spent(
                account: try reader.publicKey(), credits: try reader.unsigned())
            try reader.endArray()
            return item
        }
        let count = logic.registry.hotspotCount
        let filled = try reader.list(4) { (reader) throws(CBORError) in
            try reader.beginArray(exactly: 2)
            let hotspot = try reader.hotspot(below: count)
            let item = Settlement.Filled(hotspot: hotspot, grains: try reader.unsigned())
            try reader.endArray()
            return item
        }
        let anchored = try reader.list(5) { (reader) throws(CBORError) in
            try reader.hotspot(below: count)
        }
        return Settlement(spent: spent, filled: filled, anchored: anchored)
    }

    private mutating func takeUsage(_ reader: inout CBORReader) throws(CBORError) {
        let number = Int(try reader.field(1, upTo: UInt64(UInt32.max)))
        let windows = try reader.list(2, upTo: 4_096) { (reader) throws(CBORError) in
            try reader.unsigned()
        }
        let now = try reader.field(3, upTo: Window.limit)
        let counts = [
            try reader.field(4, upTo: UInt64(UInt16.max)),
            try reader.field(5, upTo: UInt64(UInt16.max)),
            try reader.field(6, upTo: UInt64(UInt16.max)),
        ].map { UInt16($0) }
        let test = try reader.optionalField(7, upTo: Period.limit)
        guard number >= logic.usage.count, number < logic.registry.hotspotCount else {
            return check(false)
        }
        while logic.usage.count < number { logic.usage.append(HotspotUsage()) }
        logic.usage.append(
            HotspotUsage(windows: windows, now: now, counts: counts, lastTest: test))
    }
}

extension CBORReader {
    fileprivate mutating func field(
        _ key: UInt64, upTo limit: UInt64
    ) throws(CBORError) -> UInt64 {
        try self.key(key)
        return try unsigned(upTo: limit)
    }

    fileprivate mutating func optionalField(
        _ key: UInt64, upTo limit: UInt64
    ) throws(CBORError) -> UInt64? {
        try optionalKey(key) ? try unsigned(upTo: limit) : nil
    }

    fileprivate mutating func epoch(_ key: UInt64) throws(CBORError) -> Epoch? {
        try optionalField(key, upTo: Epoch.limit).map { Epoch($0) }
    }

    fileprivate mutating func hotspot(below count: Int) throws(CBORError) -> HotspotNumber {
        let start = offset
        let number = try unsigned(upTo: UInt64(UInt32.max))
        guard number < UInt64(count) else { throw CBORError(.outOfRange, at: start) }
        return HotspotNumber(UInt32(number))
    }

    fileprivate mutating func list<Item>(
        _ key: UInt64, upTo limit: Int = .max,
        _ body: (inout CBORReader) throws(CBORError) -> Item
    ) throws(CBORError) -> [Item] {
        try self.key(key)
        var items: [Item] = []
        for _ in 0..<(try beginArray(upTo: limit)) { items.append(try body(&self)) }
        try endArray()
        return items
    }
}
