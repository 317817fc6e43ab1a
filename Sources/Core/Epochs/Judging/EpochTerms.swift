public import Attestation
public import CoverageRules
public import Primitives

/// Under what an epoch is judged: its windows, log time, and the rules in force.
public struct EpochTerms: Sendable {
    public let epoch: Epoch
    public let time: LogTime
    public let rules: RuleTerms
    /// The epoch's windows, ascending.
    public let windows: [Window]
    /// Where each window begins and closes; nothing while that is not logged.
    let starts: [UInt64?]
    let closes: [UInt64?]

    public init(epoch: Epoch, time: LogTime, rules: RuleTerms) {
        self.epoch = epoch
        self.time = time
        self.rules = rules
        windows = time.windows(of: epoch)
        starts = windows.map { time.start(of: $0) }
        closes = windows.map { time.close(of: $0)?.index }
    }

    public var network: NetworkID { rules.network }

    /// Which of the epoch's windows this is, from 0.
    public func slot(of window: Window) -> Int? {
        guard let first = windows.first, window >= first else { return nil }
        let slot = window.number - first.number
        return slot < UInt64(windows.count) ? Int(slot) : nil
    }

    /// Below which index evidence of the window is in time; without end while it is open.
    public func close(of slot: Int) -> UInt64 { closes[slot] ?? .max }

    /// m, and the record of it where one was made, of a beacon at its slot or spare.
    func draw(
        _ choice: BeaconSlot, of slots: BeaconSlots, in window: Window
    ) -> (
        period: Period, record: LogRecord?
    ) {
        let period = rules.periods.drawPeriod(in: window, at: slots[choice])
        return (period, time.record(of: period))
    }
}
