public import Primitives

/// A hash of what was heard.
public struct Seal: TypedMessage {
    public static var type: MessageType { .seal }
    public var sequence: UInt64
    public var window: Window
    public var seal: Hash256

    public init(sequence: UInt64, window: Window, seal: Hash256) {
        self.sequence = sequence
        self.window = window
        self.seal = seal
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        window = Window(try reader.unsigned(at: 2))
        seal = try reader.hash(at: 3)
    }

    public var keyCount: Int { 3 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(window.number, at: 2)
        writer.hash(seal, at: 3)
    }
}

/// Opens seals.
public struct SealBundle: TypedMessage {
    public static var type: MessageType { .bundle }
    public var sequence: UInt64
    public var openings: [Opening]

    public struct Opening: Hashable, Sendable {
        public var window: Window
        public var salt: Hash256
        /// The sealed bytes: `WitnessReports` reads them.
        public var content: [UInt8]

        public init(window: Window, salt: Hash256, content: [UInt8]) {
            self.window = window
            self.salt = salt
            self.content = content
        }
    }

    public init(sequence: UInt64, openings: [Opening]) {
        self.sequence = sequence
        self.openings = openings
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        try reader.key(2)
        let count = try reader.beginArray()
        openings = []
        openings.reserveCapacity(count)
        for _ in 0..<count {
            _ = try reader.beginMap()
            let window = Window(try reader.unsigned(at: 1))
            let salt = try reader.hash(at: 2)
            let content = try reader.byteArray(at: 3)
            try reader.endMap()
            openings.append(Opening(window: window, salt: salt, content: content))
        }
        try reader.endArray()
    }

    public var keyCount: Int { 2 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.key(2)
        writer.beginArray(openings.count)
        for opening in openings {
            writer.beginMap(3)
            writer.unsigned(opening.window.number, at: 1)
            writer.hash(opening.salt, at: 2)
            writer.byteArray(opening.content, at: 3)
            writer.endMap()
        }
        writer.endArray()
    }
}
