import Primitives

/// Bech32m of BIP-350: text for keys and addresses that notices any four wrong characters, and can
/// say which one is wrong when it is only one. At most 90 characters, so the code keeps its promise.
///
/// One spelling: lower case. BIP-350 also lets a reader take all upper case; we refuse it, so that
/// equal addresses are equal text.
public enum Bech32m {
    public static let longestText = 90

    /// `prefix`, `1`, the bytes in groups of five bits, six checksum characters.
    /// The prefix is ours, so a wrong one or a text past 90 characters is our own bug and traps.
    public static func text(prefix: StaticString, bytes: RawSpan) -> String {
        text(prefix: Array(prefix.description.utf8), words: words(of: bytes))
    }

    /// The bytes of a text with this prefix. Refuses every other spelling.
    public static func bytes(
        from text: some StringProtocol, prefix: StaticString
    ) throws(Bech32mError) -> [UInt8] {
        let decoded = try split(Array(text.utf8))
        let wanted = prefix.description
        guard decoded.prefix.elementsEqual(wanted.utf8) else {
            let found = String(decoding: decoded.prefix, as: UTF8.self)
            throw .otherPrefix(found: found, wanted: wanted)
        }
        return try bytes(of: decoded.words)
    }

    // MARK: The text and its five-bit words

    static func text(prefix: [UInt8], words: [UInt8]) -> String {
        precondition(
            !prefix.isEmpty && prefix.allSatisfy { isPrefixCharacter($0) },
            "a bech32m prefix is lower-case printable ASCII")
        precondition(prefix.count + 7 + words.count <= longestText, "too long for bech32m")
        var state = checksum(prefix: prefix)
        var output = prefix + [0x31]
        for word in words {
            state = step(state, word)
            output.append(alphabet[Int(word)])
        }
        for _ in 0..<6 { state = step(state, 0) }
        state ^= constant
        for index in 0..<6 {
            output.append(alphabet[Int(state >> (5 * (5 - UInt32(index))) & 31)])
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Prefix and words of a text whose checksum is right; the checksum's own words are left out.
    static func split(
        _ text: [UInt8]
    ) throws(Bech32mError) -> (prefix: [UInt8], words: [UInt8]) {
        guard text.count <= longestText else { throw .tooLong(found: text.count) }
        for (offset, byte) in text.enumerated() where !isPrefixCharacter(byte) {
            let isUpperCase = (0x41...0x5a).contains(byte)
            throw isUpperCase
                ? .upperCase(byte: byte, position: offset + 1)
                : .wrongCharacter(byte: byte, position: offset + 1)
        }
        guard let separator = text.lastIndex(of: 0x31), separator > 0 else { throw .noPrefix }
        guard text.count - separator > 6 else {
            throw .tooShort(characters: text.count - separator - 1)
        }
        var words: [UInt8] = []
        for offset in (separator + 1)..<text.count {
            guard let word = alphabet.firstIndex(of: text[offset]) else {
                throw .wrongCharacter(byte: text[offset], position: offset + 1)
            }
            words.append(UInt8(word))
        }
        let prefix = Array(text[..<separator])
        try check(prefix: prefix, words: words)
        return (prefix, Array(words.dropLast(6)))
    }

    private static func check(prefix: [UInt8], words: [UInt8]) throws(Bech32mError) {
        var state = checksum(prefix: prefix)
        for word in words { state = step(state, word) }
        guard state != constant else { return }
        // Bech32, the older code, differs in this constant only (BIP-173).
        guard state != 1 else { throw .olderChecksum }
        let index = onlyWrongWord(among: words.count, difference: state ^ constant)
        throw .wrongChecksum(position: index.map { prefix.count + 2 + $0 })
    }

    /// The one word whose change alone explains this difference of checksums. The code's distance
    /// is 5 up to 90 characters, so there is at most one such word.
    private static func onlyWrongWord(among count: Int, difference: UInt32) -> Int? {
        for index in 0..<count {
            for change in UInt8(1)..<32 {
                var state = UInt32(change)
                for _ in 0..<(count - 1 - index) { state = step(state, 0) }
                if state == difference { return index }
            }
        }
        return nil
    }

    // MARK: Five-bit words and bytes

    private static func words(of bytes: RawSpan) -> [UInt8] {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for offset in 0..<bytes.byteCount {
            bits = bits << 8 | UInt32(bytes.byte(at: offset))
            count += 8
            while count >= 5 {
                count -= 5
                result.append(UInt8(bits >> UInt32(count) & 31))
            }
        }
        if count > 0 { result.append(UInt8(bits << UInt32(5 - count) & 31)) }
        return result
    }

    private static func bytes(of words: [UInt8]) throws(Bech32mError) -> [UInt8] {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for word in words {
            bits = bits << 5 | UInt32(word)
            count += 5
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        guard count < 5, bits & (1 << UInt32(count) - 1) == 0 else { throw .dirtyPadding }
        return result
    }

    // MARK: The checksum

    private static let constant: UInt32 = 0x2bc8_30a3  // BIP-350
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)

    private static func isPrefixCharacter(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte) && !(0x41...0x5a).contains(byte)
    }

    private static func checksum(prefix: [UInt8]) -> UInt32 {
        var state: UInt32 = 1
        for byte in prefix { state = step(state, byte >> 5) }
        state = step(state, 0)
        for byte in prefix { state = step(state, byte & 31) }
        return state
    }

    /// One step of the code's polynomial division over GF(32); generators of BIP-173.
    private static func step(_ state: UInt32, _ word: UInt8) -> UInt32 {
        let top = state >> 25
        var next = (state & 0x1ff_ffff) << 5 ^ UInt32(word)
        if top & 1 != 0 { next ^= 0x3b6a_57b2 }
        if top & 2 != 0 { next ^= 0x2650_8e6d }
        if top & 4 != 0 { next ^= 0x1ea1_19fa }
        if top & 8 != 0 { next ^= 0x3d42_33dd }
        if top & 16 != 0 { next ^= 0x2a14_62b3 }
        return next
    }
}

/// Why a text is not bech32m. Positions count bytes from 1.
public enum Bech32mError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(found: Int)
    case tooShort(characters: Int)
    case noPrefix
    case otherPrefix(found: String, wanted: String)
    case upperCase(byte: UInt8, position: Int)
    case wrongCharacter(byte: UInt8, position: Int)
    case wrongChecksum(position: Int?)
    case olderChecksum
    case dirtyPadding

    public var description: String {
        switch self {
        case .tooLong(let found):
            "this is \(found) characters long, the longest such text has \(Bech32m.longestText)"
        case .tooShort(let characters):
            "only \(characters) characters follow the '1'; the checksum alone has 6"
        case .noPrefix: "this has no prefix that ends in '1', as in ear1…"
        case .otherPrefix(let found, let wanted):
            "this begins with \(Quote.text(found)), not with \(Quote.text(wanted))"
        case .upperCase(let byte, let position):
            "character \(position) is \(Quote.byte(byte)): write all of it in lower case"
        case .wrongCharacter(let byte, let position):
            "character \(position) is \(Quote.byte(byte)), which such a text never has: "
                + "look for a mistyped character (there is no b, i, o or 1 after the prefix)"
        case .wrongChecksum(let position?):
            "the checksum does not fit: character \(position) is probably mistyped"
        case .wrongChecksum(nil):
            "the checksum does not fit: two or more characters are mistyped, missing or swapped"
        case .olderChecksum: "this has the checksum of bech32; write it in bech32m (BIP-350)"
        case .dirtyPadding: "the spare bits before the checksum are not zero"
        }
    }
}
