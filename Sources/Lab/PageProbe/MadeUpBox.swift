import Glibc
import HTTPMessages
import Host
import HotspotPage
import HotspotStatus
import LocalServer
import Notation
import Primitives
import Units

/// A box that is as its standard input says: one JSON document a line, status, frames or why. Serves
/// the page at a free port of 127.0.0.1, which it prints. Ends with its input.
@main struct MadeUpBox: BoxView {
    var status = BoxStatus()
    var frames = HeardFrames()
    var why = WhyReport()
    let commit = Build.commit

    static func main() throws {
        var box = MadeUpBox()
        let server = LocalServer()
        let name = try server.listen(at: SocketName(parsing: "127.0.0.1:0", ports: 0...65_535))
        print(name)
        fflush(nil)
        var line: [UInt8] = []
        while true {
            var waits: [pollfd] = []
            server.add(to: &waits)
            let later = Uptime.now + Nanoseconds(10_000_000_000)
            let waited = Poll.wait(&waits, wake: 0, until: min(server.due ?? later, later))
            if waited == .woken, !box.take(&line, server) { return }
            server.serve(waits) { request, _ in
                HotspotPage.answer(request, of: box) ?? .text("none\n", status: .notFound)
            }
        }
    }

    /// False at the input's end.
    private mutating func take(_ line: inout [UInt8], _ server: LocalServer) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe read(0, &chunk, chunk.count)
        guard count > 0 else { return false }
        for byte in chunk[..<count] {
            guard byte == 0x0a else {
                line.append(byte)
                continue
            }
            learn(line, server)
            line = []
        }
        return true
    }

    private mutating func learn(_ line: [UInt8], _ server: LocalServer) {
        if let status = try? BoxStatus(parsing: line.rawSpan) {
            self.status = status
            server.publish(status.json)
        } else if let frames = try? HeardFrames(parsing: line.rawSpan) {
            self.frames = frames
        } else if let why = try? WhyReport(parsing: line.rawSpan) {
            self.why = why
        } else {
            print("not understood: \(String(decoding: line, as: UTF8.self))")
        }
    }
}
