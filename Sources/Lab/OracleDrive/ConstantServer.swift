import Glibc
import HTTPMessages
import Notation
import Units
import WebServer

/// The server of `earshot-network` with nobody behind it who decides.
enum ConstantServer {
    static func run() throws {
        var limits = WebLimits()
        limits.requestsPerSecond = 100_000
        limits.burstPerAddress = 1_000_000
        let any = try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535)
        let server = try WebServer(at: any, limits, handler: ConstantHandler())
        // At once, though it is a pipe.
        let line = Array("ready \(server.address)\n".utf8)
        _ = unsafe write(1, line, line.count)
        while readLine() != nil {}
        server.stop(within: Nanoseconds(0))
    }
}

private struct ConstantHandler: WebHandler {
    func reply(to request: ServedRequest) -> WebReply {
        let count = Int(request.path.dropFirst()) ?? 0
        return .now(
            .bytes([UInt8](repeating: 0x61, count: count), type: "application/cbor"))
    }
}
