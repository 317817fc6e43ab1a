public import Notation
public import Primitives

/// A box's word for whose it is, on its way to the owner who registers it: the hotspot's address and
/// its signature over the owner's key (messages.md, rule 13), as `ADDRESS:SIGNATURE`, the signature
/// in 128 hexadecimal digits. It holds for one owner in one network, so it is no secret.
public struct OwnershipClaim: Hashable, Sendable, CustomStringConvertible {
    public let hotspot: PublicKey
    public let signature: Signature

    public init(hotspot: PublicKey, signature: Signature) {
        self.hotspot = hotspot
        self.signature = signature
    }

    /// The hotspot's own.
    public init<Key: Signer & ~Copyable>(
        of hotspot: borrowing Key, for owner: PublicKey, in network: NetworkID
    ) {
        let words = ProofHash.ownership(network: network, owner: owner)
        self.init(hotspot: hotspot.publicKey, signature: hotspot.sign(words.bytes))
    }

    /// Whether the hotspot's key signed it for this owner in this network.
    public func holds<Check: SignatureCheck>(
        for owner: PublicKey, in network: NetworkID, by check: Check.Type
    ) -> Bool {
        let words = ProofHash.ownership(network: network, owner: owner)
        return Check.isValid(signature, of: words.bytes, by: hotspot)
    }

    /// Reads what `description` prints, and nothing else.
    public init(parsing text: some StringProtocol) throws(OwnershipClaimError) {
        guard let colon = text.firstIndex(of: ":") else { throw .noColon }
        do throws(AddressError) {
            hotspot = try Address(parsing: text[..<colon]).key
        } catch { throw .address(error) }
        let bytes: [UInt8]
        do throws(HexError) {
            bytes = try Hex.bytes(from: text[text.index(after: colon)...])
        } catch { throw .signature(error) }
        guard let signature = Signature(bytes.rawSpan) else { throw .length(bytes: bytes.count) }
        self.signature = signature
    }

    public var description: String {
        var bytes: [UInt8] = []
        signature.append(to: &bytes)
        return "\(Address(hotspot)):\(Hex.text(of: bytes))"
    }
}

/// Why a text is no claim.
public enum OwnershipClaimError: Error, Equatable, Sendable, CustomStringConvertible {
    case noColon
    case address(AddressError)
    case signature(HexError)
    case length(bytes: Int)

    public var description: String {
        switch self {
        case .noColon: "a claim is ADDRESS:SIGNATURE, as earshot owner claim prints it on the box"
        case .address(let error): "before the colon: \(error)"
        case .signature(let error): "behind the colon: \(error)"
        case .length(let count): "behind the colon stand \(count) bytes; a signature has 64"
        }
    }
}
