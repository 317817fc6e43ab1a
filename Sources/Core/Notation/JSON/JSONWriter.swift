import Primitives

/// Writes JSON piece by piece into bytes, without building a value first: one line, no white
/// space, members in the order they come, shortest numbers that read back the same.
///
///     var writer = JSONWriter()
///     writer.object { writer in
///         writer.member("cell") { $0.string("891f1d48177ffff") }
///         writer.member("count") { $0.integer(3) }
///     }
public struct JSONWriter {
    public private(set) var bytes: [UInt8]
    private var needsComma = false

    public init() { bytes = [] }

    /// Goes on behind bytes that are already there.
    public init(after bytes: consuming [UInt8]) { self.bytes = bytes }

    // MARK: Values

    public mutating func null() { word("null") }

    public mutating func bool(_ value: Bool) { word(value ? "true" : "false") }

    public mutating func integer(_ value: some FixedWidthInteger) {
        comma()
        DecimalText.append(value, to: &bytes)
        needsComma = true
    }

    /// JSON has no infinity and no not-a-number: writing one is our own bug.
    public mutating func double(_ value: Double) {
        precondition(value.isFinite, "JSON has no \(value)")
        comma()
        bytes.append(contentsOf: value.description.utf8)
        needsComma = true
    }

    public mutating func string(_ text: some StringProtocol) {
        comma()
        Self.appendQuoted(text, to: &bytes)
        needsComma = true
    }

    public mutating func hex(_ value: RawSpan) {
        comma()
        bytes.append(0x22)
        Hex.append(value, to: &bytes)
        bytes.append(0x22)
        needsComma = true
    }

    /// A value that is JSON already, such as another writer's bytes.
    public mutating func raw(_ json: RawSpan) {
        comma()
        for offset in 0..<json.byteCount { bytes.append(json.byte(at: offset)) }
        needsComma = true
    }

    // MARK: Objects and lists

    public mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) { try enclosed(0x7b, 0x7d, body) }

    public mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) { try enclosed(0x5b, 0x5d, body) }

    public mutating func member<Failure: Error>(
        _ name: some StringProtocol, _ value: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        comma()
        Self.appendQuoted(name, to: &bytes)
        bytes.append(0x3a)
        needsComma = false
        try value(&self)
    }

    public mutating func member(_ name: some StringProtocol, _ text: some StringProtocol) {
        member(name) { $0.string(text) }
    }

    public mutating func member(_ name: some StringProtocol, _ number: some FixedWidthInteger) {
        member(name) { $0.integer(number) }
    }

    public mutating func member(_ name: some StringProtocol, _ flag: Bool) {
        member(name) { $0.bool(flag) }
    }

    public mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(.integer(let number)): integer(number)
        case .number(.unsigned(let number)): integer(number)
        case .number(.decimal(_, let text)): word(text)
        case .string(let text): string(text)
        case .array(let values):
            array { writer in for value in values { writer.value(value) } }
        case .object(let object):
            self.object { writer in
                for member in object.members {
                    writer.member(member.name) { $0.value(member.value) }
                }
            }
        }
    }

    private mutating func enclosed<Failure: Error>(
        _ opening: UInt8, _ closing: UInt8, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        comma()
        bytes.append(opening)
        needsComma = false
        try body(&self)
        bytes.append(closing)
        needsComma = true
    }

    private mutating func word(_ text: String) {
        comma()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func comma() {
        if needsComma { bytes.append(0x2c) }
    }

    /// `"text"` with the escapes JSON demands; everything else stays UTF-8.
    static func appendQuoted(_ text: some StringProtocol, to bytes: inout [UInt8]) {
        bytes.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22: bytes.append(contentsOf: [0x5c, 0x22])
            case 0x5c: bytes.append(contentsOf: [0x5c, 0x5c])
            case 0x0a: bytes.append(contentsOf: [0x5c, 0x6e])
            case 0x0d: bytes.append(contentsOf: [0x5c, 0x72])
            case 0x09: bytes.append(contentsOf: [0x5c, 0x74])
            case 0..<0x20:
                bytes.append(contentsOf: [0x5c, 0x75])
                Hex.append(UInt16(byte), digits: 4, to: &bytes)
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}
