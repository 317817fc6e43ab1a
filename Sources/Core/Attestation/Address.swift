public import Notation
public import Primitives

/// The text of a public key: bech32m with the prefix `ear`, 62 characters. It notices any four wrong
/// characters, and there is one spelling for each key, so equal addresses are equal text.
///
/// Whether the 32 bytes are a point of the curve is asked when a signature is checked, not here.
public struct Address: Hashable, Sendable, CustomStringConvertible {
    public let key: PublicKey

    public init(_ key: PublicKey) { self.key = key }

    /// Reads what `description` prints, and nothing else.
    public init(parsing text: some StringProtocol) throws(AddressError) {
        let bytes: [UInt8]
        do throws(Bech32mError) {
            bytes = try Bech32m.bytes(from: text, prefix: Self.prefix)
        } catch {
            throw .notBech32m(error)
        }
        guard let key = PublicKey(bytes.rawSpan) else { throw .wrongLength(bytes: bytes.count) }
        self.key = key
    }

    public var description: String {
        key.bytes.withBytes { Bech32m.text(prefix: Self.prefix, bytes: $0) }
    }

    public static let prefix: StaticString = "ear"
}

/// Why a text is not an address.
public enum AddressError: Error, Equatable, Sendable, CustomStringConvertible {
    case notBech32m(Bech32mError)
    case wrongLength(bytes: Int)

    public var description: String {
        switch self {
        case .notBech32m(let reason): "this is not an address (ear1…): \(reason)"
        case .wrongLength(let bytes):
            "this address holds \(bytes) bytes; a key has \(Hash256.byteCount)"
        }
    }
}
