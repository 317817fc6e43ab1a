import Primitives

extension TOMLReader {
    mutating func value(_ text: RawSpan) throws(Failure) -> TOML {
        let start = offset
        let value: TOML.Value
        switch peek(text) {
        case nil, 0x0a, 0x0d: throw failure(.expected("a value", found: found(text)))
        case 0x22:
            let isLong = byte(text, after: 1) == 0x22 && byte(text, after: 2) == 0x22
            value = .string(isLong ? try longBasicString(text) : try basicString(text))
        case 0x27:
            let isLong = byte(text, after: 1) == 0x27 && byte(text, after: 2) == 0x27
            value = .string(isLong ? try longLiteralString(text) : try literalString(text))
        case 0x5b: value = try array(text)
        case 0x7b: value = try inlineTable(text)
        default: value = try plainValue(text)
        }
        return TOML(value: value, position: lines.position(of: start))
    }

    private mutating func array(_ text: RawSpan) throws(Failure) -> TOML.Value {
        try enter()
        var values: [TOML] = []
        while true {
            try skipBlank(text)
            if peek(text) == 0x5d { break }
            if !values.isEmpty {
                try take(0x2c, "',' or ']'", text)
                try skipBlank(text)
                if peek(text) == 0x5d { break }
            }
            values.append(try value(text))
        }
        offset += 1
        depth -= 1
        return .array(values)
    }

    private mutating func inlineTable(_ text: RawSpan) throws(Failure) -> TOML.Value {
        let table = TOMLDraft(.inline, at: offset)
        try enter()
        skipSpace(text)
        if peek(text) != 0x7d {
            try keyAndValue(into: table, text)
            skipSpace(text)
            while peek(text) != 0x7d {
                try take(0x2c, "',' or '}'", text)
                skipSpace(text)
                try keyAndValue(into: table, text)
                skipSpace(text)
            }
        }
        offset += 1
        depth -= 1
        let lines = lines
        return .table(table.table { lines.position(of: $0) })
    }

    private mutating func enter() throws(Failure) {
        guard depth < TOMLError.deepest else { throw failure(.tooDeep) }
        depth += 1
        offset += 1
    }

    // MARK: Words, numbers, times

    private mutating func plainValue(_ text: RawSpan) throws(Failure) -> TOML.Value {
        let start = offset
        if let time = try dateOrTime(text) { return time }
        while let byte = peek(text), Self.isBare(byte) || byte == 0x2b || byte == 0x2e {
            offset += 1
        }
        let word = copy(text, start..<offset)
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf": return .float(.infinity)
        case "-inf": return .float(-.infinity)
        case "nan", "+nan", "-nan": return .float(.nan)
        default:
            let shown = word.isEmpty ? found(text) : Quote.text(word)
            return try number(word, shown, at: start)
        }
    }

    private func number(
        _ word: String, _ shown: String, at start: Int
    ) throws(Failure) -> TOML.Value {
        let wrong = Failure(reason: .wrongValue(shown), offset: start)
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where word.hasPrefix(prefix) {
            guard let digits = Self.withoutUnderscores(word.dropFirst(2), radix: radix) else {
                throw wrong
            }
            guard let value = Int64(digits, radix: radix) else {
                throw Failure(reason: .numberTooLarge(shown), offset: start)
            }
            return .integer(value)
        }
        guard let (whole, rest) = Self.parts(of: word) else { throw wrong }
        if rest.isEmpty {
            guard let value = Int64(whole) else {
                throw Failure(reason: .numberTooLarge(shown), offset: start)
            }
            return .integer(value)
        }
        guard let value = Double(whole + rest), value.isFinite else {
            throw Failure(reason: .numberTooLarge(shown), offset: start)
        }
        return .float(value)
    }

    /// A decimal number's sign and whole digits, and its fraction and exponent, underscores gone.
    /// nil where the grammar is broken.
    private static func parts(of word: String) -> (whole: String, rest: String)? {
        var rest = Substring(word)
        var whole = ""
        if let sign = rest.first, sign == "+" || sign == "-" {
            if sign == "-" { whole = "-" }
            rest = rest.dropFirst()
        }
        let digits = rest.prefix { $0 != "." && $0 != "e" && $0 != "E" }
        guard let clean = withoutUnderscores(digits, radix: 10),
            clean == "0" || !clean.hasPrefix("0")
        else { return nil }
        whole += clean
        rest = rest.dropFirst(digits.count)
        var tail = ""
        if rest.first == "." {
            let digits = rest.dropFirst().prefix { $0 != "e" && $0 != "E" }
            guard let clean = withoutUnderscores(digits, radix: 10) else { return nil }
            tail += "." + clean
            rest = rest.dropFirst(digits.count + 1)
        }
        if !rest.isEmpty {
            var exponent = rest.dropFirst()
            tail += "e"
            if let sign = exponent.first, sign == "+" || sign == "-" {
                tail.append(sign)
                exponent = exponent.dropFirst()
            }
            guard let clean = withoutUnderscores(exponent, radix: 10) else { return nil }
            tail += clean
        }
        return (whole, tail)
    }

    /// The digits alone; nil when there are none, one is wrong, or an underscore does not stand
    /// between two digits.
    private static func withoutUnderscores(_ text: Substring, radix: Int) -> String? {
        var result = ""
        var mayPause = false
        for character in text {
            if character == "_" {
                guard mayPause else { return nil }
                mayPause = false
            } else {
                guard character.isASCII, let digit = character.hexDigitValue, digit < radix else {
                    return nil
                }
                result.append(character)
                mayPause = true
            }
        }
        return mayPause ? result : nil
    }

    private mutating func dateOrTime(_ text: RawSpan) throws(Failure) -> TOML.Value? {
        let looksLikeDate =
            CivilTimeReader.digits(text, at: offset, count: 4) != nil
            && byte(text, after: 4) == 0x2d
        let looksLikeTime =
            CivilTimeReader.digits(text, at: offset, count: 2) != nil
            && byte(text, after: 2) == 0x3a
        if looksLikeTime {
            guard let (time, end) = CivilTimeReader.time(text, at: offset, cutsFraction: true)
            else { throw failure(.wrongValue(found(text))) }
            offset = end
            return .localTime(time)
        }
        guard looksLikeDate else { return nil }
        guard let (date, dateEnd) = CivilTimeReader.date(text, at: offset) else {
            throw failure(.wrongValue(found(text)))
        }
        let separator = dateEnd < text.byteCount ? text.byte(at: dateEnd) : 0
        let hasTime =
            separator | 0x20 == 0x74
            || separator == 0x20
                && CivilTimeReader.digits(text, at: dateEnd + 1, count: 1) != nil
        guard hasTime else {
            offset = dateEnd
            return .localDate(date)
        }
        guard let (time, end) = CivilTimeReader.time(text, at: dateEnd + 1, cutsFraction: true)
        else { throw failure(.wrongValue(found(text))) }
        offset = end
        guard let (minutes, zoneEnd) = CivilTimeReader.offset(text, at: end) else {
            return .localDateTime(date, time)
        }
        offset = zoneEnd
        return .instant(date, time, minutesEast: minutes)
    }
}
