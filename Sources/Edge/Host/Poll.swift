public import Glibc
public import Units

/// Waiting on descriptors that ends at a deadline, or when it is told to.
public enum Poll {
    public enum Waited: Sendable { case ready, timeOut, woken }

    /// Adds the wake to the descriptors, so that their number grows by one; their `revents` are set
    /// on return. A deadline that has passed still looks once, so that what is there is found.
    /// - Parameter wake: becomes readable when waiting should end; -1 for never.
    public static func wait(
        _ descriptors: inout [pollfd], wake: Int32, until deadline: Nanoseconds
    ) -> Waited {
        descriptors.append(pollfd(fd: wake, events: Int16(POLLIN), revents: 0))
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

    /// Waits for one descriptor; -1 for none.
    public static func wait(
        for descriptor: Int32, _ events: Int32, wake: Int32, until deadline: Nanoseconds
    ) -> Waited {
        var waits = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
        return wait(&waits, wake: wake, until: deadline)
    }
}
