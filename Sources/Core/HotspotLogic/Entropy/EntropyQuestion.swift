public import Attestation

/// Which records the machine wants to be told next (`HotspotMachine.entropyWanted`).
public enum EntropyQuestion: Hashable, Sendable {
    /// The newest record only, as a batch after the period before it: nothing else says how far the
    /// log is.
    case newest
    /// Every record of later periods, from the first on; nil: from the log's first.
    case after(Period?)
}
