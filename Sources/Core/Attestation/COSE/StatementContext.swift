public import Primitives

/// Where a statement means something: its network and its type. Not part of the statement's
/// bytes, but of what is signed (COSE's external AAD, `earshot/<network id>/<type>/v1`), so that a
/// statement verifies nowhere else.
public struct StatementContext: Hashable, Sendable {
    public let network: NetworkID
    /// The type's name in `docs/messages.md`: ASCII, at most 32 characters.
    public let type: String

    public init(network: NetworkID, type: String) {
        precondition(
            type.utf8.count <= 32 && type.utf8.allSatisfy { $0 < 0x80 },
            "a type's name is at most 32 characters of ASCII")
        self.network = network
        self.type = type
    }

    /// The bytes of the external AAD.
    public var additionalData: HashInput {
        var data = HashInput("earshot/")
        data.append(network)
        data.append(byte: UInt8(ascii: "/"))
        data.append(ascii: type)
        data.append(ascii: "/v1")
        return data
    }
}
