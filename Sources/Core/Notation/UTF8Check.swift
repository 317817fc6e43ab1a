import Primitives

/// Whether bytes are UTF-8, and if not, where they stop being it.
enum UTF8Check {
    /// The offset of the first byte that begins no well-formed character (Unicode 15, table 3-7).
    static func firstWrongByte(in text: RawSpan) -> Int? {
        var offset = 0
        while offset < text.byteCount {
            if text.byte(at: offset) < 0x80 {
                offset += 1
            } else {
                let length = characterLength(in: text, at: offset)
                guard length > 0 else { return offset }
                offset += length
            }
        }
        return nil
    }

    /// The length of the well-formed character of more than one byte here; 0 when it is none.
    private static func characterLength(in text: RawSpan, at offset: Int) -> Int {
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch text.byte(at: offset) {
            case 0xc2...0xdf: (2, 0x80...0xbf)
            case 0xe0: (3, 0xa0...0xbf)
            case 0xe1...0xec, 0xee, 0xef: (3, 0x80...0xbf)
            case 0xed: (3, 0x80...0x9f)
            case 0xf0: (4, 0x90...0xbf)
            case 0xf1...0xf3: (4, 0x80...0xbf)
            case 0xf4: (4, 0x80...0x8f)
            default: (0, 0x80...0xbf)
            }
        guard length > 0, offset + length <= text.byteCount,
            second.contains(text.byte(at: offset + 1))
        else { return 0 }
        for index in 2..<max(2, length) where text.byte(at: offset + index) & 0xc0 != 0x80 {
            return 0
        }
        return length
    }
}

/// A place in a text, as editors count: both from 1, columns in characters.
public struct TextPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The place of the byte at `offset`. Costs a walk over the text before it.
    init(of offset: Int, in text: RawSpan) {
        var (line, column) = (1, 1)
        for index in 0..<min(offset, text.byteCount) {
            let byte = text.byte(at: index)
            if byte == 0x0a {
                (line, column) = (line + 1, 1)
            } else if byte & 0xc0 != 0x80 {
                column += 1
            }
        }
        self.init(line: line, column: column)
    }

    public var description: String { "\(line):\(column)" }

    public static func < (left: TextPosition, right: TextPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
