internal import CCurl
internal import Notation

/// What comes while a request is under way, bounded before it is kept. libcurl's callbacks write
/// into it, on the thread of `WebClient.send`.
final class Transfer {
    /// Of all header lines together.
    static let headerLimit = 16_384

    private let answerLimit: Int
    private(set) var body: [UInt8] = []
    private(set) var headers: [WebHeader] = []
    private var headerBytes = 0
    /// The empty line behind the answer's own head came.
    private(set) var isHeadWhole = false
    private(set) var fault: Fault?
    var hasBegun: Bool { headerBytes > 0 }

    /// Why this side ended the transfer.
    enum Fault { case bodyTooLarge, headersTooLarge }

    init(answerLimit: Int) { self.answerLimit = answerLimit }

    /// False ends the transfer.
    private func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= answerLimit - body.count else {
            fault = .bodyTooLarge
            return false
        }
        unsafe body.append(contentsOf: bytes)
        return true
    }

    /// One line of a head: the status line, a header, or the empty line at the end.
    private func takeLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Self.headerLimit else {
            fault = .headersTooLarge
            return false
        }
        let line = unsafe String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // The head of the answer itself, after one that only said to go on.
            headers.removeAll()
            isHeadWhole = false
        } else if line == "\r\n" || line == "\n" {
            isHeadWhole = true
        } else if let colon = line.firstIndex(of: ":") {
            headers.append(
                WebHeader(
                    name: line[..<colon].lowercased(),
                    value: Self.trimmed(line[line.index(after: colon)...])))
        }
        return true
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        let front = text.drop(while: isSpace)
        guard let last = front.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(front[...last])
    }

    // Not in an actor's context: C calls them.

    static let receiveBody: earshot_curl_receiver = { bytes, size, count, context in
        unsafe receive(bytes, size &* count, context) { unsafe $0.take($1) }
    }

    static let receiveHeader: earshot_curl_receiver = { bytes, size, count, context in
        unsafe receive(bytes, size &* count, context) { unsafe $0.takeLine($1) }
    }

    private static func receive(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ take: (Transfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context = unsafe context else { return 0 }
        let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let taken = unsafe take(transfer, UnsafeRawBufferPointer(start: bytes, count: count))
        // Another number than was offered ends the transfer, zero of zero does not.
        return taken ? count : (count == 0 ? 1 : 0)
    }
}
