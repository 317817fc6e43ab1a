internal import Glibc
internal import Notation
public import Settings
internal import Synchronization
internal import Units

/// Writes a program's log: one line per event, each in one write, from any thread.
public final class Log: Sendable {
    private let descriptor: Int32
    private let least: LogLevel
    private let format: LogFormat
    private let showsTime: Bool
    private let limiter = Mutex(RepeatLimiter())

    /// - Parameter showsTime: nil leaves the time out where journald reads, which keeps its own.
    public init(
        to descriptor: Int32 = 1, least: LogLevel = .info, format: LogFormat = .text,
        showsTime: Bool? = nil
    ) {
        self.descriptor = descriptor
        self.least = least
        self.format = format
        self.showsTime = showsTime ?? !Self.isJournal(descriptor)
    }

    public func write(
        _ level: LogLevel, _ event: String, _ fields: [(name: String, value: LogValue)] = []
    ) {
        guard level >= least else { return }
        let line = LogLine(level, event, fields)
        emit(limiter.withLock { $0.admit(line, at: Uptime.now) })
    }

    /// Tells of storms that are over. Call it about once a minute.
    public func tellRepeats() {
        emit(limiter.withLock { $0.due(at: Uptime.now) })
    }

    private func emit(_ lines: [LogLine]) {
        guard !lines.isEmpty else { return }
        let time = showsTime ? WallClock.now : nil
        for line in lines {
            let bytes = Array((line.text(as: format, time: time) + "\n").utf8)
            // A log that cannot be written has nobody to complain to.
            _ = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            }
        }
    }

    /// systemd puts `device:inode` of the stream it gave us into JOURNAL_STREAM.
    private static func isJournal(_ descriptor: Int32) -> Bool {
        guard let stream = Environment["JOURNAL_STREAM"] else { return false }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }
}
