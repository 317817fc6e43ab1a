import Attestation
import Glibc
import Primitives
import Signing

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

/// A statement as its signature is checked.
struct Signed {
    let bytes: [UInt8]
    let key: PublicKey
    let signature: Signature

    init?(_ entry: [UInt8], on network: NetworkID) {
        guard let statement = try? SignedStatement(entry.rawSpan),
            let type = MessageType(rawValue: statement.typeNumber)
        else { return nil }
        key = statement.key
        signature = statement.signature
        let context = StatementContext(network: network, type: type.name)
        var bytes: [UInt8] = []
        // A check that believes all leaves what it was asked in the buffer.
        try? statement.verify(in: context, by: Believing.self, scratch: &bytes)
        self.bytes = bytes
    }

    private enum Believing: SignatureCheck {
        static func isValid(
            _ signature: Signature, of message: RawSpan, by key: PublicKey
        ) -> Bool { true }
    }
}
