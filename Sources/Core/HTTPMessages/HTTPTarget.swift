internal import Primitives

/// What a request asks for: a path and a query, decoded. A path has no empty, `.` or `..` part, so
/// nobody has to wonder what it leads to; a query's name occurs once.
public struct HTTPTarget: Equatable, Sendable {
    /// Begins with `/`; `/` alone for the root.
    public let path: String
    public let query: [HTTPQueryItem]
    /// As it was sent, for who reads it more strictly.
    public let text: String

    /// The value of the query's name; nil when it is not there, empty when it is there alone.
    public func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

    static let mostQueryItems = 16

    /// - Parameter text: the bytes between the request line's two spaces.
    init(parsing text: RawSpan) throws(HTTPRefusal) {
        guard text.byteCount > 0, text.byte(at: 0) == 0x2f else { throw .target }
        self.text = String(decoding: [UInt8](copying: text), as: UTF8.self)
        var end = text.byteCount
        for offset in 0..<text.byteCount where text.byte(at: offset) == 0x3f {
            end = offset
            break
        }
        path = try Self.path(text.extracting(0..<end))
        query =
            end == text.byteCount
            ? [] : try Self.query(text.extracting(end + 1..<text.byteCount))
    }

    private static func path(_ text: RawSpan) throws(HTTPRefusal) -> String {
        guard text.byteCount > 1 else { return "/" }
        var path = ""
        for part in ranges(of: text.extracting(1..<text.byteCount), between: 0x2f) {
            let bytes = text.extracting(part.lowerBound + 1..<part.upperBound + 1)
            let decoded = try decode(bytes, HTTPCharacter.isPathByte)
            guard !decoded.isEmpty, decoded != ".", decoded != "..", !decoded.contains("/") else {
                throw .target
            }
            path += "/" + decoded
        }
        return path
    }

    private static func query(_ text: RawSpan) throws(HTTPRefusal) -> [HTTPQueryItem] {
        var items: [HTTPQueryItem] = []
        for range in ranges(of: text, between: 0x26) {
            let item = text.extracting(range)
            var end = item.byteCount
            for offset in 0..<item.byteCount where item.byte(at: offset) == 0x3d {
                end = offset
                break
            }
            let name = try decode(item.extracting(0..<end), HTTPCharacter.isQueryByte)
            let value =
                end == item.byteCount
                ? ""
                : try decode(item.extracting(end + 1..<item.byteCount), HTTPCharacter.isQueryByte)
            guard !name.isEmpty, !items.contains(where: { $0.name == name }),
                items.count < mostQueryItems
            else { throw .query }
            items.append(HTTPQueryItem(name: name, value: value))
        }
        return items
    }

    private static func ranges(of text: RawSpan, between mark: UInt8) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for offset in 0..<text.byteCount where text.byte(at: offset) == mark {
            ranges.append(start..<offset)
            start = offset + 1
        }
        ranges.append(start..<text.byteCount)
        return ranges
    }

    /// Percent-decoding to UTF-8 without control characters. A plus is refused where forms mean a
    /// space by it and paths a plus.
    private static func decode(
        _ text: RawSpan, _ isAllowed: (UInt8) -> Bool
    ) throws(HTTPRefusal) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.byteCount)
        var offset = 0
        while offset < text.byteCount {
            var byte = text.byte(at: offset)
            if byte == 0x25 {
                guard offset + 2 < text.byteCount,
                    let high = HTTPCharacter.digit(text.byte(at: offset + 1)),
                    let low = HTTPCharacter.digit(text.byte(at: offset + 2))
                else { throw .percent }
                byte = high << 4 | low
                guard byte >= 0x20, byte != 0x7f else { throw .percent }
                offset += 2
            } else {
                guard isAllowed(byte) else { throw .target }
            }
            bytes.append(byte)
            offset += 1
        }
        guard bytes.rawSpan.isValidUTF8 else { throw .percent }
        return String(decoding: bytes, as: UTF8.self)
    }
}

public struct HTTPQueryItem: Equatable, Sendable {
    public let name: String
    public let value: String
}

/// RFC 3986 and RFC 9110's classes of characters.
enum HTTPCharacter {
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || (0x30...0x39).contains(byte)
    }

    /// Unreserved, sub-delimiters, `:` and `@`, without `+`.
    static func isPathByte(_ byte: UInt8) -> Bool {
        if isAlphanumeric(byte) { return true }
        return switch byte {
        case 0x2d, 0x2e, 0x5f, 0x7e, 0x21, 0x24, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2c, 0x3b, 0x3d,
            0x3a, 0x40:
            true
        default: false
        }
    }

    static func isQueryByte(_ byte: UInt8) -> Bool {
        isPathByte(byte) || byte == 0x2f || byte == 0x3f
    }

    /// What a header's name or a method is made of.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        if isAlphanumeric(byte) { return true }
        return switch byte {
        case 0x21, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c,
            0x7e:
            true
        default: false
        }
    }

    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
