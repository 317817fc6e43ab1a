internal import CUSB
internal import Glibc
public import Host
public import Units

/// Ends the waiting of a line from another thread, or from a signal handler: an eventfd. Stays
/// signalled until it is cleared, so that no wait after it begins either.
public final class Wake: Sendable {
    let descriptor: Int32

    /// Refuses when the process has no descriptor left.
    public init() throws(SystemError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw .last }
    }

    deinit { close(descriptor) }

    /// May be called by a signal handler: it makes one system call and keeps errno.
    public func signal() {
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
        var none: [pollfd] = []
        return Poll.wait(&none, wake: self, until: deadline) == .woken
    }
}

/// The time since this machine started, sleep included.
public enum Uptime {
    public static var now: Nanoseconds {
        var time = timespec()
        let result = unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        precondition(result == 0 && time.tv_sec >= 0, "the clock is unreadable")
        return Nanoseconds(UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
    }
}

/// Waiting on descriptors that ends at a deadline, or when it is told to.
enum Poll {
    enum Waited { case ready, timeOut, woken }

    /// Adds the wake to the descriptors; their `revents` are set on return. A deadline that has
    /// passed still looks once, so that what is there is found.
    static func wait(
        _ descriptors: inout [pollfd], wake: Wake, until deadline: Nanoseconds
    ) -> Waited {
        descriptors.append(pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0))
        while true {
            let now = Uptime.now
            let rest = deadline > now ? deadline.gap(to: now).value : 0
            // Rounded up, so that a wait never ends early to be asked for once more; a minute at most.
            let milliseconds = Int32((min(rest, 60_000_000_000) + 999_999) / 1_000_000)
            let count = unsafe poll(&descriptors, nfds_t(descriptors.count), milliseconds)
            if count > 0 {
                return descriptors[descriptors.count - 1].revents != 0 ? .woken : .ready
            }
            if rest == 0 { return .timeOut }
        }
    }
}
