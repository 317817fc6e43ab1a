internal import Airwaves
internal import Attestation
internal import HexGrid
public import Primitives
public import Signing
internal import Units

/// The keys of a world, each made from the seed and a name, so that a world has the same addresses
/// every time. They guard nothing: who knows the seed has them all.
public struct WorldKeys: Sendable {
    private let seed: UInt64

    public init(seed: UInt64) { self.seed = seed }

    public func hotspot(_ number: Int) -> SecretKey { key("hotspot", UInt64(number)) }

    public func owner(_ number: Int) -> SecretKey { key("owner", UInt64(number)) }

    /// Two hotspots in a row have one owner.
    public static func owner(of hotspot: Int) -> Int { hotspot / 2 }

    /// 32 bytes for a key or a chain of the world.
    public func secret(_ name: String, _ number: UInt64 = 0) -> Hash256 {
        var input = HashInput("earshot/world/v1")
        input.append(seed)
        for byte in name.utf8 { input.append(byte: byte) }
        input.append(number)
        return input.hash(by: SHA256.self)
    }

    public func key(_ name: String, _ number: UInt64 = 0) -> SecretKey {
        let seed = secret(name, number)
        guard let key = seed.withBytes({ SecretKey(seed: $0) }) else {
            preconditionFailure("32 bytes are a seed")
        }
        return key
    }

    /// The statement by which an owner registers a hotspot.
    func registration(
        of number: Int, at site: Settlement.Site, measures: RadioMeasures, sequence: UInt64,
        in network: NetworkID
    ) -> [UInt8] {
        let hotspot = hotspot(number)
        let owner = owner(Self.owner(of: number))
        let claim = OwnershipClaim(of: hotspot, for: owner.publicKey, in: network)
        let message = Registration(
            sequence: sequence, hotspotKey: hotspot.publicKey, hotspotSignature: claim.signature,
            place: AssertedPlace(
                cell: site.cell, height: site.height, gain: site.antennaGain,
                plan: site.plan.description),
            radioClass: .full, measures: measures, depositCredits: 0)
        guard let statement = try? message.signed(in: network, by: owner) else {
            preconditionFailure("the world wrote what a table refuses: \(message)")
        }
        return statement
    }
}
