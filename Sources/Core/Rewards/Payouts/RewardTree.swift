public import EvidenceLog
public import Primitives
public import Units

/// The tree of lifetime amounts (PROTOCOL 6): RFC 6962 over one leaf for each registration, leaf n
/// being hotspot n's number in four bytes and its lifetime amount in sixteen, both big-endian. Those
/// never paid are there with 0.
public struct RewardTree<D: Digest>: Sendable {
    private var tree = HashTree<D>()

    public init(_ lifetime: [Grains]) {
        for (number, amount) in lifetime.enumerated() {
            let leaf = RewardLeaf(hotspot: UInt32(number), amount: amount)
            tree.append(leaf.hash(by: D.self))
        }
    }

    public var root: Hash256 { tree.root }

    public var leaves: UInt64 { tree.size }

    /// The proof of one hotspot's leaf.
    public func proof(of number: UInt32) -> InclusionProof {
        tree.inclusion(of: UInt64(number), in: tree.size)
    }
}

/// What one hotspot has earned in its life.
public struct RewardLeaf: Hashable, Sendable {
    public let hotspot: UInt32
    public let amount: Grains

    public static let byteCount = 20

    public init(hotspot: UInt32, amount: Grains) {
        self.hotspot = hotspot
        self.amount = amount
    }

    public func hash<D: Digest & ~Copyable>(by digest: D.Type) -> Hash256 {
        var input = HashInput()
        input.append(byte: 0)
        append(to: &input)
        return input.hash(by: digest)
    }

    public var bytes: [UInt8] {
        var input = HashInput()
        append(to: &input)
        return [UInt8](copying: input.bytes)
    }

    private func append(to input: inout HashInput) {
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            input.append(byte: UInt8(truncatingIfNeeded: hotspot >> shift))
        }
        input.append(UInt64(0))
        input.append(amount.value)
    }
}
