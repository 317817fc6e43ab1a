public import Host
public import Notation
public import PositionFixes

/// A thread that listens to gpsd until it is stopped. The handler is called on that thread, never
/// at the same time twice, and not after `stop` returned.
public final class GPSDListener: Sendable {
    private let wake: Wake
    private let thread: WorkerThread

    /// Refuses when the system has no thread or descriptor left.
    public init(
        to address: SocketName, handler: @escaping @Sendable (PositionEvent, Moment) -> Void
    ) throws(SystemError) {
        let wake = try Wake()
        self.wake = wake
        thread = try WorkerThread("gpsd") {
            var conversation = GPSDConversation(with: address, wake: wake.descriptor)
            conversation.run { event, now in
                handler(event, now)
                return true
            }
        }
    }

    /// Ends the thread and waits for it: milliseconds, as every wait of it can be woken. Not to be
    /// called by the handler.
    public func stop() {
        wake.signal()
        thread.join()
    }

    deinit { stop() }
}
