internal import Attestation
internal import CSodium
internal import Primitives

/// What a key file holds: two lines, both decided by the key, so that each key has one text.
///
///     # Secret key of ear1…. Keep it to yourself; back it up: earshot key export --words
///     earshot-key-v1 ed25519 (the seed, 64 hex digits)
///
/// The address in the first line is the checksum too: it is made anew from the seed and compared.
enum KeyText {
    /// The text, to be wiped by the caller with `wipe`.
    static func bytes(of key: borrowing SecretKey) -> [UInt8] {
        var text = head(of: Address(key.publicKey))
        text.reserveCapacity(byteCount)  // Growing would leave pieces of the seed behind.
        key.withSeed { seed in
            for offset in 0..<seed.byteCount {
                let byte = seed.byte(at: offset)
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
        }
        text.append(0x0a)
        return text
    }

    /// The key of a text. Refuses every text but the one that `bytes(of:)` gives for the key.
    static func key(from text: RawSpan) throws(KeyTextError) -> SecretKey {
        guard text.byteCount == byteCount else { throw .wrongLength(bytes: text.byteCount) }
        let start = byteCount - 1 - 2 * SecretKey.seedByteCount
        guard
            text.extracting((start - kind.utf8.count)..<start).isSame(as: Array(kind.utf8).rawSpan)
        else { throw .otherKind }
        var seed: [UInt8] = []
        seed.reserveCapacity(SecretKey.seedByteCount)
        defer { wipe(&seed) }
        for offset in stride(from: start, to: byteCount - 1, by: 2) {
            guard let high = value(text.byte(at: offset)),
                let low = value(text.byte(at: offset + 1))
            else { throw .notHex }
            seed.append(high << 4 | low)
        }
        guard let key = SecretKey(seed: seed.rawSpan) else {
            preconditionFailure("a key text holds a seed of 32 bytes")
        }
        var right = bytes(of: key)
        defer { wipe(&right) }
        guard text.isSame(as: right.rawSpan) else { throw .otherAddress }
        return key
    }

    static func wipe(_ bytes: inout [UInt8]) {
        unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe sodium_memzero(base, buffer.count)
        }
    }

    static let kind = "earshot-key-v1 ed25519 "
    /// An address has 62 characters, always.
    static let byteCount =
        head(of: Address(PublicKey(bytes: Hash256(words: (0, 0, 0, 0))))).count
        + 2 * SecretKey.seedByteCount + 1

    private static func head(of address: Address) -> [UInt8] {
        Array(
            """
            # Secret key of \(address). Keep it to yourself; back it up: earshot key export --words
            \(kind)
            """.utf8)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func value(_ digit: UInt8) -> UInt8? {
        digits.firstIndex(of: digit).map { UInt8($0) }
    }
}

/// Why a text is not a key. Says nothing of the text itself: it may be a secret.
public enum KeyTextError: Error, Equatable, Sendable, CustomStringConvertible {
    case wrongLength(bytes: Int)
    case otherKind
    case notHex
    case otherAddress

    public var description: String {
        switch self {
        case .wrongLength(let bytes):
            "it is \(bytes) bytes long, a key file of Earshot has \(KeyText.byteCount)"
        case .otherKind: "its second line does not begin with '\(KeyText.kind)'"
        case .notHex: "its seed is not 64 digits 0-9 and a-f"
        case .otherAddress: "its seed is not that of the address in its first line"
        }
    }
}

extension KeyFile {
    /// For the fuzzer: nil when the text is refused, else whether it is the text of the key it gives.
    package static func isOneText(_ text: RawSpan) -> Bool? {
        do throws(KeyTextError) {
            let right = KeyText.bytes(of: try KeyText.key(from: text))
            return right.rawSpan.isSame(as: text)
        } catch { return nil }
    }
}
