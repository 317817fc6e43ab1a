internal import Glibc
internal import Host
internal import Synchronization

/// Sends a byte each 20 ms over a connection, the last one again and again, until it is told to stop.
public final class Dripping {
    /// Whose descriptor the thread writes to.
    private let client: RawClient
    private let state: State
    private let thread: WorkerThread

    private final class State: Sendable {
        let descriptor: Int32
        let bytes: [UInt8]
        let isOver = Atomic(false)

        init(_ descriptor: Int32, _ bytes: [UInt8]) {
            (self.descriptor, self.bytes) = (descriptor, bytes)
        }

        func run() {
            var next = 0
            while !isOver.load(ordering: .relaxed) {
                var byte = bytes[min(next, bytes.count - 1)]
                _ = unsafe send(descriptor, &byte, 1, Int32(MSG_NOSIGNAL))
                next += 1
                usleep(20_000)
            }
        }
    }

    /// Refuses when the system has no thread left.
    public init(_ client: RawClient, _ bytes: [UInt8]) throws {
        let state = State(client.descriptor, bytes)
        self.client = client
        self.state = state
        thread = try WorkerThread("drip") { state.run() }
    }

    public func stop() {
        state.isOver.store(true, ordering: .relaxed)
        thread.join()
    }
}
