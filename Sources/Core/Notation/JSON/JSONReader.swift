import Primitives

extension JSON {
    /// Reads one value and nothing behind it. Strict: RFC 8259's grammar, UTF-8, no name twice, no
    /// half surrogates, numbers a double can hold. Time is linear in the length, except that a
    /// large object's names are sorted to find a duplicate.
    public init(
        parsing text: RawSpan, limits: JSONLimits = .message
    ) throws(JSONError) {
        var reader = JSONReader(limits: limits)
        do throws(JSONReader.Failure) {
            self = try reader.document(text)
        } catch {
            throw JSONError(
                reason: error.reason, position: TextPosition(of: error.offset, in: text))
        }
    }

    public init(
        parsing text: some StringProtocol, limits: JSONLimits = .message
    ) throws(JSONError) {
        var text = String(text)
        text.makeContiguousUTF8()
        try unsafe self.init(parsing: text.utf8.span.bytes, limits: limits)
    }
}

/// The reading place in a text. The text itself is passed along, because a span cannot be kept.
struct JSONReader {
    struct Failure: Error {
        let reason: JSONError.Reason
        let offset: Int
    }

    let limits: JSONLimits
    private var offset = 0
    private var depth = 0
    private var scratch: [UInt8] = []

    init(limits: JSONLimits) { self.limits = limits }

    mutating func document(_ text: RawSpan) throws(Failure) -> JSON {
        guard text.byteCount <= limits.bytes else {
            throw Failure(reason: .tooLong(bytes: text.byteCount, limit: limits.bytes), offset: 0)
        }
        if let wrong = UTF8Check.firstWrongByte(in: text) {
            throw Failure(reason: .notUTF8, offset: wrong)
        }
        let value = try value(text)
        skipSpace(text)
        guard offset == text.byteCount else {
            throw failure(.textAfterValue(found(text)))
        }
        return value
    }

    private mutating func value(_ text: RawSpan) throws(Failure) -> JSON {
        skipSpace(text)
        guard let byte = peek(text) else { throw failure(.unexpectedEnd) }
        switch byte {
        case 0x7b: return try object(text)
        case 0x5b: return try array(text)
        case 0x22: return .string(try string(text))
        case 0x2d, 0x30...0x39: return .number(try number(text))
        case 0x74: return try word("true", .bool(true), text)
        case 0x66: return try word("false", .bool(false), text)
        case 0x6e: return try word("null", .null, text)
        default: throw failure(.expected("a value", found: found(text)))
        }
    }

    private mutating func object(_ text: RawSpan) throws(Failure) -> JSON {
        let start = offset
        try enter()
        var members: [JSONObject.Member] = []
        var places: [Int] = []
        var isFirst = true
        while try !closes(0x7d, isFirst: isFirst, "',' or '}'", text) {
            isFirst = false
            skipSpace(text)
            guard peek(text) == 0x22 else {
                throw peek(text) == nil
                    ? failure(.unexpectedEnd)
                    : failure(.expected("a name in double quotes", found: found(text)))
            }
            places.append(offset)
            let name = try string(text)
            skipSpace(text)
            try take(0x3a, "':'", text)
            members.append(JSONObject.Member(name: name, value: try value(text)))
        }
        depth -= 1
        let object = JSONObject(members: members)
        if let index = object.duplicateName {
            let place = index < places.count ? places[index] : start
            throw Failure(reason: .duplicateName(members[index].name), offset: place)
        }
        return .object(object)
    }

    private mutating func array(_ text: RawSpan) throws(Failure) -> JSON {
        try enter()
        var values: [JSON] = []
        while try !closes(0x5d, isFirst: values.isEmpty, "',' or ']'", text) {
            values.append(try value(text))
        }
        depth -= 1
        return .array(values)
    }

    private mutating func enter() throws(Failure) {
        guard depth < limits.depth else { throw failure(.tooDeep(limit: limits.depth)) }
        depth += 1
        offset += 1
    }

    /// Takes the closing bracket, or the comma before the next element.
    private mutating func closes(
        _ bracket: UInt8, isFirst: Bool, _ wanted: String, _ text: RawSpan
    ) throws(Failure) -> Bool {
        skipSpace(text)
        if peek(text) == bracket {
            offset += 1
            return true
        }
        if !isFirst { try take(0x2c, wanted, text) }
        return false
    }

    private mutating func take(
        _ byte: UInt8, _ wanted: String, _ text: RawSpan
    ) throws(Failure) {
        guard let next = peek(text) else { throw failure(.unexpectedEnd) }
        guard next == byte else { throw failure(.expected(wanted, found: found(text))) }
        offset += 1
    }

    private mutating func word(
        _ word: StaticString, _ value: JSON, _ text: RawSpan
    ) throws(Failure) -> JSON {
        for index in 0..<word.utf8CodeUnitCount {
            guard offset + index < text.byteCount else { throw failure(.unexpectedEnd) }
            guard unsafe text.byte(at: offset + index) == word.utf8Start[index] else {
                throw failure(.expected("a value", found: found(text)))
            }
        }
        offset += word.utf8CodeUnitCount
        return value
    }

