public import Attestation
public import Primitives
public import Units

/// What every rule is judged under: the network file's terms and the rule book in force in the
/// epoch of the window judged.
public struct RuleTerms: Sendable {
    public let network: NetworkID
    /// The start of period 0.
    public let genesis: Nanoseconds
    public let periods: NetworkPeriods
    /// The network file's `selection_trust`: the greatest threshold of W-19.
    public let selectionTrust: UInt16
    public let book: RuleBook

    public init(
        network: NetworkID, genesis: Nanoseconds, periods: NetworkPeriods, selectionTrust: UInt16,
        book: RuleBook
    ) {
        self.network = network
        self.genesis = genesis
        self.periods = periods
        self.selectionTrust = selectionTrust
        self.book = book
    }
}
