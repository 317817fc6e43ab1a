public import Units

/// The link's spans of time, and what a box takes of it.
public enum LinkLimits {
    /// From the order to connect to a TLS connection; name look-up, three lost packets and a slow
    /// router's handshake included.
    public static let connecting = Nanoseconds(30_000_000_000)
    public static let greeting = Nanoseconds(15_000_000_000)
    public static let ping = Nanoseconds(20_000_000_000)
    /// Three pings.
    public static let silence = Nanoseconds(60_000_000_000)
    public static let firstWait = Nanoseconds(1_000_000_000)
    /// A box is back at most so long after its router is.
    public static let longestWait = Nanoseconds(120_000_000_000)
    /// The longest a router may send a box away for; messages.md allows it to ask for a day.
    public static let longestDismissal = Nanoseconds(3_600_000_000_000)
    /// A link that lasted so long had no trouble: the next loss begins anew.
    public static let proof = Nanoseconds(60_000_000_000)
    /// Uplinks sent and not acknowledged, whatever the router would take: some 80 kB, so that what
    /// waits in a slow connection is bounded.
    public static let mostOpen: UInt64 = 256
    /// The certificate of a session key: hotspot and router need not agree about time to the minute.
    public static let mostCertificateDays: UInt64 = 30
}

/// How long to wait before the next attempt: 1 s, doubled to 2 min, and of that between a half and
/// all, so that the boxes of a router that comes back do not come all at once.
public struct LinkBackOff: Hashable, Sendable {
    private let seed: UInt64
    private var failures: UInt64 = 0
    private var draws: UInt64 = 0

    public init(seed: UInt64) { self.seed = seed }

    public mutating func next() -> Nanoseconds {
        let step = min(
            LinkLimits.firstWait.value << min(failures, 7), LinkLimits.longestWait.value)
        failures += 1
        draws += 1
        let half = step / 2
        return Nanoseconds(half + Self.mixed(Self.mixed(seed) &+ draws) % (step - half + 1))
    }

    public mutating func reset() { failures = 0 }

    /// Spreads neighbouring numbers over all 64 bits (the finalizer of MurmurHash3, by Appleby).
    static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number
        mixed = (mixed ^ mixed >> 33) &* 0xff51_afd7_ed55_8ccd
        mixed = (mixed ^ mixed >> 33) &* 0xc4ce_b9fe_1a85_ec53
        return mixed ^ mixed >> 33
    }
}
