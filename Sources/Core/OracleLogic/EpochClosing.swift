import Attestation

/// Tells when the evidence of epochs closes: at the record of a network's table (the 60th, in the demo
/// the 10th) counted from the first period of the next epoch. Where no records were made for long,
/// several epochs close at one record.
struct EpochClosing: Sendable {
    private let periods: NetworkPeriods
    /// Epochs that are over and not closed, and how many records were made since they were over.
    var open: [(first: UInt64, last: UInt64, records: UInt64)] = []
    /// The first epoch that is in no group yet.
    var next: UInt64 = 0
    var newestClosed: Epoch?

    init(_ periods: NetworkPeriods) { self.periods = periods }

    /// A record was logged; returns the epochs that closed by it.
    mutating func note(_ period: Period) -> ClosedRange<Epoch>? {
        let epoch = periods.epoch(of: periods.window(of: period)).number
        if epoch > next {
            open.append((next, epoch - 1, 0))
            next = epoch
        }
        for place in open.indices { open[place].records += 1 }
        let closed = open.filter { $0.records >= periods.close }
        guard let first = closed.first, let last = closed.last else { return nil }
        open.removeFirst(closed.count)
        newestClosed = Epoch(last.last)
        return Epoch(first.first)...Epoch(last.last)
    }
}
