public import Primitives

/// A message as a struct, for the machines that read and write them by the thousand. Bounds are
/// those of the field table: reading checks the payload against it first, writing checks its own
/// result, so a struct can never say what a table refuses.
public protocol TypedMessage: Hashable, Sendable {
    static var type: MessageType { get }
    /// Reads the fields behind `type` of a map that is open and has passed the table.
    init(reading reader: inout CBORReader) throws(CBORError)
    /// How many map keys it writes behind `type`.
    var keyCount: Int { get }
    func write(to writer: inout CBORWriter)
}

extension TypedMessage {
    /// Refuses whatever the type's table refuses.
    public init(parsing payload: RawSpan) throws(MessageError) {
        try MessageCheck.check(payload, is: Self.type)
        try self.init(checked: payload)
    }

    /// Reads a payload that passed `MessageCheck` as this type, with all that stands inside of it:
    /// for those who check an entry once and read it by the million. Any other payload is our own
    /// bug, and may trap.
    public init(checked payload: RawSpan) throws(MessageError) {
        do throws(CBORError) {
            var reader = try CBORReader(payload)
            _ = try reader.beginMap()
            try reader.key(0)
            _ = try reader.unsigned()
            self = try Self(reading: &reader)
            try reader.endMap()
        } catch {
            throw MessageError(error)
        }
    }

    /// Appends the payload. A value beyond its bounds is our own bug, told by the table's refusal.
    public func encode(into buffer: inout [UInt8]) throws(MessageError) {
        let start = buffer.count
        var writer = CBORWriter(appendingTo: buffer)
        buffer = []
        writer.beginMap(1 + keyCount)
        writer.key(0)
        writer.unsigned(Self.type.rawValue)
        write(to: &writer)
        writer.endMap()
        buffer = writer.finish()
        try MessageCheck.check(buffer.rawSpan.extracting(start..<buffer.count), is: Self.type)
    }

    public func payload() throws(MessageError) -> [UInt8] {
        var buffer: [UInt8] = []
        try encode(into: &buffer)
        return buffer
    }

    /// The statement of a network that says it.
    public func signed<Key: Signer & ~Copyable>(
        in network: NetworkID, by key: borrowing Key
    ) throws(MessageError) -> [UInt8] {
        let payload = try payload()
        return Statement.sign(
            payload.rawSpan, in: StatementContext(network: network, type: Self.type.name),
            by: key)
    }
}

extension CBORReader {
    /// The number under a key.
    mutating func unsigned(at key: UInt64) throws(CBORError) -> UInt64 {
        try self.key(key)
        return try unsigned()
    }

    mutating func unsigned(ifAt key: UInt64) throws(CBORError) -> UInt64? {
        try optionalKey(key) ? try unsigned() : nil
    }

    mutating func integer(at key: UInt64) throws(CBORError) -> Int64 {
        try self.key(key)
        return try integer()
    }

    mutating func integer(ifAt key: UInt64) throws(CBORError) -> Int64? {
        try optionalKey(key) ? try integer() : nil
    }

    mutating func hash(at key: UInt64) throws(CBORError) -> Hash256 {
        try self.key(key)
        return try hash256()
    }

    mutating func byteArray(at key: UInt64) throws(CBORError) -> [UInt8] {
        try self.key(key)
        return [UInt8](copying: try bytes())
    }

    mutating func text(at key: UInt64) throws(CBORError) -> String {
        try self.key(key)
        return String(decoding: [UInt8](copying: try text()), as: UTF8.self)
    }
}

extension CBORWriter {
    mutating func unsigned(_ value: UInt64, at key: UInt64) {
        self.key(key)
        unsigned(value)
    }

    mutating func unsigned(_ value: UInt64?, at key: UInt64) {
        guard let value else { return }
        self.key(key)
        unsigned(value)
    }

    mutating func integer(_ value: Int64, at key: UInt64) {
        self.key(key)
        integer(value)
    }

    mutating func integer(_ value: Int64?, at key: UInt64) {
        guard let value else { return }
        self.key(key)
        integer(value)
    }

    mutating func hash(_ value: Hash256, at key: UInt64) {
        self.key(key)
        bytes(value)
    }

    mutating func byteArray(_ value: [UInt8], at key: UInt64) {
        self.key(key)
        bytes(value)
    }

    mutating func text(_ value: String, at key: UInt64) {
        self.key(key)
        text(value)
    }
}
