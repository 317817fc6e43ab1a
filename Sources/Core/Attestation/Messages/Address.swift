import Notation
public import Primitives

/// A key as text: bech32m, prefix `ear`. Names one hotspot, owner, account, oracle or router.
public struct Address: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let key: PublicKey

    public init(_ key: PublicKey) { self.key = key }

    /// Reads the one spelling.
    public init(parsing text: some StringProtocol) throws(AddressError) {
        let bytes: [UInt8]
        do throws(Bech32mError) {
            bytes = try Bech32m.bytes(from: text, prefix: "ear")
        } catch {
            throw .notBech32m(error.description)
        }
        guard let key = PublicKey(bytes.rawSpan) else {
            throw .wrongLength(found: bytes.count)
        }
        self.key = key
    }

    public var description: String {
        key.bytes.withBytes { Bech32m.text(prefix: "ear", bytes: $0) }
    }

    public static func < (left: Address, right: Address) -> Bool { left.key < right.key }
}

public enum AddressError: Error, Equatable, Sendable, CustomStringConvertible {
    case notBech32m(String)
    case wrongLength(found: Int)

    public var description: String {
        switch self {
        case .notBech32m(let reason): "no address (ear1…): \(reason)"
        case .wrongLength(let found): "an address holds 32 bytes; this holds \(found)"
        }
    }
}