    private mutating func skipSpace(_ text: RawSpan) {
        while let byte = peek(text), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
            offset += 1
        }
    }

    private func peek(_ text: RawSpan) -> UInt8? {
        offset < text.byteCount ? text.byte(at: offset) : nil
    }

    private func failure(_ reason: JSONError.Reason) -> Failure {
        Failure(reason: reason, offset: offset)
    }

    /// The word here, quoted, for a complaint.
    private func found(_ text: RawSpan) -> String {
        var end = offset
        while end < text.byteCount, end - offset < 20, text.byte(at: end) > 0x20 { end += 1 }
        return Quote.text(text.extracting(offset..<max(end, min(offset + 1, text.byteCount))))
    }
}

// MARK: Numbers

extension JSONReader {
    private mutating func number(_ text: RawSpan) throws(Failure) -> JSONNumber {
        let start = offset
        var isWhole = true
        while let byte = peek(text) {
            switch byte {
            case 0x30...0x39, 0x2d: break
            case 0x2b, 0x2e, 0x45, 0x65: isWhole = false
            default: return try number(text.extracting(start..<offset), start, isWhole: isWhole)
            }
            offset += 1
        }
        return try number(text.extracting(start..<offset), start, isWhole: isWhole)
    }

    private func number(
        _ text: RawSpan, _ start: Int, isWhole: Bool
    ) throws(Failure) -> JSONNumber {
        if isWhole, let exact = wholeNumber(text) { return exact }
        do throws(DecimalError) {
            let value = try DecimalText.double(from: text)
            let copy = (0..<text.byteCount).map { text.byte(at: $0) }
            return .decimal(value, text: String(decoding: copy, as: UTF8.self))
        } catch {
            throw Failure(reason: .wrongNumber(Quote.text(text)), offset: start)
        }
    }

    /// nil for what is not written as a whole number, does not fit, or is minus zero.
    private func wholeNumber(_ text: RawSpan) -> JSONNumber? {
        let isNegative = text.byte(at: 0) == 0x2d
        let first = isNegative ? 1 : 0
        guard first < text.byteCount, text.byteCount - first <= 20 else { return nil }
        guard text.byte(at: first) != 0x30 || text.byteCount == 1 else { return nil }
        var magnitude: UInt64 = 0
        for index in first..<text.byteCount {
            let byte = text.byte(at: index)
            guard byte != 0x2d else { return nil }
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(byte - 0x30))
            guard !overflow, !carry else { return nil }
            magnitude = sum
        }
        if isNegative {
            guard magnitude <= Int64.min.magnitude else { return nil }
            return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
        }
        return Int64(exactly: magnitude).map { .integer($0) } ?? .unsigned(magnitude)
    }
}

// MARK: Texts

extension JSONReader {
    private mutating func string(_ text: RawSpan) throws(Failure) -> String {
        scratch.removeAll(keepingCapacity: true)
        offset += 1
        while true {
            guard let byte = peek(text) else { throw failure(.unexpectedEnd) }
            switch byte {
            case 0x22:
                offset += 1
                return String(decoding: scratch, as: UTF8.self)
            case 0x5c: try escape(text)
            case 0..<0x20: throw failure(.controlCharacter(byte))
            default:
                scratch.append(byte)
                offset += 1
            }
        }
    }

    private mutating func escape(_ text: RawSpan) throws(Failure) {
        guard offset + 1 < text.byteCount else { throw failure(.unexpectedEnd) }
        switch text.byte(at: offset + 1) {
        case 0x22: scratch.append(0x22)
        case 0x5c: scratch.append(0x5c)
        case 0x2f: scratch.append(0x2f)
        case 0x62: scratch.append(0x08)
        case 0x66: scratch.append(0x0c)
        case 0x6e: scratch.append(0x0a)
        case 0x72: scratch.append(0x0d)
        case 0x74: scratch.append(0x09)
        case 0x75: return try unicodeEscape(text)
        default: throw unknownEscape(text, length: 2)
        }
        offset += 2
    }

    private mutating func unicodeEscape(_ text: RawSpan) throws(Failure) {
        let high = try fourDigits(text, at: offset)
        var code = UInt32(high)
        var length = 6
        if high & 0xf800 == 0xd800 {
            guard high < 0xdc00, offset + 7 < text.byteCount, text.byte(at: offset + 6) == 0x5c,
                text.byte(at: offset + 7) == 0x75
            else { throw failure(.loneSurrogate) }
            let low = try fourDigits(text, at: offset + 6)
            guard low & 0xfc00 == 0xdc00 else { throw failure(.loneSurrogate) }
            code = 0x1_0000 + (UInt32(high & 0x3ff) << 10 | UInt32(low & 0x3ff))
            length = 12
        }
        guard let scalar = UnicodeScalar(code) else { throw failure(.loneSurrogate) }
        scratch.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        offset += length
    }

    private func fourDigits(_ text: RawSpan, at start: Int) throws(Failure) -> UInt16 {
        guard start + 6 <= text.byteCount else { throw failure(.unexpectedEnd) }
        var value: UInt16 = 0
        for index in 2..<6 {
            switch text.byte(at: start + index) {
            case let byte where (0x30...0x39).contains(byte):
                value = value << 4 | UInt16(byte - 0x30)
            case let byte where (0x41...0x46).contains(byte):
                value = value << 4 | UInt16(byte - 0x37)
            case let byte where (0x61...0x66).contains(byte):
                value = value << 4 | UInt16(byte - 0x57)
            default: throw unknownEscape(text, length: 6)
            }
        }
        return value
    }

    private func unknownEscape(_ text: RawSpan, length: Int) -> Failure {
        let end = min(text.byteCount, offset + length)
        return failure(.unknownEscape(Quote.text(text.extracting(offset..<end))))
    }
}
