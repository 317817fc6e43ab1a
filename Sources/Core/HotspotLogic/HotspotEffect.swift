public import Airwaves
public import Attestation
public import Primitives
public import Radios

/// What a hotspot's machine wants done, in order.
public enum HotspotEffect: Sendable {
    // MARK: To the spool

    /// Make a record durable; `HotspotEvent.kept(through:)` says when it is. Numbers rise.
    case keep(number: UInt64, kind: UInt8, payload: [UInt8])
    /// A kept record is needed no more: the oracle has what it said (`acknowledged`), or a newer
    /// record says it.
    case forget(number: UInt64, acknowledged: Bool)

    // MARK: To the oracle

    /// Sign a statement and post it until a receipt comes. Its payload is durable.
    case post(OwnStatement)
    /// Stop posting it: a statement that the oracle refused or that was given up.
    case withdraw(id: Hash256)

    // MARK: To the radios

    /// Which plan holds here from now on; nil: the transmitter is off. Nothing may be sent, downlinks
    /// neither, but by this plan.
    case plan(RegionalPlan?)
    /// Send a frame at once. `HotspotEvent.transmitted` must follow, once.
    case transmit(Radios.Transmission, radio: UInt8)
    /// Take a transmission back if it has not begun; its outcome still follows.
    case cancel(number: UInt32)

    // MARK: To people and to the router's side

    case testBeacon(TestBeaconAnswer)
    /// Sign this `session-key` statement and hand it to whoever wanted it; it is not posted.
    case certified(OwnStatement)
    /// Something that a log should say.
    case remark(Remark)
}

/// A statement of this hotspot, as it is to be signed. The signature is made outside: Ed25519 is
/// deterministic, so the same payload gives the same bytes after every restart (decision 0171).
public struct OwnStatement: Hashable, Sendable {
    /// Its sequence number: key 1 of the payload.
    public let sequence: UInt64
    public let type: Attestation.MessageType
    /// What receipts and the log call it.
    public let id: Hash256
    public let payload: [UInt8]

    public init(sequence: UInt64, type: Attestation.MessageType, id: Hash256, payload: [UInt8]) {
        self.sequence = sequence
        self.type = type
        self.id = id
        self.payload = payload
    }

    /// The statement's bytes, signed.
    public func signed<Key: Signer & ~Copyable>(
        in network: NetworkID, by key: borrowing Key
    ) -> [UInt8] {
        Statement.sign(
            payload.rawSpan, in: StatementContext(network: network, type: type.name), by: key)
    }
}

/// What came of the owner's wish for a test beacon.
public enum TestBeaconAnswer: Hashable, Sendable {
    /// It is being sent.
    case sending(number: UInt32)
    case sent
    case refused(BeaconRefusal)
}
