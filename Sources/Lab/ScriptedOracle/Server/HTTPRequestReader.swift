import OracleAPI
import Units

/// Reads one request after another from what came over a connection: enough of HTTP/1.1 for a
/// client that behaves, and an end for one that does not.
struct HTTPRequestReader {
    enum Step {
        /// More bytes are wanted.
        case more
        /// The client waits to be told that it may send the body.
        case wantsContinue
        case request(ScriptedRequest, closes: Bool)
        /// The connection cannot go on.
        case broken(ProblemCode, String)
    }

    private var bytes: [UInt8] = []
    private var wasContinued = false
    /// When the first byte of the request came.
    private(set) var since: Nanoseconds?

    static let greatestHead = 16_384

    mutating func append(_ more: [UInt8], at now: Nanoseconds) {
        if bytes.isEmpty, !more.isEmpty { since = now }
        bytes += more
    }

    mutating func next(at clock: Nanoseconds, now: Nanoseconds) -> Step {
        guard let end = Self.endOfHead(bytes) else {
            return bytes.count > Self.greatestHead
                ? .broken(.tooLarge, "a head of over 16384 bytes") : .more
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let first = (lines.first ?? "").split(separator: " ")
        guard first.count == 3, first[2].hasPrefix("HTTP/1.") else {
            return .broken(.malformed, "the first line is not METHOD TARGET HTTP/1.1")
        }
        let headers = Self.headers(lines.dropFirst())
        if headers["transfer-encoding"] != nil {
            return .broken(.malformed, "a body needs a Content-Length")
        }
        guard let length = Int(headers["content-length"] ?? "0"), length >= 0 else {
            return .broken(.malformed, "Content-Length is no number")
        }
        guard length <= StatementSequence.greatestBytes else {
            return .broken(.tooLarge, "\(length) bytes; 1048576 are taken")
        }
        guard bytes.count >= end + 4 + length else {
            if headers["expect"]?.lowercased() == "100-continue", !wasContinued {
                wasContinued = true
                return .wantsContinue
            }
            return .more
        }
        let request = ScriptedRequest(
            method: String(first[0]), target: String(first[1]),
            contentType: headers["content-type"],
            body: Array(bytes[(end + 4)..<(end + 4 + length)]),
            came: clock)
        bytes.removeFirst(end + 4 + length)
        wasContinued = false
        since = bytes.isEmpty ? nil : now
        return .request(request, closes: headers["connection"]?.lowercased() == "close")
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        let end: [UInt8] = [13, 10, 13, 10]
        guard bytes.count >= 4 else { return nil }
        return (0...min(bytes.count - 4, greatestHead)).first { bytes[$0...].starts(with: end) }
    }

    private static func headers(_ lines: ArraySlice<Substring>) -> [String: String] {
        var headers: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...]
            headers[line[..<colon].lowercased()] = String(
                value.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        return headers
    }
}

extension ScriptedAnswer {
    /// As it goes over the wire.
    func message(closing: Bool) -> [UInt8] {
        let name = status == 200 ? "OK" : status == 302 ? "Found" : "Problem"
        var head = "HTTP/1.1 \(status) \(name)\r\nContent-Type: \(contentType)\r\n"
        head += "Content-Length: \(body.count)\r\nCache-Control: no-store\r\n"
        if let retryAfter { head += "Retry-After: \(retryAfter)\r\n" }
        if status == 302 { head += "Location: /elsewhere\r\n" }
        if closing { head += "Connection: close\r\n" }
        return Array((head + "\r\n").utf8) + body
    }
}
