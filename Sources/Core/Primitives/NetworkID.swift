/// The name of one network: the first 16 hexadecimal digits of the SHA-256 of its network file's
/// payload. It stands in every hash input, key derivation and signature, so that nothing signed
/// for one network means anything on another.
public struct NetworkID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let bits: UInt64

    public init(bits: UInt64) { self.bits = bits }

    /// The id of the network whose file's payload has this SHA-256.
    public init(fileHash: Hash256) { bits = fileHash.words.0 }

    /// Reads the one spelling: 16 digits of 0-9 and a-f.
    public init(parsing text: String) throws(NetworkIDError) {
        guard text.utf8.count == Self.digitCount else {
            throw .wrongLength(found: text.utf8.count)
        }
        var bits: UInt64 = 0
        for character in text.utf8 {
            guard let digit = Self.value(ofDigit: character) else { throw .notLowerHex }
            bits = bits << 4 | UInt64(digit)
        }
        self.bits = bits
    }

    public static let digitCount = 16

    /// The character of a digit counted from the left, as ASCII.
    @inlinable public func character(at index: Int) -> UInt8 {
        let digit = UInt8(truncatingIfNeeded: bits >> (60 - 4 * UInt64(index))) & 15
        return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    public var description: String {
        var text = ""
        for index in 0..<Self.digitCount {
            text.unicodeScalars.append(Unicode.Scalar(character(at: index)))
        }
        return text
    }

    public static func < (left: NetworkID, right: NetworkID) -> Bool { left.bits < right.bits }

    private static func value(ofDigit character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

public enum NetworkIDError: Error, Equatable, CustomStringConvertible {
    case wrongLength(found: Int)
    case notLowerHex

    public var description: String {
        switch self {
        case .wrongLength(let found):
            "a network id is 16 hexadecimal digits; this is \(found) bytes long"
        case .notLowerHex: "a network id has only the digits 0-9 and a-f, in lower case"
        }
    }
}
