/// What a scripted oracle does wrong, to order. Several may hold at once.
public enum ScriptedFault: String, CaseIterable, Sendable {
    // Nobody, or no answer worth the name.
    /// Connections are refused.
    case away
    /// Connections are taken, and nothing ever comes.
    case silent
    /// The answer comes a byte every 2 seconds.
    case drip
    case broken, busy, tooMany = "too-many", redirect
    /// 200 and random bytes.
    case garbage
    /// 200 and the first half of the answer.
    case truncated
    /// 200 and more bytes than a client reads.
    case oversized

    // Answers to statements.
    case wrongKeyReceipt = "wrong-key-receipt"
    case otherNetworkReceipt = "other-network-receipt"
    /// A good receipt for something else.
    case foreignReceipt = "foreign-receipt"
    /// The last receipt given before, whatever is sent.
    case replayedReceipt = "replayed-receipt"
    /// Its newest record is of a period to come.
    case aheadReceipt = "ahead-receipt"
    /// Signed and given, and the entries are not logged.
    case unloggedReceipt = "unlogged-receipt"
    case namesNothing = "names-nothing"
    case foreignRefusal = "foreign-refusal"
    case takesAndRefuses = "takes-and-refuses"
    case refusesForNow = "refuses-for-now"
    case refusesForGood = "refuses-for-good"
    /// Each post is refused whole as malformed, without a position.
    case malformed

    // Log time.
    /// No records are made.
    case pause
    case unchainedEntropy = "unchained-entropy"
    /// Records of 1,000 periods ahead.
    case aheadEntropy = "ahead-entropy"
    /// Records from the log's first on, whatever was asked.
    case oldEntropy = "old-entropy"
    case wrongKeyEntropy = "wrong-key-entropy"

    // Proofs and look-ups.
    case unfitProof = "unfit-proof"
    case otherProof = "other-proof"
    case wrongKeyHead = "wrong-key-head"
    /// A second log of the same size.
    case forkedHead = "forked-head"
    case otherNetworkView = "other-network-view"
    case otherHotspotView = "other-hotspot-view"
}
