import Attestation

/// Values that hold from an epoch on, in the order they were logged.
struct Timeline<Value: Sendable>: Sendable {
    var changes: [(first: Epoch, index: UInt64, value: Value)] = []

    mutating func add(_ value: Value, from first: Epoch, index: UInt64) {
        changes.append((first, index, value))
    }

    /// Those that hold in an epoch: by their first epoch, then as they were logged, so that the last
    /// one's word counts.
    func holding(in epoch: Epoch) -> [Value] {
        changes.filter { $0.first <= epoch }
            .sorted { ($0.first, $0.index) < ($1.first, $1.index) }
            .map(\.value)
    }

    /// Drops values that no epoch from this one on has, where each is the whole value: for rule
    /// books, which are large. Changes by the founder are few and stay.
    mutating func forget(before epoch: Epoch) {
        let holding = changes.filter { $0.first <= epoch }
        guard
            let newest = holding.max(by: { ($0.first, $0.index) < ($1.first, $1.index) })
        else { return }
        changes.removeAll {
            ($0.first, $0.index) < (newest.first, newest.index)
        }
    }
}
