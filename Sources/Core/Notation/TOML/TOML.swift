/// A value of a TOML 1.0 document, with the place where it was written, so that a complaint about
/// a configuration can name its file, line and column.
public struct TOML: Equatable, Sendable {
    public let value: Value
    public let position: TextPosition

    public init(value: Value, position: TextPosition) {
        self.value = value
        self.position = position
    }

    public indirect enum Value: Equatable, Sendable {
        case string(String)
        case integer(Int64)
        case float(Double)
        case bool(Bool)
        /// A time in a zone, in minutes east of Greenwich.
        case instant(CivilDate, CivilTime, minutesEast: Int)
        case localDateTime(CivilDate, CivilTime)
        case localDate(CivilDate)
        case localTime(CivilTime)
        case array([TOML])
        case table(TOMLTable)
    }

    /// What kind of value this is, for messages: `a number`.
    public var kind: String {
        switch value {
        case .string: "a text"
        case .integer: "a whole number"
        case .float: "a number with a point"
        case .bool: "true or false"
        case .instant, .localDateTime, .localDate, .localTime: "a time"
        case .array: "a list"
        case .table: "a table"
        }
    }
}

/// The entries of a table, in the order of the document; no key occurs twice.
public struct TOMLTable: Equatable, Sendable {
    public struct Entry: Equatable, Sendable {
        public let key: String
        /// Where the key was written first.
        public let position: TextPosition
        public let value: TOML

        public init(key: String, position: TextPosition, value: TOML) {
            self.key = key
            self.position = position
            self.value = value
        }
    }

    public let entries: [Entry]

    public init(entries: [Entry]) { self.entries = entries }

    /// Looks through all entries.
    public subscript(key: String) -> TOML? {
        entries.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// Reads a document. Strict TOML 1.0.0, at most 1 MiB, lists and tables at most 32 deep, whole
    /// numbers of 64 bits, dates of the years 1 to 9999.
    public init(parsing text: RawSpan) throws(TOMLError) {
        var reader = TOMLReader()
        do throws(TOMLReader.Failure) {
            self = try reader.document(text)
        } catch {
            throw TOMLError(
                reason: error.reason, position: TextPosition(of: error.offset, in: text))
        }
    }

    public init(parsing text: some StringProtocol) throws(TOMLError) {
        var text = String(text)
        text.makeContiguousUTF8()
        try unsafe self.init(parsing: text.utf8.span.bytes)
    }
}

/// Why a text is not TOML, and where.
public struct TOMLError: Error, Equatable, Sendable, CustomStringConvertible {
    public let reason: Reason
    public let position: TextPosition

    public static let longestDocument = 1 << 20
    public static let deepest = 32

    public enum Reason: Equatable, Sendable {
        case tooLong(bytes: Int)
        case tooDeep
        case notUTF8
        case byteOrderMark
        case controlCharacter(UInt8)
        case expected(String, found: String)
        case keyTwice(String)
        case tableTwice(String)
        case notATable(String)
        case closedTable(String)
        case unclosedText
        case unknownEscape(String)
        case wrongValue(String)
        case numberTooLarge(String)
    }

    public var description: String {
        let what =
            switch reason {
            case .tooLong(let bytes):
                "\(bytes) bytes of TOML, at most \(Self.longestDocument) are read"
            case .tooDeep: "more than \(Self.deepest) lists and tables inside each other"
            case .notUTF8: "these bytes are not UTF-8"
            case .byteOrderMark: "a byte order mark stands here: save the file without it"
            case .controlCharacter(let byte): "\(Quote.byte(byte)) cannot stand here"
            case .expected(let wanted, let found): "\(wanted) should stand here, not \(found)"
            case .keyTwice(let key): "the key \(Quote.text(key)) has a value already"
            case .tableTwice(let key): "the table \(Quote.text(key)) was begun already"
            case .notATable(let key): "\(Quote.text(key)) is a value already, not a table"
            case .closedTable(let key):
                "\(Quote.text(key)) was written in full before and takes no more"
            case .unclosedText: "the text that begins before has no closing quote"
            case .unknownEscape(let text): "\(text) is no escape of TOML"
            case .wrongValue(let text):
                "\(text) is no value of TOML; a text needs quotes around it"
            case .numberTooLarge(let text): "\(text) does not fit 64 bits"
            }
        return "\(position): \(what)"
    }
}
