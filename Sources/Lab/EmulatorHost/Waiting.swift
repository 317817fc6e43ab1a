internal import Glibc
public import Host
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
        if Interruption.descriptor >= 0 { toRead(Interruption.descriptor) }
        let count = unsafe pselect(highest + 1, &readable.set, &writable.set, nil, &time, nil)
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

/// What signals do to an emulator or the air.
public enum EmulatorSignals {
    /// From now on SIGINT and SIGTERM end its waiting (`Interruption`); a closed pipe or a terminal in
    /// the background ends nothing.
    public static func catchAll() throws(SystemError) {
        _ = try Interruption.catchAll()
        signal(SIGPIPE, SIG_IGN)
        signal(SIGTTIN, SIG_IGN)
    }
}
