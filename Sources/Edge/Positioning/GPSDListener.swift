internal import Glibc
public import Host
public import Notation
public import PositionFixes
internal import Synchronization

/// A thread that listens to gpsd until it is stopped. The handler is called on that thread, never
/// at the same time twice, and not after `stop` returned.
public final class GPSDListener: Sendable {
    private let wake: Int32
    /// The other end: closing it makes `wake` readable.
    private let hold: Int32
    private let thread: pthread_t
    private let isStopped = Mutex(false)

    private final class Work: Sendable {
        let address: SocketName
        let wake: Int32
        let handler: @Sendable (PositionEvent, Moment) -> Void

        init(
            _ address: SocketName, _ wake: Int32,
            _ handler: @escaping @Sendable (PositionEvent, Moment) -> Void
        ) {
            self.address = address
            self.wake = wake
            self.handler = handler
        }

        func run() {
            var conversation = GPSDConversation(with: address, wake: wake)
            conversation.run { event, now in
                handler(event, now)
                return true
            }
        }
    }

    /// Refuses when the system has no thread or descriptor left.
    public init(
        to address: SocketName, handler: @escaping @Sendable (PositionEvent, Moment) -> Void
    ) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .last }
        let (wake, hold) = (ends[0], ends[1])
        let work = unsafe Unmanaged.passRetained(Work(address, wake, handler))
        var thread = pthread_t()
        let result = unsafe pthread_create(&thread, nil, Self.body, work.toOpaque())
        guard result == 0 else {
            unsafe work.release()
            close(wake)
            close(hold)
            throw SystemError(number: result)
        }
        self.wake = wake
        self.hold = hold
        self.thread = thread
    }

    /// Made outside of any actor: C calls it on a thread that Swift does not know.
    private static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        { pointer in
            guard let pointer = unsafe pointer else { return nil }
            unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().run()
            return nil
        }

    /// Ends the thread and waits for it: milliseconds, as every wait of it can be woken. Not to be
    /// called by the handler.
    public func stop() {
        let isFirst = isStopped.withLock { stopped in
            defer { stopped = true }
            return !stopped
        }
        guard isFirst else { return }
        close(hold)
        _ = pthread_join(thread, nil)
        close(wake)
    }

    deinit { stop() }
}
