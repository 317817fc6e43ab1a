public import Attestation
public import HotspotLogic
public import Primitives
public import Units

/// What the simulated hotspots ask of the world's oracle. The real one answers in `earshot simulate`;
/// time is an argument, so it runs as fast as it can.
public protocol SimulatedOracle: AnyObject {
    var network: PinnedNetwork { get }
    /// Time goes on: records are made, epochs are closed.
    func pass(to now: Nanoseconds) throws
    /// Takes signed statements, as `POST /v1/statements` does.
    func take(_ statements: [[UInt8]], at now: Nanoseconds) throws -> IngestAnswer
    /// The end of the entropy chain, as it is logged.
    var chainEnd: [UInt8] { get }
    func entropy(_ question: EntropyQuestion, asked uptime: Nanoseconds) throws -> EntropyBatch
    /// What the registry has of a hotspot's key now.
    func registration(of key: PublicKey) throws -> OwnRegistration?
    /// Whether the newest head holds this leaf at this index.
    func includes(_ leaf: Hash256, at index: UInt64) throws -> Bool
}
