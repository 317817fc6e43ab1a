internal import Airwaves
internal import Units

/// The time sent in one duty cycle band over the last hour, in steps of ten seconds. A step leaves
/// the sum when all of it is an hour old, so what is counted is never less than the truth.
struct AirtimeLedger: Sendable {
    let cycle: RegionalPlan.DutyCycle
    /// The step's number and its sum; steps ascend.
    private var steps: [Step] = []

    private struct Step: Sendable {
        var number: UInt64
        var airtime: UInt64
    }

    init(_ cycle: RegionalPlan.DutyCycle) { self.cycle = cycle }

    /// The time over which a duty cycle is counted (ETSI EN 300 220: one hour).
    static let window: UInt64 = 3_600_000_000_000
    static let step: UInt64 = 10_000_000_000

    var allowance: Nanoseconds { Nanoseconds(Self.window / 1000 * UInt64(cycle.perMille)) }

    func used(at now: Nanoseconds) -> Nanoseconds {
        let oldest = Self.oldest(at: now)
        return Nanoseconds(steps.reduce(0) { $1.number < oldest ? $0 : $0 + $1.airtime })
    }

    mutating func reserve(
        _ airtime: Nanoseconds, end: Nanoseconds, now: Nanoseconds
    ) throws(TransmitRefusal) {
        let oldest = Self.oldest(at: now)
        steps.removeAll { $0.number < oldest }
        guard used(at: now) + airtime <= allowance else {
            throw .dutyCycle(perMille: cycle.perMille, free: wait(for: airtime, at: now))
        }
        let number = end.value / Self.step
        let place = steps.firstIndex { $0.number >= number } ?? steps.count
        if place < steps.count, steps[place].number == number {
            steps[place].airtime += airtime.value
        } else {
            steps.insert(Step(number: number, airtime: airtime.value), at: place)
        }
    }

    mutating func release(_ airtime: Nanoseconds, end: Nanoseconds) {
        let number = end.value / Self.step
        guard let place = steps.firstIndex(where: { $0.number == number }) else { return }
        steps[place].airtime -= min(airtime.value, steps[place].airtime)
    }

    /// How long until so much is free: when the oldest steps that hold it have left. Nothing makes
    /// more free than there is, so a frame longer than the allowance is told the whole hour.
    private func wait(for airtime: Nanoseconds, at now: Nanoseconds) -> Nanoseconds {
        var left = used(at: now).value
        for step in steps {
            left -= min(left, step.airtime)
            if Nanoseconds(left) + airtime <= allowance {
                let gone = (step.number + 1) * Self.step + Self.window
                return Nanoseconds(gone > now.value ? gone - now.value : 0)
            }
        }
        return Nanoseconds(Self.window)
    }

    private static func oldest(at now: Nanoseconds) -> UInt64 {
        now.value < window ? 0 : (now.value - window) / step
    }
}
