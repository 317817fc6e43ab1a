public import Primitives

/// The hashes a proof hangs on (PROTOCOL 1, 3 and 5), each with its own tag. All are pure, cost one
/// SHA-256 and allocate nothing.
public enum ProofHash {
    /// What a hotspot logs before a window: it binds the nonce to the network, the key and the
    /// window, so that no neighbour can use a copy.
    @inlinable public static func commitment<D: Digest & ~Copyable>(
        network: NetworkID, hotspot: PublicKey, window: Window, nonce: Hash256, by digest: D.Type
    ) -> Hash256 {
        var input = HashInput("earshot/commit/v1", network)
        input.append(hotspot)
        input.append(window.number)
        input.append(nonce)
        return input.hash(by: digest)
    }

    /// What a listener logs in place of what it heard; `content` is hashed where it lies.
    @inlinable public static func seal<D: Digest & ~Copyable>(
        network: NetworkID, hotspot: PublicKey, window: Window, salt: Hash256, content: RawSpan,
        by digest: D.Type
    ) -> Hash256 {
        var input = HashInput("earshot/seal/v1", network)
        input.append(hotspot)
        input.append(window.number)
        input.append(salt)
        return input.hash(followedBy: content, by: digest)
    }

    /// The name of a frame as it was on the air, whole, from its first byte (MHDR) on.
    @inlinable public static func frame<D: Digest & ~Copyable>(
        network: NetworkID, frame: RawSpan, by digest: D.Type
    ) -> Hash256 {
        HashInput("earshot/frame/v1", network).hash(followedBy: frame, by: digest)
    }

    /// The name of a routed frame (messages.md rule 15): the first half of the hash, under a salt of
    /// its route or, in a downlink's report, under the router's key.
    @inlinable public static func packet<D: Digest & ~Copyable>(
        network: NetworkID, salt: Hash256, frame: RawSpan, by digest: D.Type
    ) -> Block128 {
        var input = HashInput("earshot/packet/v1", network)
        input.append(salt)
        let whole = input.hash(followedBy: frame, by: digest)
        return Block128(high: whole.words.0, low: whole.words.1)
    }

    /// W-19: among the witnesses of a beacon the lowest ranks are selected. The seed is unknown to
    /// the beaconer when it commits and to the witness when it seals, and carries the network.
    @inlinable public static func rank<D: Digest & ~Copyable>(
        seed: Hash256, witness: PublicKey, by digest: D.Type
    ) -> Hash256 {
        var input = HashInput("earshot/rank/v1")
        input.append(seed)
        input.append(witness)
        return input.hash(by: digest)
    }

    /// What a hotspot key signs to say whose it is: in a registration, and in a rotation with the
    /// new key. Not hashed: these bytes are the signed message.
    public static func ownership(network: NetworkID, owner: PublicKey) -> HashInput {
        var input = HashInput("earshot/own/v1", network)
        input.append(owner)
        return input
    }

    /// What a new owner signs to take a hotspot over. Not hashed either.
    public static func acceptance(
        network: NetworkID, hotspot: UInt32, oldOwner: PublicKey
    ) -> HashInput {
        var input = HashInput("earshot/accept/v1", network)
        input.append(UInt64(hotspot))
        input.append(oldOwner)
        return input
    }
}

extension NetworkID {
    /// The id of the network that this payload of a network file founds.
    @inlinable public init<D: Digest & ~Copyable>(ofFile payload: RawSpan, by digest: D.Type) {
        self.init(fileHash: Hash256(of: payload, by: digest))
    }
}
