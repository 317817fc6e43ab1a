public import Diagnosis
internal import Glibc
internal import Units

/// This machine as the doctor sees it, without its radios.
public enum MachineState {
    public static func user() -> UserObservation {
        let number = geteuid()
        let name = unsafe getpwuid(number).map { unsafe String(cString: $0.pointee.pw_name) }
        return UserObservation(name: name ?? "user \(number)", isRoot: number == 0)
    }

    public static func clock() -> ClockObservation {
        var seen = ClockObservation(now: WallClock.now)
        seen.kernel = KernelClock.state
        seen.keeper = Processes.firstRunning(of: clockKeepers)
        return seen
    }

    private static let clockKeepers = [
        "chronyd", "ntpd", "ntpsec", "systemd-timesyncd", "openntpd",
    ]

    public static func modemManagerRuns() -> Bool {
        Processes.firstRunning(of: ["ModemManager"]) != nil
    }

    /// Whether this user may read and write a device; nil when it is not there.
    public static func mayOpen(_ path: String) -> Bool? {
        guard unsafe access(path, F_OK) == 0 else { return nil }
        return unsafe faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0
    }

    /// Of a directory that need not exist yet: then of the nearest above it. Nil when not even the
    /// root can be asked.
    public static func storage(_ directory: String) -> StorageObservation? {
        var path = directory
        var state = statvfs()
        while unsafe statvfs(path, &state) != 0 {
            guard let slash = path.lastIndex(of: "/"), path != "/" else { return nil }
            path = slash == path.startIndex ? "/" : String(path[..<slash])
        }
        return StorageObservation(
            path: path, isStateDirectory: path == directory,
            isReadOnly: state.f_flag & UInt(ST_RDONLY) != 0,
            free: UInt64(state.f_bavail) * UInt64(state.f_frsize),
            total: UInt64(state.f_blocks) * UInt64(state.f_frsize))
    }
}
