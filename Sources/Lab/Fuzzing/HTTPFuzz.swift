internal import HTTPMessages
internal import Primitives

extension FuzzTarget {
    /// A connection's bytes, cut as the first one says: the same requests and the same refusal as of
    /// all bytes at once, and never more kept than the limits allow.
    static let httpRequest = FuzzTarget(name: "http-request") { bytes in
        guard bytes.byteCount > 0 else { return }
        let stream = bytes.extracting(1..<bytes.byteCount)
        for takesExpectation in [false, true] {
            let whole = readRequests(stream, pieces: stream.byteCount, takesExpectation)
            let cut = readRequests(stream, pieces: 1 + Int(bytes.byte(at: 0)), takesExpectation)
            precondition(whole.0 == cut.0, "other requests when cut")
            precondition(whole.1 == cut.1, "\(String(describing: whole.1)) depends on the cut")
        }
    }

    private static func readRequests(
        _ stream: RawSpan, pieces: Int, _ takesExpectation: Bool
    ) -> ([HTTPRequest], HTTPRefusal?) {
        var limits = HTTPLimits(head: 256, headers: 4, target: 40, body: 32)
        limits.takesExpectation = takesExpectation
        var reader = HTTPRequestReader(limits: limits, hosts: .loopback)
        var requests: [HTTPRequest] = []
        var offset = 0
        do throws(HTTPRefusal) {
            while offset < stream.byteCount {
                precondition(reader.room > 0, "no room, and no request or refusal either")
                let end = min(stream.byteCount, offset + min(pieces, reader.room))
                reader.take(stream.extracting(offset..<end))
                offset = end
                while let request = try reader.next() {
                    precondition(request.body.count <= limits.body)
                    precondition(request.path.utf8.first == 0x2f)
                    requests.append(request)
                }
                // At most once for each request, and only while its body is missing.
                if reader.takeContinue() {
                    precondition(takesExpectation && reader.isWithinRequest)
                    precondition(!reader.takeContinue(), "told to go on twice")
                }
            }
        } catch { return (requests, error) }
        return (requests, nil)
    }
}
