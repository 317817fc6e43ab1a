internal import Glibc
public import Units

/// The service manager that started this program, if one did: systemd, or whoever else gave it
/// `NOTIFY_SOCKET` (sd_notify(3), without libsystemd: a datagram of text).
public struct ServiceManager: Sendable {
    private let socketPath: String?
    /// How often `WATCHDOG=1` is due: half of what the manager allows; nil when it does not watch.
    public let watchdog: Nanoseconds?

    /// From the environment. The variables stay: no child process is started that could be misled.
    public init() {
        self.init(
            socketPath: Environment["NOTIFY_SOCKET"], watchdog: Environment["WATCHDOG_USEC"],
            watchedProcess: Environment["WATCHDOG_PID"])
    }

    init(socketPath: String?, watchdog: String?, watchedProcess: String?) {
        let isAddress = socketPath?.first == "/" || socketPath?.first == "@"
        self.socketPath = isAddress ? socketPath : nil
        let isOurs = watchedProcess.map { $0 == String(getpid()) } ?? true
        let span = watchdog.flatMap { UInt64($0) } ?? 0
        self.watchdog =
            isOurs && span > 0 && span < 1 << 50 ? Nanoseconds(span * 1000 / 2) : nil
    }

    public enum Notice: Equatable, Sendable {
        case ready
        case reloading
        case stopping
        case alive
        /// For `systemctl status`: one line.
        case status(String)
    }

    /// Tells all at once. What cannot be told is not: a manager that went away needs nothing.
    public func tell(_ notices: Notice...) {
        guard let socketPath else { return }
        let text = notices.map(Self.text).joined(separator: "\n")
        Self.send(Array(text.utf8), to: socketPath)
    }

    private static func text(_ notice: Notice) -> String {
        switch notice {
        case .ready: "READY=1"
        // Type=notify-reload of systemd 253 wants the instant; older ones pass over it.
        case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds)"
        case .stopping: "STOPPING=1"
        case .alive: "WATCHDOG=1"
        case .status(let text): "STATUS=" + text.split(separator: "\n").joined(separator: " ")
        }
    }

    private static var monotonicMicroseconds: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
    }

    private static func send(_ bytes: [UInt8], to path: String) {
        let socket = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        guard let name = UnixSocketName(path) else { return }
        _ = unsafe name.withAddress { address, length in
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe sendto(
                    socket, bytes.baseAddress, bytes.count,
                    Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), address, length)
            }
        }
    }
}
