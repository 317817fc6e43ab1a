import Synchronization
import WebServer

/// The server's counts, for a desk that is made before the server.
final class ServedCounts: Sendable {
    private let server = Mutex<WebServer?>(nil)

    func follow(_ web: WebServer) { server.withLock { $0 = web } }

    var now: WebCounts { server.withLock { $0?.counts ?? WebCounts() } }
}
