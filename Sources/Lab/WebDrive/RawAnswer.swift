/// An answer of HTTP as it came: of use where the sender is trusted to speak HTTP well, which is what
/// the tests of servers are about otherwise.
public struct RawAnswer: Sendable {
    public let status: Int
    /// Status line and headers, without the empty line.
    public let head: String
    public let body: [UInt8]

    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of the first header of this name, as the server writes it.
    public func header(_ name: String) -> String? {
        let lines = head.split(separator: "\r\n").dropFirst()
        return lines.first { $0.hasPrefix(name + ": ") }.map {
            String($0.dropFirst(name.count + 2))
        }
    }

    /// The answer that the bytes begin with, when it is whole, and its length.
    public static func first(in bytes: [UInt8]) -> (RawAnswer, count: Int)? {
        // By bytes: a statement begins with d2 84, which as text would belong to the line feed.
        guard let (start, length) = extent(of: bytes), bytes.count >= start + length else {
            return nil
        }
        let head = String(decoding: bytes[..<(start - 4)], as: UTF8.self)
        let word = head.split(separator: " ", maxSplits: 2).dropFirst().first ?? ""
        guard let status = Int(word) else { return nil }
        let body = Array(bytes[start..<(start + length)])
        return (RawAnswer(status: status, head: head, body: body), start + length)
    }

    /// Where the body begins and how long it is; nothing while the head is not whole.
    static func extent(of bytes: [UInt8]) -> (start: Int, length: Int)? {
        let span = bytes.span
        var place = 0
        var length = 0
        while place + 3 < span.count {
            if span[place] == 0x0d, span[place + 2] == 0x0d { return (place + 4, length) }
            if span[place] == 0x0d, let found = number(after: place + 2, in: span) {
                length = found
            }
            place += 1
        }
        return nil
    }

    /// "Content-Length: " as our servers write it.
    private static let mark = Array("Content-Length: ".utf8)

    private static func number(after start: Int, in span: Span<UInt8>) -> Int? {
        guard start + mark.count < span.count else { return nil }
        for place in mark.indices where span[start + place] != mark[place] { return nil }
        var place = start + mark.count
        var number = 0
        while place < span.count, span[place] >= 0x30, span[place] <= 0x39 {
            number = number * 10 + Int(span[place] - 0x30)
            place += 1
        }
        return place < span.count ? number : nil
    }
}
