import Primitives

/// One pass over one payload by its table. Allocates nothing unless it refuses.
struct MessageWalk: ~Escapable {
    private let payload: RawSpan
    private var reader: CBORReader

    @_lifetime(copy payload)
    init(_ payload: RawSpan) throws(MessageError) {
        do throws(CBORError) {
            reader = try CBORReader(payload)
        } catch {
            throw MessageError(error)
        }
        self.payload = payload
    }

    func finish() throws(MessageError) {
        do throws(CBORError) { try reader.finish() } catch { throw MessageError(error) }
    }

    /// Passes a map with the record's fields; returns where the first field's value stands.
    mutating func record(_ record: Record) throws(MessageError) -> Range<Int> {
        var facts = RecordFacts()
        var first = 0..<0
        do throws(CBORError) { _ = try reader.beginMap() } catch { throw MessageError(error) }
        // By place: a copy of a field counts its name, its kind and its meaning up and down.
        for place in record.fields.indices {
            guard try hasKey(place, of: record) else { continue }
            let start = reader.offset
            let number: UInt64
            do throws(MessageError) {
                number = try value(record.fields[place].kind)
            } catch {
                throw error.inside(record.fields[place].name)
            }
            if first.isEmpty { first = start..<reader.offset }
            facts.note(record.fields[place].key, number)
        }
        do throws(CBORError) { try reader.endMap() } catch { throw MessageError(error) }
        if let rule = record.rule { try rule.check(facts) }
        return first
    }

    private mutating func hasKey(_ place: Int, of record: Record) throws(MessageError) -> Bool {
        let key = record.fields[place].key
        do throws(CBORError) {
            if record.fields[place].isOptional { return try reader.optionalKey(key) }
            try reader.key(key)
            return true
        } catch {
            throw error.code == .missingKey
                ? MessageError(error).inside(record.fields[place].name) : MessageError(error)
        }
    }

    /// Passes one value; returns it if it is a number, for the record's rule.
    private mutating func value(_ kind: FieldKind) throws(MessageError) -> UInt64 {
        switch kind {
        case .record(let inner): _ = try record(inner)
        case .list(let item, let counts, let order):
            try list(of: item, counts: counts, order: order)
        case .message(let type): try message(type)
        case .text(let lengths): try text(lengths)
        default:
            let number: UInt64
            do throws(CBORError) {
                number = try scalar(kind)
            } catch {
                throw MessageError(error)
            }
            try kind.judge(number)
            return number
        }
        return 0
    }

    /// Reads a number, or a byte string whose length is returned.
    private mutating func scalar(_ kind: FieldKind) throws(CBORError) -> UInt64 {
        switch kind {
        case .integer(let range, _): UInt64(bitPattern: try reader.integer(in: range))
        case .flag: try reader.boolean() ? 1 : 0
        case .bytes: UInt64(try reader.byteRange().count)
        case .hash, .key: UInt64(try reader.bytes(exactly: 32).byteCount)
        case .signature: UInt64(try reader.bytes(exactly: 64).byteCount)
        case .network, .eui: UInt64(try reader.bytes(exactly: 8).byteCount)
        default: try reader.unsigned()
        }
    }

    private mutating func list(
        of item: FieldKind, counts: ClosedRange<Int>, order: ListOrder
    ) throws(MessageError) {
        let count: Int
        do throws(CBORError) { count = try reader.beginArray() } catch { throw MessageError(error) }
        guard counts.contains(count) else {
            throw MessageError(
                .wrongCount, found: UInt64(count),
                wanted: UInt64(count < counts.lowerBound ? counts.lowerBound : counts.upperBound))
        }
        var last = 0..<0
        for index in 0..<count {
            let start = reader.offset
            var place = 0..<0
            if case .record(let inner) = item {
                place = try record(inner)
            } else {
                _ = try value(item)
                place = start..<reader.offset
            }
            if order == .ascending, !last.isEmpty, !stands(place, after: last) {
                throw MessageError(.notAscending, found: UInt64(index))
            }
            last = place
        }
        do throws(CBORError) { try reader.endArray() } catch { throw MessageError(error) }
    }

    /// Encoded items are prefix-free: one of two different ones has the first greater byte.
    private func stands(_ place: Range<Int>, after last: Range<Int>) -> Bool {
        for offset in 0..<min(place.count, last.count) {
            let (left, right) = (
                payload.byte(at: last.lowerBound + offset),
                payload.byte(at: place.lowerBound + offset)
            )
            if left != right { return left < right }
        }
        return false
    }

    private mutating func text(_ lengths: ClosedRange<Int>) throws(MessageError) {
        let end: Int
        let count: Int
        do throws(CBORError) {
            count = try reader.text().byteCount
            end = reader.offset
        } catch {
            throw MessageError(error)
        }
        try FieldKind.bytes(lengths).judge(UInt64(count))
        for offset in (end - count)..<end {
            let byte = payload.byte(at: offset)
            // A line feed may stand in a text that people wrote; nothing else below a space.
            guard byte >= 0x20 && byte != 0x7f || byte == 0x0a else {
                throw MessageError(.unprintableText, found: UInt64(byte))
            }
        }
    }

    private mutating func message(_ type: MessageType) throws(MessageError) {
        let range: Range<Int>
        do throws(CBORError) { range = try reader.byteRange() } catch { throw MessageError(error) }
        let bytes = payload.extracting(range)
        guard type.form == .statement else {
            try MessageCheck.check(bytes, is: type)
            return
        }
        let inner: Range<Int>
        do throws(StatementError) {
            inner = try SignedStatement(bytes).payloadRange
        } catch {
            throw MessageError(.badInner, found: error.code.number)
        }
        try MessageCheck.check(bytes.extracting(inner), is: type)
    }
}

extension StatementError.Code {
    /// Its place in the published list, from 0: how an inner statement's refusal is told.
    var number: UInt64 { UInt64(Self.allCases.firstIndex(of: self) ?? 0) }
}

extension RawSpan {
    /// Whether the first byte is COSE_Sign1's tag, which no bare payload begins with.
    var beginsAsStatement: Bool { byteCount > 0 && byte(at: 0) == 0xd2 }
}
