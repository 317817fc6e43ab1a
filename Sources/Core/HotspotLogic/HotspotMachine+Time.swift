import Attestation
import Radios
import Units

// Periods and windows by the own clock (PROTOCOL 1): only where `clock` is trusted.

extension HotspotMachine {
    var periodNanoseconds: UInt64 { network.periods.milliseconds * 1_000_000 }

    /// The period now, by a clock that is trusted.
    var period: Period? { clock.discipline == nil ? nil : period(at: now.clock) }

    var window: Window? { period.map { network.periods.window(of: $0) } }

    func period(at time: Nanoseconds) -> Period? {
        guard time >= network.genesis else { return nil }
        let number = (time.value - network.genesis.value) / periodNanoseconds
        return number <= Period.limit ? Period(number) : nil
    }

    /// When a period begins.
    func start(of period: Period) -> Nanoseconds {
        Nanoseconds(network.genesis.value &+ period.number &* periodNanoseconds)
    }

    /// When a moment of a window comes.
    func start(of offset: WindowOffset, in window: Window) -> Nanoseconds {
        let first = start(of: network.periods.firstPeriod(of: window))
        return Nanoseconds(first.value &+ offset.milliseconds &* 1_000_000)
    }

    /// The instant of uptime at which the clock will show a time, if nobody sets it.
    func uptime(of time: Nanoseconds) -> Nanoseconds {
        guard time > now.clock else { return now.uptime }
        return now.uptime + time.gap(to: now.clock)
    }

    var milliseconds: UInt64 { now.clock.value / 1_000_000 }

    mutating func remark(_ level: Remark.Level, _ text: String) {
        effects.append(.remark(Remark(level, text)))
    }

    mutating func remarkClock() {
        guard isStarted else { return }
        if let doubt = clock.doubt {
            remark(.warning, "the clock is not trusted: \(doubt)")
        } else if let discipline = clock.discipline {
            remark(.info, "the clock is trusted: \(discipline)")
        }
    }
}
