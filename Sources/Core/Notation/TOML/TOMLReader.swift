import Primitives

/// The reading place in a TOML document: statements, keys, and which table they go to.
struct TOMLReader {
    struct Failure: Error {
        let reason: TOMLError.Reason
        let offset: Int
    }

    var offset = 0
    var depth = 0
    var lines = LineStarts(of: RawSpan())
    private var root = TOMLDraft(.header, at: 0)
    private var current = TOMLDraft(.header, at: 0)

    struct Key {
        let name: String
        let offset: Int
    }

    mutating func document(_ text: RawSpan) throws(Failure) -> TOMLTable {
        guard text.byteCount <= TOMLError.longestDocument else {
            throw Failure(reason: .tooLong(bytes: text.byteCount), offset: 0)
        }
        if let wrong = UTF8Check.firstWrongByte(in: text) {
            throw Failure(reason: .notUTF8, offset: wrong)
        }
        if text.byteCount >= 3, text.byte(at: 0) == 0xef, text.byte(at: 1) == 0xbb,
            text.byte(at: 2) == 0xbf
        {
            throw Failure(reason: .byteOrderMark, offset: 0)
        }
        lines = LineStarts(of: text)
        current = root
        while true {
            try skipBlank(text)
            guard let byte = peek(text) else { break }
            if byte == 0x5b {
                try header(text)
            } else {
                try keyAndValue(into: current, text)
            }
            try endOfLine(text)
        }
        let lines = lines
        return root.table { lines.position(of: $0) }
    }

    // MARK: Headers

    private mutating func header(_ text: RawSpan) throws(Failure) {
        let start = offset
        let isArray = byte(text, after: 1) == 0x5b
        offset += isArray ? 2 : 1
        skipSpace(text)
        let path = try dottedKey(text)
        try take(0x5d, "']'", text)
        if isArray { try take(0x5d, "']]'", text) }
        var table = root
        for key in path.dropLast() { table = try passed(key, in: table) }
        guard let last = path.last else { return }
        current =
            isArray
            ? try appended(last, in: table, at: start) : try begun(last, in: table, at: start)
    }

    /// The table a header passes through, made if it is not there yet.
    private func passed(_ key: Key, in table: TOMLDraft) throws(Failure) -> TOMLDraft {
        switch table[key.name] {
        case nil:
            let made = TOMLDraft(.passedByHeader, at: key.offset)
            table.add(key.name, at: key.offset, .table(made))
            return made
        case .table(let draft):
            guard draft.origin != .inline else { throw failure(.closedTable(key.name), key) }
            return draft
        case .tables(let list):
            guard let last = list.drafts.last else { throw failure(.notATable(key.name), key) }
            return last
        case .value(let value): throw closedOrValue(value, key)
        }
    }

    private func begun(
        _ key: Key, in table: TOMLDraft, at start: Int
    ) throws(Failure) -> TOMLDraft {
        switch table[key.name] {
        case nil:
            let made = TOMLDraft(.header, at: start)
            table.add(key.name, at: key.offset, .table(made))
            return made
        case .table(let draft):
            guard draft.origin == .passedByHeader else {
                throw failure(.tableTwice(key.name), key)
            }
            draft.origin = .header
            return draft
        case .tables: throw failure(.tableTwice(key.name), key)
        case .value(let value): throw closedOrValue(value, key)
        }
    }

    private func appended(
        _ key: Key, in table: TOMLDraft, at start: Int
    ) throws(Failure) -> TOMLDraft {
        let made = TOMLDraft(.header, at: start)
        switch table[key.name] {
        case nil: table.add(key.name, at: key.offset, .tables(TOMLDraftList(made)))
        case .tables(let list): list.append(made)
        case .table: throw failure(.tableTwice(key.name), key)
        case .value(let value): throw closedOrValue(value, key)
        }
        return made
    }

    private func closedOrValue(_ value: TOML, _ key: Key) -> Failure {
        switch value.value {
        case .array, .table: failure(.closedTable(key.name), key)
        default: failure(.notATable(key.name), key)
        }
    }

    // MARK: Keys

    mutating func keyAndValue(into table: TOMLDraft, _ text: RawSpan) throws(Failure) {
        let path = try dottedKey(text)
        var table = table
        for key in path.dropLast() { table = try extended(key, in: table) }
        guard let last = path.last else { return }
        guard table[last.name] == nil else { throw failure(.keyTwice(last.name), last) }
        try take(0x3d, "'='", text)
        skipSpace(text)
        let value = try value(text)
        table.add(last.name, at: last.offset, .value(value))
    }

