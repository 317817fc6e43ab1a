import HTTPMessages
import Notation
import OracleAPI

extension ScriptedAnswer {
    /// To what is no good request of HTTP: read, named and answered as by the product's server.
    init(_ refusal: HTTPRefusal) {
        let status = Int(refusal.status.rawValue)
        let problem = Problem(code: refusal.code, detail: "\(refusal)")
        self.init(
            status: status, contentType: Problem.contentType,
            body: Array(problem.json(status: status, title: refusal.status.phrase).text.utf8))
    }

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
