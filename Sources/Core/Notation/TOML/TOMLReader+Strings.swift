import Primitives

extension TOMLReader {
    mutating func basicString(_ text: RawSpan) throws(Failure) -> String {
        offset += 1
        var bytes: [UInt8] = []
        while true {
            switch try content(text) {
            case 0x22:
                offset += 1
                return String(decoding: bytes, as: UTF8.self)
            case 0x5c: try escape(text, into: &bytes)
            case 0x0a, 0x0d: throw failure(.unclosedText)
            case let byte:
                bytes.append(byte)
                offset += 1
            }
        }
    }

    mutating func literalString(_ text: RawSpan) throws(Failure) -> String {
        offset += 1
        let start = offset
        while true {
            switch try content(text) {
            case 0x27:
                offset += 1
                return copy(text, start..<(offset - 1))
            case 0x0a, 0x0d: throw failure(.unclosedText)
            default: offset += 1
            }
        }
    }

    mutating func longBasicString(_ text: RawSpan) throws(Failure) -> String {
        try longString(text, quote: 0x22)
    }

    mutating func longLiteralString(_ text: RawSpan) throws(Failure) -> String {
        try longString(text, quote: 0x27)
    }

    /// Between triple quotes. A line end at once after the opening does not count, and every line
    /// end is read as one newline.
    private mutating func longString(_ text: RawSpan, quote: UInt8) throws(Failure) -> String {
        offset += 3
        skipLineEnd(text)
        var bytes: [UInt8] = []
        while true {
            let byte = try content(text)
            if byte == quote {
                if closes(quote, into: &bytes, text) {
                    return String(decoding: bytes, as: UTF8.self)
                }
            } else if byte == 0x5c, quote == 0x22 {
                if !skipJoinedLines(text) { try escape(text, into: &bytes) }
            } else if byte == 0x0d {
                guard self.byte(text, after: 1) == 0x0a else {
                    throw failure(.controlCharacter(byte))
                }
                offset += 1
            } else {
                bytes.append(byte)
                offset += 1
            }
        }
    }

    /// At a quote: one or two are content, three close, and up to two more before them are
    /// content too.
    private mutating func closes(
        _ quote: UInt8, into bytes: inout [UInt8], _ text: RawSpan
    ) -> Bool {
        var count = 0
        while count < 5, byte(text, after: count) == quote { count += 1 }
        offset += count
        let isEnd = count >= 3
        for _ in 0..<(isEnd ? count - 3 : count) { bytes.append(quote) }
        return isEnd
    }

    private mutating func skipLineEnd(_ text: RawSpan) {
        if peek(text) == 0x0a {
            offset += 1
        } else if peek(text) == 0x0d, byte(text, after: 1) == 0x0a {
            offset += 2
        }
    }

    /// A backslash at the end of a line joins it with the next word. False when this is another
    /// escape.
    private mutating func skipJoinedLines(_ text: RawSpan) -> Bool {
        var end = offset + 1
        var sawLineEnd = false
        while end < text.byteCount {
            let byte = text.byte(at: end)
            if byte == 0x0a {
                sawLineEnd = true
            } else if byte == 0x0d, end + 1 < text.byteCount, text.byte(at: end + 1) == 0x0a {
                end += 1
                sawLineEnd = true
            } else if byte != 0x20, byte != 0x09 {
                break
            }
            end += 1
        }
        if sawLineEnd { offset = end }
        return sawLineEnd
    }

    /// The next byte of a text, which must be there and may stand there.
    private func content(_ text: RawSpan) throws(Failure) -> UInt8 {
        guard let byte = peek(text) else { throw failure(.unclosedText) }
        let isControl = byte < 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d
        guard !isControl, byte != 0x7f else { throw failure(.controlCharacter(byte)) }
        return byte
    }

    private mutating func escape(
        _ text: RawSpan, into bytes: inout [UInt8]
    ) throws(Failure) {
        switch byte(text, after: 1) {
        case 0x62: bytes.append(0x08)
        case 0x74: bytes.append(0x09)
        case 0x6e: bytes.append(0x0a)
        case 0x66: bytes.append(0x0c)
        case 0x72: bytes.append(0x0d)
        case 0x22: bytes.append(0x22)
        case 0x5c: bytes.append(0x5c)
        case 0x75: return try unicodeEscape(text, digits: 4, into: &bytes)
        case 0x55: return try unicodeEscape(text, digits: 8, into: &bytes)
        default: throw unknownEscape(text, length: 2)
        }
        offset += 2
    }

    private mutating func unicodeEscape(
        _ text: RawSpan, digits: Int, into bytes: inout [UInt8]
    ) throws(Failure) {
        let end = offset + 2 + digits
        guard end <= text.byteCount else { throw failure(.unclosedText) }
        var code: UInt32 = 0
        for place in (offset + 2)..<end {
            let character = Character(UnicodeScalar(text.byte(at: place)))
            guard character.isASCII, let digit = character.hexDigitValue else {
                throw unknownEscape(text, length: 2 + digits)
            }
            code = code << 4 | UInt32(digit)
        }
        guard let scalar = UnicodeScalar(code) else {
            throw unknownEscape(text, length: 2 + digits)
        }
        bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        offset = end
    }

    private func unknownEscape(_ text: RawSpan, length: Int) -> Failure {
        let end = min(text.byteCount, offset + length)
        return failure(.unknownEscape(Quote.text(text.extracting(offset..<end))))
    }
}
