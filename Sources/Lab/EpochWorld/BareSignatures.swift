internal import Attestation
internal import Primitives
internal import Signing

/// The signatures of entries laid out so that they can be checked with nothing else: what computing
/// an epoch is measured against. A registration's second signature, its hotspot's, is not counted.
public struct BareSignatures: Sendable {
    private var items: [Item] = []

    private struct Item: Sendable {
        let bytes: [UInt8]
        let key: PublicKey
        let signature: Signature
    }

    public init() {}

    /// Takes an entry of a log; its first one names the network.
    public mutating func take(_ entry: [UInt8], of file: [UInt8]) {
        guard let network = Self.network(of: file),
            let statement = try? SignedStatement(entry.rawSpan),
            let type = MessageType(rawValue: statement.typeNumber)
        else { return }
        var bytes: [UInt8] = []
        // A check that believes all leaves what it was asked in the buffer.
        try? statement.verify(
            in: StatementContext(network: network, type: type.name), by: Believing.self,
            scratch: &bytes)
        items.append(Item(bytes: bytes, key: statement.key, signature: statement.signature))
    }

    private static func network(of file: [UInt8]) -> NetworkID? {
        guard let envelope = try? SignedStatement(file.rawSpan) else { return nil }
        return NetworkID(ofFile: envelope.payload, by: SHA256.self)
    }

    public var count: Int { items.count }

    /// How many are valid.
    public func check() -> Int {
        items.count { Ed25519.isValid($0.signature, of: $0.bytes.rawSpan, by: $0.key) }
    }

    private enum Believing: SignatureCheck {
        static func isValid(
            _ signature: Signature, of message: RawSpan, by key: PublicKey
        ) -> Bool { true }
    }
}
