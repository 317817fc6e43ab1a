internal import CMachine
internal import Glibc
internal import Synchronization

/// A thread of the program's own, for what must wait in a call of the system's or a library's. Let go
/// without `join`, it runs on and nobody waits for its end.
public final class WorkerThread: Sendable {
    private let thread: pthread_t
    private let isJoined = Mutex(false)

    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts at once. Refuses when the system has no thread left.
    /// - Parameter name: what `ps -L` and a debugger show: its first 15 bytes.
    public init(
        _ name: String, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        let work = unsafe Unmanaged.passRetained(Work(name, body))
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setstacksize(&attributes, Self.stack)
        var thread = pthread_t()
        // Signals are the main thread's: one that is made here would have them by inheritance.
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        let result = unsafe pthread_create(&thread, &attributes, Self.start, work.toOpaque())
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        unsafe pthread_attr_destroy(&attributes)
        guard result == 0 else {
            unsafe work.release()
            throw SystemError(number: result)
        }
        self.thread = thread
    }

    deinit {
        if !isJoined.withLock({ $0 }) { _ = pthread_detach(thread) }
    }

    /// Waits until it has ended. The second time, and by itself, it returns at once.
    public func join() {
        guard pthread_equal(thread, pthread_self()) == 0 else { return }
        let isFirst = isJoined.withLock { joined in
            defer { joined = true }
            return !joined
        }
        if isFirst { _ = pthread_join(thread, nil) }
    }

    /// Deep enough for TLS and name look-ups; only what is touched takes memory.
    private static let stack = 512 * 1024

    /// Made outside of any actor: C calls it on a thread that Swift does not know.
    private static let start:
        @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
            { pointer in
                guard let pointer = unsafe pointer else { return nil }
                let work = unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
                unsafe pthread_setname_np(pthread_self(), String(work.name.prefix(15)))
                work.body()
                return nil
            }
}
