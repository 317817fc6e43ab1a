/// One field of a message: the single place where its key, name, kind and bounds are written.
/// Reading, writing, the JSON form and the tables of `docs/messages.md` all come from here.
public struct Field: Sendable {
    /// The integer map key. Fields of a record stand in ascending order of it.
    public let key: UInt64
    public let name: String
    public let kind: FieldKind
    public let isOptional: Bool
    /// One sentence for the table of the document.
    public let meaning: String

    init(
        _ key: UInt64, _ name: String, _ kind: FieldKind, optional: Bool = false, _ meaning: String
    ) {
        self.key = key
        self.name = name
        self.kind = kind
        isOptional = optional
        self.meaning = meaning
    }
}

/// What a field holds, with its bounds and, for numbers, its unit.
public indirect enum FieldKind: Sendable {
    case unsigned(ClosedRange<UInt64>, FieldUnit)
    case integer(ClosedRange<Int64>, FieldUnit)
    case flag
    /// An enumeration: its code on the wire, its word in JSON.
    case word(Words)
    /// Several words at once: a number whose bit n stands for the word of code n.
    case words(Words)
    case bytes(ClosedRange<Int>)
    case hash
    case key
    case signature
    /// UTF-8 of this many bytes, without control characters.
    case text(ClosedRange<Int>)
    /// An H3 cell of one of these resolutions.
    case cell(ClosedRange<Int>)
    case devAddr
    case eui
    /// The eight bytes of a network id; 16 hexadecimal digits in JSON.
    case network
    case record(Record)
    case list(FieldKind, ClosedRange<Int>, ListOrder)
    /// A byte string that is a whole message of this type: a statement, or a content.
    case message(MessageType)
}

public enum ListOrder: String, Sendable {
    /// The order says something, or nothing: the maker's choice.
    case asMade
    /// Strictly ascending by the encoded bytes of the item, or of its first field: a set.
    case ascending
}

/// The unit of a number, written at the end of the field's name and in the document.
public enum FieldUnit: String, Sendable {
    case count, index, number, version, port
    case sequence = "sequence number"
    case id = "hotspot id"
    case period, window, epoch
    case hertz = "Hz"
    case bitsPerSecond = "bit/s"
    case centidecibels = "0.01 dB"
    case centidecibelMilliwatts = "0.01 dBm"
    case centidecibelsIsotropic = "0.01 dBi"
    case metres = "m"
    case seconds = "s"
    case milliseconds = "ms"
    case microseconds = "us"
    case nanoseconds = "ns"
    case unixNanoseconds = "ns since 1970-01-01 UTC"
    case spreadingFactor = "SF"
    case codingDenominator = "4/n"
    case bytes = "byte"
    case credits = "credit"
    case grains = "grain (1e-8 token)"
    case grainsPerCredit = "grains per credit"
    case perMille = "per mille"
    case millionths = "1e-6"
    case inRule = "as the rule says"
}

/// The words of an enumeration, in the order of their codes from 0.
public struct Words: Sendable {
    public let name: String
    public let words: [String]

    init(_ name: String, _ words: [String]) {
        self.name = name
        self.words = words
    }
}

/// A map of a message: the whole payload, or a part of one.
public struct Record: Sendable {
    public let name: String
    public let fields: [Field]
    /// What must hold between its fields.
    public let rule: RecordRule?

    init(_ name: String, rule: RecordRule? = nil, _ fields: [Field]) {
        self.name = name
        self.rule = rule
        self.fields = fields
    }

    public func field(named name: String) -> Field? { fields.first { $0.name == name } }
}

/// A relation between the fields of one record that no bound of a single field can say.
public enum RecordRule: Sendable {
    /// The second key's value is not below the first's.
    case ordered(UInt64, UInt64)
    /// The second key's epoch comes after the first's, at most 14 later.
    case expiry(from: UInt64, until: UInt64)
    /// Exactly one of the two keys is there.
    case exactlyOne(UInt64, UInt64)
    /// At least one of the keys from the first to the second is there.
    case atLeastOne(UInt64, UInt64)
    /// A position within 500 m of the asserted place names a cell of resolution 12, else of 5.
    case positionCell(distance: UInt64, cell: UInt64)
}

/// Bounds used in more than one table.
enum Bound {
    /// Sequence numbers, counts and amounts of credits: exact in every JSON reader.
    static let exact: ClosedRange<UInt64> = 0...9_007_199_254_740_991
    static let sequence: ClosedRange<UInt64> = 1...9_007_199_254_740_991
    static let id: ClosedRange<UInt64> = 0...4_294_967_295
    static let period = 0...Period.limit
    static let window = 0...Window.limit
    static let epoch = 0...Epoch.limit
    /// To the year 2554; also the range of a signed reader's 64 bits.
    static let time: ClosedRange<UInt64> = 0...9_223_372_036_854_775_807
    /// A thousand million tokens, the whole supply.
    static let grains: ClosedRange<UInt64> = 0...100_000_000_000_000_000
    static let frequency: ClosedRange<UInt64> = 100_000_000...3_000_000_000
    static let bandwidth: ClosedRange<UInt64> = 7_800...1_625_000
    static let spreading: ClosedRange<UInt64> = 5...12
    /// What any receiver could have: thermal noise in 1 Hz to a burnt front end.
    static let level: ClosedRange<Int64> = -20_000...3_000
    static let ratio: ClosedRange<Int64> = -5_000...10_000
    static let power: ClosedRange<Int64> = -4_000...5_000
    static let perMille: ClosedRange<UInt64> = 0...1_000
    static let name = 1...64
    static let ruleNumber = 3...4
    static let planName = 3...16
    /// A seal's content (PROTOCOL 3.5).
    static let contentBytes = 50_000
}
