import Glibc

/// What a piece of work took: by the wall, and of all processors together.
struct Watch {
    private let start: Double
    private let startCPU: Double

    init() {
        start = Self.now(CLOCK_MONOTONIC)
        startCPU = Self.now(CLOCK_PROCESS_CPUTIME_ID)
    }

    var seconds: Double { Self.now(CLOCK_MONOTONIC) - start }
    var cpu: Double { Self.now(CLOCK_PROCESS_CPUTIME_ID) - startCPU }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Of the process so far.
    static var peakMebibytes: UInt64 {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return UInt64(usage.ru_maxrss) / 1_024
    }
}

/// The steps of an epoch, one after the other.
struct Steps {
    private(set) var all: [(name: String, seconds: Double, cpu: Double)] = []
    private var open: (name: String, watch: Watch)?

    mutating func begin(_ name: String) {
        end()
        open = (name, Watch())
    }

    mutating func end() {
        guard let open else { return }
        all.append((open.name, open.watch.seconds, open.watch.cpu))
        self.open = nil
    }
}
