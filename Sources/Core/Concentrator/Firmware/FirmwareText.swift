import Primitives

/// Reads Semtech's C text: a declaration, one list of hexadecimal numbers in braces, an end. Comments
/// and lines of the preprocessor may stand around the list; nothing is taken for something else.
struct FirmwareText: ~Escapable {
    private let text: RawSpan
    private var offset = 0
    private var line = 1

    @_lifetime(copy text)
    init(_ text: RawSpan) { self.text = text }

    /// 8,192 numbers are bytes, 386 are words.
    mutating func bytes() throws(FirmwareFileError) -> [UInt8] {
        try skipDeclaration()
        var numbers: [UInt32] = []
        numbers.reserveCapacity(FirmwareFile.controllerByteCount)
        var large: Int?
        while try !endsList() {
            if !numbers.isEmpty {
                try expect(UInt8(ascii: ","))
                if try endsList() { break }
            }
            let number = try number()
            if number > 0xFF, large == nil { large = line }
            guard numbers.count < FirmwareFile.controllerByteCount else {
                throw .count(found: numbers.count + 1)
            }
            numbers.append(number)
        }
        offset += 1
        try skipEnd()
        if numbers.count == FirmwareFile.patchByteCount / 4 {
            return numbers.flatMap(\.bigEndianBytes)
        }
        guard numbers.count == FirmwareFile.controllerByteCount else {
            throw .count(found: numbers.count)
        }
        if let large { throw .numberTooLarge(line: large) }
        return numbers.map { UInt8(truncatingIfNeeded: $0) }
    }

    private var byte: UInt8? { offset < text.byteCount ? text.byte(at: offset) : nil }

    private mutating func advance() {
        if byte == UInt8(ascii: "\n") { line += 1 }
        offset += 1
    }

    /// To behind the brace; what stands before it is words, brackets and an equals sign.
    private mutating func skipDeclaration() throws(FirmwareFileError) {
        while true {
            try skipSpace()
            guard let byte else { throw .noList }
            if byte == UInt8(ascii: "#") {
                skipLine()
                continue
            }
            guard byte != UInt8(ascii: "{") else { break }
            guard Self.isOfDeclaration(byte) else { throw .character(line: line, found: byte) }
            advance()
        }
        advance()
    }

    private static func isOfDeclaration(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "="):
            true
        default: false
        }
    }

    private mutating func skipEnd() throws(FirmwareFileError) {
        var hasEnded = false
        while true {
            try skipSpace()
            guard let byte else { return }
            if byte == UInt8(ascii: "#") {
                skipLine()
            } else if byte == UInt8(ascii: ";"), !hasEnded {
                hasEnded = true
                advance()
            } else {
                throw .character(line: line, found: byte)
            }
        }
    }

    private mutating func endsList() throws(FirmwareFileError) -> Bool {
        try skipSpace()
        guard let byte else { throw .unfinished(line: line) }
        return byte == UInt8(ascii: "}")
    }

    private mutating func expect(_ expected: UInt8) throws(FirmwareFileError) {
        guard let byte, byte == expected else {
            throw .character(line: line, found: byte ?? 0)
        }
        advance()
    }

    private mutating func number() throws(FirmwareFileError) -> UInt32 {
        guard byte == UInt8(ascii: "0") else { throw .notANumber(line: line) }
        advance()
        guard byte == UInt8(ascii: "x") || byte == UInt8(ascii: "X") else {
            throw .notANumber(line: line)
        }
        advance()
        var (value, digits): (UInt32, Int) = (0, 0)
        while let byte, let digit = Self.digit(byte) {
            guard digits < 8 else { throw .notANumber(line: line) }
            value = value << 4 | UInt32(digit)
            digits += 1
            advance()
        }
        guard digits > 0 else { throw .notANumber(line: line) }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private mutating func skipLine() {
        while let byte, byte != UInt8(ascii: "\n") { advance() }
    }

    private mutating func skipSpace() throws(FirmwareFileError) {
        while let byte {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                advance()
            case UInt8(ascii: "/"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(FirmwareFileError) {
        let start = line
        advance()
        switch byte {
        case UInt8(ascii: "/"): skipLine()
        case UInt8(ascii: "*"):
            advance()
            while true {
                guard let byte else { throw .unfinished(line: line) }
                advance()
                if byte == UInt8(ascii: "*"), self.byte == UInt8(ascii: "/") { break }
            }
            advance()
        default: throw .character(line: start, found: UInt8(ascii: "/"))
        }
    }
}
