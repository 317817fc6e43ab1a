internal import Glibc
internal import Host
internal import Units

/// Waits for something that comes true by itself.
/// - Returns: whether it did in time.
public func eventually(_ milliseconds: Int = 3000, _ condition: () throws -> Bool) rethrows -> Bool
{
    let end = Uptime.now + Nanoseconds(UInt64(milliseconds) * 1_000_000)
    while try !condition() {
        guard Uptime.now < end else { return false }
        usleep(5_000)
    }
    return true
}
