public import Primitives

/// The content of a firmware file: Semtech's C text (`{ 0x12, … }`) or the bytes themselves.
public struct FirmwareImage: Hashable, Sendable {
    /// Of a controller's code 8,192; of the SX1261's patch 386 big-endian words.
    public let bytes: [UInt8]
    public let hash: Hash256
    /// What it is, when it is one that Semtech published.
    public let file: FirmwareFile?

    /// Five times what the longest file of the package has; nothing more is ever read.
    public static let longestFile = 262_144

    /// Reads a file's content. A file of exactly 8,192 or 1,544 bytes is taken as bytes: no text that
    /// holds so many numbers is that short. Reads each byte once; takes memory for the numbers only.
    public init<Hash: Digest>(
        parsing content: RawSpan, hashing: Hash.Type
    ) throws(FirmwareFileError) {
        guard content.byteCount <= Self.longestFile else {
            throw .tooLong(found: content.byteCount)
        }
        switch content.byteCount {
        case FirmwareFile.controllerByteCount, FirmwareFile.patchByteCount:
            self.init([UInt8](copying: content), hashing: hashing)
        default:
            var text = FirmwareText(content)
            self.init(try text.bytes(), hashing: hashing)
        }
    }

    private init<Hash: Digest>(_ bytes: [UInt8], hashing: Hash.Type) {
        var digest = Hash()
        digest.update(bytes.rawSpan)
        let hash = digest.finish()
        self.bytes = bytes
        self.hash = hash
        file = FirmwareFile.allCases.first { $0.hash == hash && $0.byteCount == bytes.count }
    }

    /// What a person is told of the file.
    public var verdict: String {
        guard let file else {
            return bytes.count == FirmwareFile.patchByteCount
                ? "as long as the patch of the SX1261, but not the one Semtech published"
                : "as long as a controller's code, but none that Semtech published"
        }
        if case .never(let reason) = file.use { return "\(file): not needed, \(reason)" }
        return "\(file)"
    }
}

/// Why a file holds no firmware. Lines count from 1.
public enum FirmwareFileError: Error, Equatable, Sendable {
    case tooLong(found: Int)
    case noList
    case character(line: Int, found: UInt8)
    case notANumber(line: Int)
    case numberTooLarge(line: Int)
    case unfinished(line: Int)
    case count(found: Int)

    /// The closed list of refusals; each has a vector in the tests.
    public enum Code: CaseIterable, Sendable {
        case tooLong, noList, character, notANumber, numberTooLarge, unfinished, count
    }

    public var code: Code {
        switch self {
        case .tooLong: .tooLong
        case .noList: .noList
        case .character: .character
        case .notANumber: .notANumber
        case .numberTooLarge: .numberTooLarge
        case .unfinished: .unfinished
        case .count: .count
        }
    }
}

extension FirmwareFileError: CustomStringConvertible {
    public var description: String { what + ". " + Self.form }

    private var what: String {
        switch self {
        case .tooLong(let found):
            "a firmware file has at most \(FirmwareImage.longestFile) bytes; this has \(found)"
        case .noList: "the file holds no list of numbers between { and }"
        case .character(let line, let found):
            "line \(line) has a character (\(hex(found))) that does not belong there"
        case .notANumber(let line): "line \(line) has something else than 0x and 1 to 8 digits"
        case .numberTooLarge(let line):
            "line \(line) has a number above 0xFF in a list too long for the SX1261's patch"
        case .unfinished(let line):
            "the file ends in line \(line), inside of a list or of a comment"
        case .count(let found): "the list has \(found) numbers"
        }
    }

    private static let form =
        "It is to be a file of \(FirmwareFile.origin), unchanged: a list of 8192 bytes or of 386 "
        + "words as C text, or the 8192 or 1544 bytes themselves"
}
