internal import Glibc
internal import Host
internal import Synchronization

/// Sends a byte each 20 ms over a connection, the last one again and again, until it is told to stop.
public final class Dripping {
    private let state: State
    private let thread: WorkerThread

    private final class State: @unchecked Sendable {  // unchecked: nobody else sends meanwhile
        let client: RawClient
        let bytes: [UInt8]
        let isOver = Atomic(false)

        init(_ client: RawClient, _ bytes: [UInt8]) {
            (self.client, self.bytes) = (client, bytes)
        }

        func run() {
            var next = 0
            while !isOver.load(ordering: .relaxed) {
                client.send([bytes[min(next, bytes.count - 1)]])
                next += 1
                usleep(20_000)
            }
        }
    }

    /// Refuses when the system has no thread left.
    public init(_ client: RawClient, _ bytes: [UInt8]) throws {
        let state = State(client, bytes)
        self.state = state
        thread = try WorkerThread("drip") { state.run() }
    }

    public func stop() {
        state.isOver.store(true, ordering: .relaxed)
        thread.join()
    }
}
