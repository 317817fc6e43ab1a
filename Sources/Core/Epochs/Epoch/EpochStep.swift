/// What is being done while an epoch is computed, in this order: for who measures it or shows how far
/// it is.
public enum EpochStep: String, CaseIterable, Sendable {
    /// The first pass over the range, for the record that closes it.
    case scan
    /// The second: entries against the head, signatures, contents.
    case read
    /// The registry over the range.
    case registry
    /// All that was read into one set of facts.
    case join
    /// Where everybody stands, and in which site.
    case places
    /// Commitments, positions, beacons and reports by their rules.
    case judge
    /// Sites, units, payouts, trust, the next state.
    case pay
    /// The result files and their hashes.
    case files
}
