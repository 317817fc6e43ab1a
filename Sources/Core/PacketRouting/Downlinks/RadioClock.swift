internal import Radios
internal import Units

/// How a radio's clock stands to the box's: the last reading, the last pulse, and what is added so
/// that the counter a router sees never goes back.
struct RadioClock: Sendable {
    private var base: UInt64 = 0
    private var greatest: UInt64 = 0
    private var reading: (radio: RadioTime, uptime: Nanoseconds)?
    private var pulse: (radio: RadioTime, utc: Nanoseconds, uptime: Nanoseconds)?

    /// A reading older than this says nothing: 100 ppm of it are 6 ms.
    static let freshReading = Nanoseconds(60_000_000_000)
    /// Of a pulse: 2 ppm of it are 20 us.
    static let freshPulse = Nanoseconds(10_000_000_000)
    /// Between the last counter of before and the first of after: no two are the same.
    static let step: UInt64 = 1_000_000
    private static let second: UInt64 = 1_000_000_000

    /// The radio's clock began anew. The uptime as the base: it also rises over a restart of the
    /// program.
    mutating func begin(at uptime: Nanoseconds) {
        base = max(uptime.value / 1_000, greatest + Self.step)
        reading = nil
        pulse = nil
    }

    mutating func extended(_ radio: RadioTime) -> UInt64 {
        let (sum, over) = base.addingReportingOverflow(radio.microseconds)
        let counter = over ? .max : sum
        greatest = max(greatest, counter)
        return counter
    }

    func radioTime(ofExtended counter: UInt64) -> RadioTime? {
        counter < base ? nil : RadioTime(microseconds: counter - base)
    }

    mutating func reads(_ radio: RadioTime, at uptime: Nanoseconds) {
        reading = (radio, uptime)
    }

    func now(at uptime: Nanoseconds) -> RadioTime? {
        guard let reading, uptime >= reading.uptime else { return nil }
        let passed = uptime.gap(to: reading.uptime)
        guard passed <= Self.freshReading else { return nil }
        return reading.radio.later(by: passed.value / 1_000)
    }

    /// The pulse of a second is told some milliseconds later: the nearest whole second is the one
    /// meant, when UTC is right to half a second.
    mutating func pulsed(_ radio: RadioTime, at time: BoxTime) {
        guard time.isTrusted else { return pulse = nil }
        let ago = now(at: time.uptime).map {
            Int64(bitPattern: $0.microseconds &- radio.microseconds)
        }
        let utc = time.utc(microsecondsAgo: ago ?? 0).value
        let second = (utc + Self.second / 2) / Self.second * Self.second
        pulse = (radio, Nanoseconds(second), time.uptime)
    }

    func radioTime(of utc: Nanoseconds, at time: BoxTime) -> RadioTime? {
        guard let pulse, time.uptime.gap(to: pulse.uptime) <= Self.freshPulse, utc >= pulse.utc
        else { return nil }
        return pulse.radio.later(by: utc.gap(to: pulse.utc).value / 1_000)
    }
}
