internal import Glibc
internal import Synchronization
internal import Units

/// The receiver behind a TCP port of this machine, as gpsd reads one by `tcp://127.0.0.1:PORT`.
/// Sends an epoch every 100 ms, with the machine's time, to whoever is connected.
public final class ReceiverServer: Sendable {
    public let port: UInt16
    private let listener: Int32
    private let thread: pthread_t
    private let shared: Shared

    private final class Shared: Sendable {
        let receiver: Mutex<SatelliteReceiver>
        let isEnding = Atomic(false)
        let listener: Int32

        init(_ receiver: SatelliteReceiver, _ listener: Int32) {
            self.receiver = Mutex(receiver)
            self.listener = listener
        }
    }

    /// Nil when the system refuses a port on loopback.
    public init?(of receiver: SatelliteReceiver) {
        listener = socket(
            AF_INET,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
                | Int32(SOCK_NONBLOCK.rawValue), 0)
        shared = Shared(receiver, listener)
        guard listener >= 0, let port = Self.bindToLoopback(listener), listen(listener, 8) == 0
        else { return nil }
        self.port = port
        var thread = pthread_t()
        let work = unsafe Unmanaged.passRetained(shared)
        guard unsafe pthread_create(&thread, nil, Self.body, work.toOpaque()) == 0 else {
            unsafe work.release()
            return nil
        }
        self.thread = thread
    }

    /// A port that the kernel chooses.
    public static func bindToLoopback(_ descriptor: Int32) -> UInt16? {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let bound = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            var length = socklen_t(bytes.count)
            let address = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            return unsafe bind(descriptor, address, length) == 0
                && getsockname(descriptor, address, &length) == 0
        }
        return bound ? UInt16(bigEndian: name.sin_port) : nil
    }

    /// From the next epoch on.
    public func change(_ change: (inout SatelliteReceiver) -> Void) {
        shared.receiver.withLock { change(&$0) }
    }

    /// Ends the thread and all connections.
    public func stop() {
        guard !shared.isEnding.exchange(true, ordering: .acquiringAndReleasing) else { return }
        _ = pthread_join(thread, nil)
        close(listener)
    }

    deinit { stop() }

    private static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        { pointer in
            guard let pointer = unsafe pointer else { return nil }
            let shared = unsafe Unmanaged<Shared>.fromOpaque(pointer).takeRetainedValue()
            serve(shared)
            return nil
        }

    private static func serve(_ shared: Shared) {
        var clients: [Int32] = []
        while !shared.isEnding.load(ordering: .acquiring) {
            let client = accept(shared.listener, nil, nil)
            if client >= 0 { clients.append(client) }
            let text = shared.receiver.withLock { $0.epoch(at: now) }
            clients.removeAll { client in
                let isGone = !text.isEmpty && !send(text, to: client)
                if isGone { close(client) }
                return isGone
            }
            usleep(100_000)
        }
        for client in clients { close(client) }
    }

    private static func send(_ text: String, to client: Int32) -> Bool {
        let bytes = Array(text.utf8)
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        return unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.send(client, bytes.baseAddress, bytes.count, flags) == bytes.count
        }
    }

    private static var now: Nanoseconds {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Nanoseconds(UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }
}
