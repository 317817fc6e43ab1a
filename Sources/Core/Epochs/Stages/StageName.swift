public import Primitives

/// The stages of an epoch, in the order they are computed (decision 0210).
public enum StageName: String, CaseIterable, Sendable {
    case registry, beacons, witnesses, trust, sites, units, payouts, rewards, state
}

/// One stage's result file.
public struct StageFile: Sendable {
    public let name: StageName
    public let bytes: [UInt8]
    /// SHA-256 of the file.
    public let hash: Hash256

    public init<D: Digest & ~Copyable>(_ name: StageName, _ bytes: [UInt8], by digest: D.Type) {
        self.name = name
        self.bytes = bytes
        hash = Hash256(of: bytes.rawSpan, by: digest)
    }
}
