internal import CMachine
internal import Glibc

/// Waits on thousands of descriptors at a cost that does not grow with those that are silent: epoll,
/// level-triggered.
public final class ReadyQueue {
    /// What a descriptor has for its owner.
    public struct Ready: Sendable {
        /// What the owner gave with the descriptor.
        public let tag: UInt64
        public let events: ReadyEvents
    }

    private let descriptor: Int32
    private var found = [earshot_ready](repeating: earshot_ready(tag: 0, events: 0), count: 64)

    /// Refuses when the process has no descriptor left.
    public init() throws(SystemError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw .last }
    }

    deinit { close(descriptor) }

    /// - Returns: false when the system has no room for it.
    public func add(_ other: Int32, _ events: ReadyEvents, tag: UInt64) -> Bool {
        earshot_epoll_change(descriptor, EPOLL_CTL_ADD, other, events.rawValue, tag) == 0
    }

    public func change(_ other: Int32, _ events: ReadyEvents, tag: UInt64) {
        _ = earshot_epoll_change(descriptor, EPOLL_CTL_MOD, other, events.rawValue, tag)
    }

    /// To be called before the descriptor is closed.
    public func remove(_ other: Int32) {
        _ = earshot_epoll_change(descriptor, EPOLL_CTL_DEL, other, 0, 0)
    }

    /// Replaces the list by what is ready now, at most 64; waits for the first no longer than told.
    public func wait(into ready: inout [Ready], milliseconds: Int32) {
        ready.removeAll(keepingCapacity: true)
        let count = unsafe earshot_epoll_wait(descriptor, &found, milliseconds)
        guard count > 0 else { return }
        for one in found[..<Int(count)] {
            ready.append(Ready(tag: one.tag, events: ReadyEvents(rawValue: one.events)))
        }
    }
}

public struct ReadyEvents: OptionSet, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let readable = ReadyEvents(rawValue: 0x001)
    public static let writable = ReadyEvents(rawValue: 0x004)
    /// Always told, asked for or not.
    public static let failed = ReadyEvents(rawValue: 0x008)
    /// Both sides are closed; always told.
    public static let hungUp = ReadyEvents(rawValue: 0x010)
    /// The other side will send no more.
    public static let otherIsDone = ReadyEvents(rawValue: 0x2000)
}
