public import Attestation
public import Primitives

/// A route's key in force in an epoch.
public struct RegisteredRoute: Hashable, Sendable {
    public var receiptKey: PublicKey
    public var router: PublicKey
    /// Off: its receipts spend nothing.
    public var isActive: Bool
}

/// An account's route and the keys it had, by the epoch they hold from.
struct RouteRecord: Sendable {
    let account: UInt32
    let route: UInt32
    var keys: [(first: UInt64, key: RegisteredRoute)]

    /// An account's routes are its own to number, and cost nothing: so there is an end to them.
    static let greatestRoutes = 1_024

    mutating func set(_ key: RegisteredRoute, from first: UInt64, oldest: UInt64) {
        if keys.last?.first == first { keys.removeLast() }
        keys.append((first, key))
        let needed = keys.lastIndex { $0.first <= oldest } ?? 0
        keys.removeFirst(needed)
    }
}

/// A staked mapper.
public struct RegisteredMapper: Hashable, Sendable {
    public var number: UInt32
    public var owner: PublicKey
    /// The device's EUI-64.
    public var device: UInt64
    public var ingest: PublicKey
    public var stake: UInt64
    /// The first window with the stake, and the first without.
    public var since: Window
    public var until: Window?
}
