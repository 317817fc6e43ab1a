import Primitives

/// What a person wrote, shown back inside an error: quoted, bounded, and with nothing in it that
/// could move a terminal's cursor or start a second log line.
public enum Quote {
    /// `'x'` for a printable ASCII character, else `byte 0x1b`.
    public static func byte(_ byte: UInt8) -> String {
        if byte == 0x20 { return "a space" }
        if byte > 0x20, byte < 0x7f {
            return "'" + String(UnicodeScalar(byte)) + "'"
        }
        return "byte 0x" + Hex.text(of: byte)
    }

    /// `"text"`, with control characters and quotes escaped, cut after `limit` characters with `…`.
    public static func text(_ text: some StringProtocol, limit: Int = 60) -> String {
        var result = "\""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit {
                result += "…"
                break
            }
            count += 1
            append(scalar, to: &result)
        }
        return result + "\""
    }

    /// Bytes that should have been text; what is not UTF-8 shows as U+FFFD.
    public static func text(_ bytes: RawSpan, limit: Int = 60) -> String {
        // Four bytes at most per character, and one more so that a longer text still shows `…`.
        let shown = min(bytes.byteCount, 4 * limit + 4)
        var copy: [UInt8] = []
        copy.reserveCapacity(shown)
        for offset in 0..<shown { copy.append(bytes.byte(at: offset)) }
        return text(String(decoding: copy, as: UTF8.self), limit: limit)
    }

    /// A whole reason, made safe to show as one line: for whoever writes errors out, because not
    /// every one quotes what it names, such as a file. Text that `text` made stays as it is.
    public static func harmless(_ reason: String) -> String {
        guard reason.utf8.contains(where: { $0 < 0x20 || $0 > 0x7e }) else { return reason }
        var result = ""
        for scalar in reason.unicodeScalars { appendHarmless(scalar, to: &result) }
        return result
    }

    private static func append(_ scalar: UnicodeScalar, to result: inout String) {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        default: appendHarmless(scalar, to: &result)
        }
    }

    private static func appendHarmless(_ scalar: UnicodeScalar, to result: inout String) {
        switch scalar {
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        default:
            if scalar.isSafeOnATerminal {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
    }
}

extension UnicodeScalar {
    /// False for control characters, line separators and the marks that reverse or hide text.
    public var isSafeOnATerminal: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            false
        default: true
        }
    }
}
