internal import Glibc
internal import Host
internal import Synchronization
internal import Units

/// Waiting for descriptors, a time and the wish to end, all at once. To the microsecond, which
/// `poll` cannot: an emulated radio answers within tens of them.
struct Waiting {
    private var readable = DescriptorSet()
    private var writable = DescriptorSet()
    private var highest: Int32 = -1

    /// Descriptors that one wait can hold.
    static let mostDescriptors: Int32 = 1024

    mutating func clear() {
        readable = DescriptorSet()
        writable = DescriptorSet()
        highest = -1
    }

    mutating func toRead(_ descriptor: Int32) {
        readable.insert(descriptor)
        highest = max(highest, descriptor)
    }

    mutating func toWrite(_ descriptor: Int32) {
        writable.insert(descriptor)
        highest = max(highest, descriptor)
    }

    /// Sleeps until something is ready, the clock says `deadline`, or the program is told to end.
    /// Afterwards `canRead` and `canWrite` answer.
    mutating func wait(until deadline: UInt64?) {
        let rest = deadline.map { $0 - min($0, Uptime.now.value) } ?? 3_600_000_000_000
        let capped = min(rest, 3_600_000_000_000)
        var time = timespec(
            tv_sec: Int(capped / 1_000_000_000), tv_nsec: Int(capped % 1_000_000_000))
        var mask = StopSignals.maskWhileWaiting
        let count = unsafe pselect(
            highest + 1, &readable.set, &writable.set, nil, &time, &mask)
        guard count <= 0 else { return }
        readable = DescriptorSet()
        writable = DescriptorSet()
    }

    func canRead(_ descriptor: Int32) -> Bool { readable.contains(descriptor) }
    func canWrite(_ descriptor: Int32) -> Bool { writable.contains(descriptor) }
}

/// `fd_set`, whose macros Swift does not import: bit n of the words is descriptor n.
private struct DescriptorSet {
    var set = fd_set()

    mutating func insert(_ descriptor: Int32) {
        precondition(descriptor < Waiting.mostDescriptors, "descriptor \(descriptor)")
        let (byte, bit) = (Int(descriptor) / 8, UInt8(1) << UInt8(descriptor % 8))
        unsafe withUnsafeMutableBytes(of: &set) { unsafe $0[byte] |= bit }
    }

    func contains(_ descriptor: Int32) -> Bool {
        guard descriptor >= 0, descriptor < Waiting.mostDescriptors else { return false }
        let (byte, bit) = (Int(descriptor) / 8, UInt8(1) << UInt8(descriptor % 8))
        return unsafe withUnsafeBytes(of: set) { unsafe $0[byte] & bit != 0 }
    }
}

/// The wish to end, by SIGINT (Ctrl-C) or SIGTERM.
public enum StopSignals {
    private static let arrived = Atomic(false)

    public static var haveArrived: Bool { arrived.load(ordering: .acquiring) }

    /// From now on both signals are only taken note of, and only while the program waits; a closed
    /// pipe or a terminal in the background ends no program.
    public static func catchAll() {
        for number in [SIGINT, SIGTERM] {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = note
            unsafe sigaction(number, &action, nil)
        }
        var mask = both
        unsafe sigprocmask(SIG_BLOCK, &mask, nil)
        signal(SIGPIPE, SIG_IGN)
        signal(SIGTTIN, SIG_IGN)
    }

    /// As though a signal had come. For tests.
    static func pretend(_ value: Bool) { arrived.store(value, ordering: .releasing) }

    private static let note: @convention(c) (Int32) -> Void = { _ in
        arrived.store(true, ordering: .releasing)
    }

    private static var both: sigset_t {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        unsafe sigaddset(&mask, SIGINT)
        unsafe sigaddset(&mask, SIGTERM)
        return mask
    }

    /// The thread's mask without the two.
    static var maskWhileWaiting: sigset_t {
        var mask = sigset_t()
        unsafe sigprocmask(SIG_BLOCK, nil, &mask)
        unsafe sigdelset(&mask, SIGINT)
        unsafe sigdelset(&mask, SIGTERM)
        return mask
    }
}
