import Glibc
import Host
import Primitives
import Signing
import Synchronization
import Units

/// What the processor can do at most: Ed25519 alone, of messages as long as a seal.
struct BareChecks {
    let one: Double
    let all: Double
    /// Of processor time, each.
    let microseconds: Double

    static func perSecond() -> BareChecks {
        let before = OwnTime.microseconds
        let one = run(threads: 1)
        let spent = OwnTime.microseconds - before
        let all = run(threads: Processors.count)
        return BareChecks(
            one: one.perSecond, all: all.perSecond,
            microseconds: Double(spent) / Double(one.count))
    }

    private static let span: UInt64 = 1_000_000_000

    private static func run(threads: Int) -> (perSecond: Double, count: UInt64) {
        let total = Atomic<UInt64>(0)
        let begin = Uptime.now
        let workers = (0..<threads).compactMap { number in
            try? WorkerThread("bare-\(number)") {
                total.add(work(until: begin + Nanoseconds(span)), ordering: .relaxed)
            }
        }
        for worker in workers { worker.join() }
        let count = total.load(ordering: .relaxed)
        return (Double(count) * 1e9 / Double(Uptime.now.gap(to: begin).value), count)
    }

    private static func work(until end: Nanoseconds) -> UInt64 {
        let key = SecretKey.random()
        let message = [UInt8](repeating: 7, count: 130)
        let signature = key.sign(message.rawSpan)
        var count: UInt64 = 0
        while Uptime.now < end {
            for _ in 0..<100 {
                precondition(
                    Ed25519.isValid(signature, of: message.rawSpan, by: key.publicKey),
                    "a good signature is refused")
            }
            count += 100
        }
        return count
    }
}
