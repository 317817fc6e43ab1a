import Airwaves
import Attestation
import HexGrid
import Primitives
import Signing
import Units

/// Hotspots by number, always the same ones for a network, and what they say.
struct StatementMaker {
    private let network: NetworkID
    private let owner = Self.key(.max, "owner")

    /// Of one key in one window (PROTOCOL 3.10).
    static let sealsOfKey = 96

    init(_ network: NetworkID) { self.network = network }

    func hotspots(of seals: Int) -> Int { (seals + Self.sealsOfKey - 1) / Self.sealsOfKey }

    private static func key(_ number: UInt64, _ role: String) -> OneKey {
        let seed = SHA256.hash(Array("earshot/oracle-drive/\(role)/\(number)".utf8).rawSpan)
        return OneKey(seed)
    }

    func registration(_ number: Int) throws -> [UInt8] {
        let hotspot = Self.key(UInt64(number), "hotspot")
        let claim = OwnershipClaim(
            of: hotspot.secret, for: owner.secret.publicKey, in: network)
        let place = AssertedPlace(
            cell: try Cell(bits: 0x8c1f_b467_41ae_9ff), height: Metres(12),
            gain: Decibels(hundredths: 230), plan: "EU868")
        return try Registration(
            sequence: UInt64(number) + 1, hotspotKey: hotspot.secret.publicKey,
            hotspotSignature: claim.signature, place: place, radioClass: .light,
            measures: [.signalRSSI, .counter], depositCredits: 0
        ).signed(in: network, by: owner.secret)
    }

    /// Of as many hotspots as it takes, each up to its limit, in the network's first window.
    /// - Parameter strangers: of keys that nobody has registered.
    func seals(_ count: Int, strangers: Bool = false) -> [[UInt8]] {
        var seals: [[UInt8]] = []
        for hotspot in 0..<hotspots(of: count) {
            let key = Self.key(UInt64(hotspot), strangers ? "stranger" : "hotspot")
            for number in 0..<min(Self.sealsOfKey, count - seals.count) {
                let hash = Hash256(words: (UInt64(hotspot), UInt64(number), 1, 2))
                let seal = Seal(sequence: UInt64(number) + 1, window: Window(0), seal: hash)
                guard let bytes = try? seal.signed(in: network, by: key.secret) else {
                    preconditionFailure("a seal is refused by its table")
                }
                seals.append(bytes)
            }
        }
        return seals
    }
}

/// A key that several hold.
final class OneKey: Sendable {
    let secret: SecretKey

    init(_ seed: Hash256) {
        guard let key = SecretKey(seed: seed.bytes.rawSpan) else {
            preconditionFailure("32 bytes are a seed")
        }
        secret = key
    }
}
