internal import Attestation

/// Which of the logged chains the record of a period comes from (PROTOCOL 2): a new end takes the place
/// of the one in force with the first record made in its periods, and of a new end that waits at once.
struct ChainsInForce {
    private(set) var current: EntropyChain?
    private(set) var next: EntropyChain?

    mutating func take(_ end: EntropyChain) {
        if current == nil { current = end } else { next = end }
    }

    mutating func takeRecord(of period: Period) {
        guard let next, next.first <= period else { return }
        (current, self.next) = (next, nil)
    }

    func chain(of period: Period) -> EntropyChain? {
        if let next, next.first <= period { return next }
        return current
    }
}
