internal import CMachine
internal import Glibc
public import Units

/// Ends the waiting of a thread from another thread, or from a signal handler: an eventfd. Stays
/// signalled until it is cleared, so that no wait after it begins either.
public final class Wake: Sendable {
    /// Readable while signalled.
    public let descriptor: Int32

    /// Refuses when the process has no descriptor left.
    public init() throws(SystemError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw .last }
    }

    deinit { close(descriptor) }

    /// May be called by a signal handler: it makes one system call and keeps errno.
    public func signal() { Self.signal(descriptor) }

    static func signal(_ descriptor: Int32) {
        let before = errno
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
        errno = before
    }

    public func clear() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
    }

    /// Waits for nothing else.
    /// - Returns: false when the time passed.
    public func wait(until deadline: Nanoseconds) -> Bool {
        Poll.wait(for: -1, 0, wake: descriptor, until: deadline) == .woken
    }
}
