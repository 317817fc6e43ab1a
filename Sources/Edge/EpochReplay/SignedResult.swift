internal import Attestation
public import Epochs
public import Primitives
internal import Signing

/// An epoch's result with a good signature, by whomever: whether an oracle of the network signed it is
/// for who knows its members.
public struct SignedResult: Sendable {
    public let root: EpochRoot
    public let signer: PublicKey

    /// Nothing where the bytes are none.
    public init?(_ bytes: RawSpan, on network: NetworkID) {
        guard let statement = try? SignedStatement(bytes),
            statement.typeNumber == MessageType.epochResult.rawValue,
            let root = EpochRoot(statement.payload, network: network)
        else { return nil }
        let context = StatementContext(network: network, type: MessageType.epochResult.name)
        guard (try? statement.verify(in: context, by: Ed25519.self)) != nil else { return nil }
        (self.root, signer) = (root, statement.key)
    }
}
