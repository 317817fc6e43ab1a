public import EvidenceLog
public import Notation
public import Primitives
public import Units

/// One hotspot's lifetime amount, and the way from its leaf to the reward root that an epoch's
/// result names: what an owner can show to anybody.
public struct RewardProof: Hashable, Sendable {
    public let epoch: UInt64
    public let leaf: RewardLeaf
    public let inclusion: InclusionProof
    public let root: Hash256

    public static let schema = "earshot.rewards.prove.v1"

    public init<D: Digest>(
        of hotspot: UInt32, epoch: UInt64, lifetime: [Grains], by digest: D.Type
    ) throws(RewardProofError) {
        guard Int(hotspot) < lifetime.count else {
            throw .noLeaf(hotspot: hotspot, leaves: lifetime.count)
        }
        let tree = RewardTree<D>(lifetime)
        self.epoch = epoch
        leaf = RewardLeaf(hotspot: hotspot, amount: lifetime[Int(hotspot)])
        inclusion = tree.proof(of: hotspot)
        root = tree.root
    }

    /// Refuses a proof whose path does not lead from its leaf to its root. Whether an oracle signed
    /// that root is told by the epoch's result.
    public func check<D: Digest & ~Copyable>(by digest: D.Type) throws(TreeProofError) {
        try inclusion.check(leaf: leaf.hash(by: digest), root: root, by: digest)
    }

    public func write(to json: inout JSONWriter) {
        json.member("epoch", epoch)
        json.member("hotspot", leaf.hotspot)
        json.member("lifetime", leaf.amount.value)
        json.member("leaf") { $0.hex(leaf.bytes.rawSpan) }
        json.member("leaves", inclusion.size)
        json.member("path") { json in
            json.array { json in
                for hash in inclusion.path { hash.withBytes { json.hex($0) } }
            }
        }
        json.member("root") { json in root.withBytes { json.hex($0) } }
    }
}

extension RewardProof {
    /// Reads what `write` wrote. Refuses everything else, a leaf that says another number or amount
    /// than the members beside it among it.
    public init(json: JSON) throws(RewardProofError) {
        guard json["schema"]?.string == Self.schema else {
            throw .notAProof("\"schema\" is not \(Self.schema)")
        }
        epoch = try Self.number(json, "epoch", most: 68_719_476_736)
        let hotspot = UInt32(try Self.number(json, "hotspot", most: UInt64(UInt32.max)))
        let amount = try Self.number(json, "lifetime", most: RewardInput.greatestGrains)
        leaf = RewardLeaf(hotspot: hotspot, amount: Grains(amount))
        guard json["leaf"]?.string == Hex.text(of: leaf.bytes.rawSpan) else {
            throw .notAProof("\"leaf\" is not the number and amount beside it")
        }
        let size = try Self.number(json, "leaves", most: UInt64(RewardInput.greatestRegistered))
        guard case .array(let items)? = json["path"], items.count <= InclusionProof.longestPath
        else { throw .notAProof("\"path\" is not a list of at most 63 hashes") }
        var path: [Hash256] = []
        for item in items { path.append(try Self.hash(item, "path")) }
        inclusion = InclusionProof(index: UInt64(hotspot), size: size, path: path)
        root = try Self.hash(json["root"], "root")
    }

    private static func number(
        _ json: JSON, _ name: String, most: UInt64
    ) throws(RewardProofError) -> UInt64 {
        guard case .number(let number)? = json[name], let value = number.unsignedValue,
            value <= most
        else { throw .notAProof("\"\(name)\" is not a whole number of at most \(most)") }
        return value
    }

    private static func hash(_ json: JSON?, _ name: String) throws(RewardProofError) -> Hash256 {
        guard let text = json?.string, let bytes = try? Hex.bytes(from: text),
            let hash = Hash256(bytes.rawSpan)
        else { throw .notAProof("\"\(name)\" is not a hash of 64 hexadecimal digits") }
        return hash
    }
}

/// Why there is no proof.
public enum RewardProofError: Error, Equatable, Sendable, CustomStringConvertible {
    case noLeaf(hotspot: UInt32, leaves: Int)
    case notAProof(String)

    public var description: String {
        switch self {
        case .noLeaf(let hotspot, let leaves):
            "hotspot \(hotspot) has no leaf among \(leaves); numbers count from 0"
        case .notAProof(let reason): "no proof of rewards: \(reason)"
        }
    }
}
