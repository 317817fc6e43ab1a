import Foundation
import RadioChipModel
import Synchronization

/// The model of the radio behind a Unix socket, for a firmware in QEMU: serves one connection after
/// the other on its own thread.
final class ModelServer: Sendable {
    struct State {
        var model = RadioChipModel()
        var wire = ModelWire()
        var isBroken = false
    }

    let path: String
    private let listener: Int32
    private let state = Mutex(State())

    init() throws {
        path = NSTemporaryDirectory() + "earshot-radio-\(UUID().uuidString.prefix(8)).sock"
        listener = try UnixSocket.listening(at: path)
        Thread.detachNewThread { [self] in serve() }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        unsafe unlink(path)
    }

    /// Looks at the model, or changes it.
    func with<Result>(_ body: (inout RadioChipModel) -> sending Result) -> sending Result {
        state.withLock { body(&$0.model) }
    }

    var isBroken: Bool { state.withLock { $0.isBroken } }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            state.withLock { $0.wire = ModelWire() }
            answer(connection)
            close(connection)
        }
    }

    private func answer(_ connection: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            let new = Array(buffer.prefix(count))
            let reply: [UInt8]? = state.withLock { state in
                let reply = state.wire.take(new, &state.model)
                if reply == nil { state.isBroken = true }
                return reply
            }
            guard let reply else { return }
            guard unsafe send(connection, reply, reply.count, Int32(MSG_NOSIGNAL)) == reply.count
            else { return }
        }
    }
}