    /// The table a dotted key goes through: one made by dotted keys, or one no header has begun.
    private func extended(_ key: Key, in table: TOMLDraft) throws(Failure) -> TOMLDraft {
        switch table[key.name] {
        case nil:
            let made = TOMLDraft(.dottedKey, at: key.offset)
            table.add(key.name, at: key.offset, .table(made))
            return made
        case .table(let draft):
            guard draft.origin == .dottedKey || draft.origin == .passedByHeader else {
                throw failure(.tableTwice(key.name), key)
            }
            draft.origin = .dottedKey
            return draft
        case .tables: throw failure(.tableTwice(key.name), key)
        case .value(let value): throw closedOrValue(value, key)
        }
    }

    private mutating func dottedKey(_ text: RawSpan) throws(Failure) -> [Key] {
        var path = [try simpleKey(text)]
        skipSpace(text)
        while peek(text) == 0x2e {
            offset += 1
            skipSpace(text)
            guard path.count < TOMLError.deepest else { throw failure(.tooDeep) }
            path.append(try simpleKey(text))
            skipSpace(text)
        }
        return path
    }

    private mutating func simpleKey(_ text: RawSpan) throws(Failure) -> Key {
        let start = offset
        switch peek(text) {
        case 0x22: return Key(name: try basicString(text), offset: start)
        case 0x27: return Key(name: try literalString(text), offset: start)
        default:
            while let byte = peek(text), Self.isBare(byte) { offset += 1 }
            guard offset > start else { throw failure(.expected("a key", found: found(text))) }
            return Key(name: copy(text, start..<offset), offset: start)
        }
    }

    static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x2d: true
        default: false
        }
    }

    // MARK: Space, comments, line ends

    mutating func skipSpace(_ text: RawSpan) {
        while let byte = peek(text), byte == 0x20 || byte == 0x09 { offset += 1 }
    }

    /// Skips white space, line ends and comments.
    mutating func skipBlank(_ text: RawSpan) throws(Failure) {
        while let byte = peek(text) {
            switch byte {
            case 0x20, 0x09, 0x0a: offset += 1
            case 0x0d where self.byte(text, after: 1) == 0x0a: offset += 2
            case 0x23: try skipComment(text)
            default: return
            }
        }
    }

    private mutating func skipComment(_ text: RawSpan) throws(Failure) {
        while let byte = peek(text), byte != 0x0a {
            if byte == 0x0d, self.byte(text, after: 1) == 0x0a { return }
            guard byte == 0x09 || byte >= 0x20 && byte != 0x7f else {
                throw failure(.controlCharacter(byte))
            }
            offset += 1
        }
    }

    private mutating func endOfLine(_ text: RawSpan) throws(Failure) {
        skipSpace(text)
        if peek(text) == 0x23 { try skipComment(text) }
        guard let byte = peek(text) else { return }
        let isEnd = byte == 0x0a || byte == 0x0d && self.byte(text, after: 1) == 0x0a
        guard isEnd else { throw failure(.expected("the end of the line", found: found(text))) }
    }

    // MARK: Bytes

    func peek(_ text: RawSpan) -> UInt8? {
        offset < text.byteCount ? text.byte(at: offset) : nil
    }

    func byte(_ text: RawSpan, after count: Int) -> UInt8? {
        offset + count < text.byteCount ? text.byte(at: offset + count) : nil
    }

    mutating func take(_ byte: UInt8, _ wanted: String, _ text: RawSpan) throws(Failure) {
        guard peek(text) == byte else { throw failure(.expected(wanted, found: found(text))) }
        offset += 1
    }

    func copy(_ text: RawSpan, _ range: Range<Int>) -> String {
        String(decoding: range.map { text.byte(at: $0) }, as: UTF8.self)
    }

    func failure(_ reason: TOMLError.Reason) -> Failure { Failure(reason: reason, offset: offset) }

    private func failure(_ reason: TOMLError.Reason, _ key: Key) -> Failure {
        Failure(reason: reason, offset: key.offset)
    }

    /// The word here, quoted, for a complaint.
    func found(_ text: RawSpan) -> String {
        guard let first = peek(text) else { return "the end of the file" }
        guard first != 0x0a, first != 0x0d else { return "the end of the line" }
        var end = offset + 1
        while end < text.byteCount, end - offset < 20, text.byte(at: end) > 0x20 { end += 1 }
        return Quote.text(text.extracting(offset..<end))
    }
}
