import Glibc

/// One measured loop. Rows of the same group and name but another contender are run in turns and
/// compared, so that a claim such as "half of C's time" comes from one run on one machine.
struct Benchmark {
    let group: String
    let name: String
    let contender: String
    /// How many operations one call of `body` does.
    let operations: Int
    /// Returns something made of every result, so that the optimiser cannot leave work out.
    let body: () -> UInt64

    init(
        group: String, name: String, contender: String = "earshot", operations: Int,
        _ body: @escaping () -> UInt64
    ) {
        self.group = group
        self.name = name
        self.contender = contender
        self.operations = operations
        self.body = body
    }
}

/// The best of several rounds: on a shared machine the least disturbed one tells most.
struct Measurement {
    let benchmark: Benchmark
    private(set) var nanosecondsPerOperation = Double.infinity
    private(set) var peakKibibytes = 0
    private let callsPerRound: Int
    private(set) var checksum: UInt64 = 0

    static let roundNanoseconds = 60_000_000.0

    init(_ benchmark: Benchmark) {
        self.benchmark = benchmark
        var calls = 1
        // Doubles until a round is long against the clock's own cost.
        while true {
            let (elapsed, _) = Self.time(benchmark, calls: calls)
            if elapsed >= Self.roundNanoseconds / 2 || calls > 1 << 30 { break }
            calls *= 2
        }
        callsPerRound = calls
    }

    mutating func round() {
        ProcessMemory.forgetPeak()
        let (elapsed, sum) = Self.time(benchmark, calls: callsPerRound)
        checksum &+= sum
        let each = elapsed / Double(callsPerRound) / Double(benchmark.operations)
        nanosecondsPerOperation = min(nanosecondsPerOperation, each)
        peakKibibytes = max(peakKibibytes, ProcessMemory.peakKibibytes())
    }

    private static func time(_ benchmark: Benchmark, calls: Int) -> (Double, UInt64) {
        var sum: UInt64 = 0
        let start = now()
        for _ in 0..<calls { sum &+= benchmark.body() }
        return (now() - start, sum)
    }

    private static func now() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}
