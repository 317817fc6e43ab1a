internal import Primitives

/// A request's line and headers, as far as they decide how it goes on.
struct HTTPHead: Sendable {
    let method: HTTPRequest.Method
    let target: HTTPTarget
    private(set) var headers: [HTTPHeader] = []
    private(set) var length = 0
    private(set) var staysOpen: Bool
    /// The client waits before it sends the body.
    private(set) var expectsContinue = false

    /// - Parameter bytes: up to and with the empty line.
    init(parsing bytes: RawSpan, limits: HTTPLimits, hosts: HTTPHostRule) throws(HTTPRefusal) {
        var lines = HTTPLines(bytes)
        guard let line = try lines.next() else { throw .requestLine }
        let (method, target, isNew) = try Self.requestLine(line, limits)
        (self.method, self.target, staysOpen) = (method, target, isNew)
        while let line = try lines.next(), line.byteCount > 0 {
            guard headers.count < limits.headers else { throw .tooManyHeaders }
            headers.append(try HTTPHeader(parsing: line))
        }
        try readLength(limits)
        try readConnection()
        let host = try once("host", else: .noHost)
        // HTTP/1.0 knew no Host; a page's requests are of browsers, which send it.
        guard let host else { throw .noHost }
        guard hosts.allows(host) else { throw .foreignHost }
        guard let expectation = try once("expect", else: .expectation) else { return }
        guard limits.takesExpectation, expectation.lowercased() == "100-continue" else {
            throw .expectation
        }
        expectsContinue = isNew
    }

    private static func requestLine(
        _ line: RawSpan, _ limits: HTTPLimits
    ) throws(HTTPRefusal) -> (HTTPRequest.Method, HTTPTarget, Bool) {
        var spaces: [Int] = []
        for offset in 0..<line.byteCount {
            let byte = line.byte(at: offset)
            guard byte >= 0x20, byte < 0x7f else { throw .requestLine }
            if byte == 0x20 { spaces.append(offset) }
        }
        guard spaces.count == 2, spaces[0] > 0 else { throw .requestLine }
        let word = line.extracting(0..<spaces[0])
        for offset in 0..<word.byteCount
        where !HTTPCharacter.isTokenByte(word.byte(at: offset)) { throw .requestLine }
        let isNew = try isNewVersion(line.extracting(spaces[1] + 1..<line.byteCount))
        let method = HTTPRequest.Method.allCases.first {
            Array($0.rawValue.utf8).rawSpan.isSame(as: word)
        }
        guard let method else { throw .method }
        let target = line.extracting(spaces[0] + 1..<spaces[1])
        guard target.byteCount <= limits.target else { throw .targetTooLong }
        return (method, try HTTPTarget(parsing: target), isNew)
    }

    private static func isNewVersion(_ text: RawSpan) throws(HTTPRefusal) -> Bool {
        if text.isSame(as: Array("HTTP/1.1".utf8).rawSpan) { return true }
        if text.isSame(as: Array("HTTP/1.0".utf8).rawSpan) { return false }
        guard text.byteCount == 8,
            text.extracting(0..<5).isSame(as: Array("HTTP/".utf8).rawSpan)
        else { throw .requestLine }
        throw .version
    }

    private func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    private func once(
        _ name: String, else refusal: HTTPRefusal
    ) throws(HTTPRefusal) -> String? {
        var found: String?
        for header in headers where header.name == name {
            guard found == nil else { throw refusal }
            found = header.value
        }
        return found
    }

    private mutating func readLength(_ limits: HTTPLimits) throws(HTTPRefusal) {
        guard header("transfer-encoding") == nil else { throw .transferEncoding }
        guard let text = try once("content-length", else: .length) else { return }
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber else { throw .length }
        // More digits than any limit has, and still a length.
        guard let length = Int(text), length <= limits.body else { throw .bodyTooLarge }
        self.length = length
    }

    private mutating func readConnection() throws(HTTPRefusal) {
        for header in headers where header.name == "connection" {
            for word in header.value.split(separator: ",") {
                switch word.lowercased().filter({ $0 != " " && $0 != "\t" }) {
                case "close": staysOpen = false
                default: break
                }
            }
        }
    }
}

/// The lines of a head, each without its CR LF.
struct HTTPLines: ~Escapable {
    private let bytes: RawSpan
    private var offset = 0

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) { self.bytes = bytes }

    /// Refuses a CR or LF alone: one reader's line end must be everybody's.
    @_lifetime(copy self)
    mutating func next() throws(HTTPRefusal) -> RawSpan? {
        let start = offset
        while offset < bytes.byteCount {
            let byte = bytes.byte(at: offset)
            if byte == 0x0d {
                guard offset + 1 < bytes.byteCount, bytes.byte(at: offset + 1) == 0x0a else {
                    throw .header
                }
                let line = bytes.extracting(start..<offset)
                offset += 2
                return line
            }
            guard byte != 0x0a else { throw .header }
            offset += 1
        }
        return nil
    }
}

extension HTTPHeader {
    init(parsing line: RawSpan) throws(HTTPRefusal) {
        var colon = 0
        while colon < line.byteCount, line.byte(at: colon) != 0x3a {
            guard HTTPCharacter.isTokenByte(line.byte(at: colon)) else { throw .header }
            colon += 1
        }
        guard colon > 0, colon < line.byteCount else { throw .header }
        var start = colon + 1
        var end = line.byteCount
        while start < end, Self.isSpace(line.byte(at: start)) { start += 1 }
        while end > start, Self.isSpace(line.byte(at: end - 1)) { end -= 1 }
        for offset in start..<end {
            let byte = line.byte(at: offset)
            guard byte >= 0x20 && byte != 0x7f || byte == 0x09 else { throw .header }
        }
        name = String(decoding: [UInt8](copying: line.extracting(0..<colon)), as: UTF8.self)
            .lowercased()
        value = String(decoding: [UInt8](copying: line.extracting(start..<end)), as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// Under which names a server may be asked. A page in somebody's browser can have its own name lead
/// to 127.0.0.1 and then read what is there (DNS rebinding); it cannot choose the Host it sends.
public enum HTTPHostRule: Hashable, Sendable {
    /// Who may connect was checked otherwise, such as by a socket's file.
    case any
    /// `localhost`, 127.0.0.0/8 and `[::1]`, with any port or none: a port may be forwarded.
    case loopback

    func allows(_ host: String) -> Bool {
        guard self == .loopback else { return true }
        var name = Substring(host.lowercased())
        if name.hasPrefix("[::1]") { return Self.isPort(name.dropFirst(5)) }
        if let colon = name.lastIndex(of: ":") {
            guard Self.isPort(name[colon...]) else { return false }
            name = name[..<colon]
        }
        if name == "localhost" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard let mark = text.first else { return true }
        let digits = text.dropFirst()
        return mark == ":" && UInt16(digits).map(String.init) == String(digits)
    }
}
