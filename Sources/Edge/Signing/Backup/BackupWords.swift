internal import Primitives

/// The backup of a secret key on paper: 24 words of eleven bits, which are the seed's 256 bits and
/// eight bits of checksum.
///
/// Text has one spelling: lower case, one space between words. What a person types may have more
/// spaces and line ends between words, and capitals.
public enum BackupWords {
    public static let wordCount = 24

    /// The longest text worth reading: 24 words of eight letters, with room for numbering by eye
    /// (spaces, line ends), and no more.
    public static let longestText = 1_024

    /// The words, as one line without an end. The secret is in them: show them, and
    /// keep them nowhere.
    public static func text(of key: borrowing SecretKey) -> String {
        key.withSeed { seed in
            var bits = BitReader(bytes: [UInt8](copying: seed) + [checksum(of: seed)])
            let words = (0..<wordCount).map { _ in BackupWordList.words[bits.next(11)] }
            return words.joined(separator: " ")
        }
    }

    /// The key of a backup. Refuses anything but 24 words of the list with the right checksum, and
    /// says which word is wrong and what was probably meant.
    public static func key(from text: String) throws(BackupError) -> SecretKey {
        var writer = BitWriter()
        for number in try numbers(of: text) { writer.append(number, bits: 11) }
        let seed = Array(writer.bytes.prefix(SecretKey.seedByteCount))
        guard checksum(of: seed.rawSpan) == writer.bytes[SecretKey.seedByteCount] else {
            throw .wrongChecksum
        }
        guard let key = SecretKey(seed: seed.rawSpan) else {
            preconditionFailure("24 words hold a seed of 32 bytes")
        }
        return key
    }

    /// Which of 24 typed words are not those of this key, counted from 1; none when all are right.
    /// Tells a mistake in one word from the words of another key without the checksum's help.
    public static func wrongWords(
        in text: String, for key: borrowing SecretKey
    ) throws(BackupError) -> [Int] {
        let typed = try numbers(of: text)
        return key.withSeed { seed in
            var bits = BitReader(bytes: [UInt8](copying: seed) + [checksum(of: seed)])
            return (1...wordCount).filter { bits.next(11) != typed[$0 - 1] }
        }
    }

    private static func numbers(of text: String) throws(BackupError) -> [Int] {
        guard text.utf8.count <= longestText else { throw .tooLong(bytes: text.utf8.count) }
        let typed = text.lowercased().split(whereSeparator: \.isWhitespace)
        var numbers: [Int] = []
        for (index, word) in typed.enumerated() {
            guard let number = BackupWordList.number(of: word) else {
                let shown = word.utf8.count <= 24 ? String(word) : nil
                throw .unknownWord(
                    position: index + 1, word: shown, nearest: BackupWordList.nearest(to: word))
            }
            numbers.append(number)
        }
        guard numbers.count == wordCount else { throw .wrongCount(found: numbers.count) }
        return numbers
    }

    /// The first byte of SHA-256 over a tag of ours and the seed, so that the words of other
    /// systems with a list like this one fail here.
    private static func checksum(of seed: RawSpan) -> UInt8 {
        var digest = SHA256()
        digest.update([UInt8]("earshot/backup/v1".utf8).rawSpan)
        digest.update(seed)
        return UInt8(digest.finish().words.0 >> 56)
    }
}

/// Why words do not give a key back.
public enum BackupError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(bytes: Int)
    case wrongCount(found: Int)
    case unknownWord(position: Int, word: String?, nearest: [String])
    case wrongChecksum

    public var description: String {
        switch self {
        case .tooLong(let bytes):
            "this is \(bytes) bytes long; 24 backup words never need more than "
                + "\(BackupWords.longestText)"
        case .wrongCount(let found):
            "a backup has 24 words; this has \(found)"
        case .unknownWord(let position, let word, let nearest):
            "word \(position)\(word.map { " ('\(Self.printable($0))')" } ?? "") is not a backup word"
                + (nearest.isEmpty
                    ? ": look at it on the paper again"
                    : "; did you mean \(nearest.joined(separator: " or "))?")
        case .wrongChecksum:
            "all 24 words are backup words, but their checksum is wrong: a word is another one of "
                + "the list, or two have changed places; compare them with the paper in order"
        }
    }

    /// What a person typed, without what could steer a terminal.
    private static func printable(_ word: String) -> String {
        String(
            word.unicodeScalars.map { scalar in
                scalar.properties.generalCategory == .control || scalar.value > 0xffff
                    || scalar.properties.generalCategory == .format ? "?" : Character(scalar)
            })
    }
}
