/// What the machine throws away, each kind counted: nothing is dropped in silence. The names are an
/// interface (`counters.drops` of `status --json`); they only grow.
public enum HotspotDrop: String, CaseIterable, Sendable {
    // Receptions.
    case badChecksum = "beacon-bad-checksum"
    case noChecksum = "beacon-without-checksum"
    case notLoRa = "beacon-not-lora"
    /// The radio told no level or no signal-to-noise ratio; none is ever filled in.
    case notMeasured = "beacon-not-measured"
    /// A value beyond what any report may carry.
    case outOfRange = "beacon-out-of-range"
    case ownFrame = "beacon-own-frame"
    case clockUntrusted = "beacon-clock-untrusted"
    case notRegistered = "beacon-not-registered"
    /// Over 32 frames in five periods, and weaker than those (PROTOCOL 3.10).
    case tooManyFrames = "beacon-too-many-frames"
    /// The same frame more than five seconds later, or over 16 times.
    case repeated = "beacon-repeated"
    /// The window's share of seals or bytes is used up (PROTOCOL 3.10).
    case windowFull = "beacon-window-full"
    /// The record m + C was logged before it could be sealed.
    case lateSeal = "beacon-late-seal"
    /// Sealed content given up unopened after its window closed, because memory is bounded.
    case contentEvicted = "content-evicted"
    // Statements.
    case statementRefused = "statement-refused"
    case statementEvicted = "statement-evicted"
    case nonceLost = "nonce-lost"
    case outcomeEvicted = "downlink-outcome-evicted"
    // What others sent us.
    case entropyRefused = "entropy-refused"
    case receiptRefused = "receipt-refused"
    case recordUnreadable = "record-unreadable"
    case recordEvicted = "record-evicted"
}
