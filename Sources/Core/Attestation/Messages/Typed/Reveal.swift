public import Primitives

/// Commitments made, opened and lost, as recommits and reveals carry them.
public struct CommitmentNews: Hashable, Sendable {
    /// For windows to come, ascending.
    public var made: [Commitment]
    /// Of earlier windows, ascending.
    public var opened: [Opened]
    /// Windows whose nonce is gone, ascending.
    public var lost: [Window]

    public struct Commitment: Hashable, Sendable {
        public var window: Window
        public var hash: Hash256

        public init(window: Window, hash: Hash256) {
            self.window = window
            self.hash = hash
        }
    }

    public struct Opened: Hashable, Sendable {
        public var window: Window
        public var nonce: Hash256

        public init(window: Window, nonce: Hash256) {
            self.window = window
            self.nonce = nonce
        }
    }

    public init(made: [Commitment] = [], opened: [Opened] = [], lost: [Window] = []) {
        self.made = made
        self.opened = opened
        self.lost = lost
    }

    init(reading reader: inout CBORReader, from key: UInt64) throws(CBORError) {
        made = []
        opened = []
        lost = []
        for pair in try reader.pairs(ifAt: key) {
            made.append(Commitment(window: Window(pair.0), hash: pair.1))
        }
        for pair in try reader.pairs(ifAt: key + 1) {
            opened.append(Opened(window: Window(pair.0), nonce: pair.1))
        }
        guard try reader.optionalKey(key + 2) else { return }
        for _ in 0..<(try reader.beginArray()) { lost.append(Window(try reader.unsigned())) }
        try reader.endArray()
    }

    /// Empty lists are left out: one spelling.
    var keyCount: Int {
        (made.isEmpty ? 0 : 1) + (opened.isEmpty ? 0 : 1) + (lost.isEmpty ? 0 : 1)
    }

    func write(to writer: inout CBORWriter, from key: UInt64) {
        writer.pairs(made.map { ($0.window.number, $0.hash) }, at: key)
        writer.pairs(opened.map { ($0.window.number, $0.nonce) }, at: key + 1)
        guard !lost.isEmpty else { return }
        writer.key(key + 2)
        writer.beginArray(lost.count)
        for window in lost { writer.unsigned(window.number) }
        writer.endArray()
    }
}

extension CBORReader {
    fileprivate mutating func pairs(
        ifAt key: UInt64
    ) throws(CBORError) -> [(UInt64, Hash256)] {
        guard try optionalKey(key) else { return [] }
        let count = try beginArray()
        var pairs: [(UInt64, Hash256)] = []
        pairs.reserveCapacity(count)
        for _ in 0..<count {
            _ = try beginMap()
            let window = try unsigned(at: 1)
            pairs.append((window, try hash(at: 2)))
            try endMap()
        }
        try endArray()
        return pairs
    }
}

extension CBORWriter {
    fileprivate mutating func pairs(_ pairs: [(UInt64, Hash256)], at key: UInt64) {
        guard !pairs.isEmpty else { return }
        self.key(key)
        beginArray(pairs.count)
        for pair in pairs {
            beginMap(2)
            unsigned(pair.0, at: 1)
            hash(pair.1, at: 2)
            endMap()
        }
        endArray()
    }
}

/// Commitments without a beacon.
public struct Recommit: TypedMessage {
    public static var type: MessageType { .recommit }
    public var sequence: UInt64
    public var commitments: CommitmentNews

    public init(sequence: UInt64, commitments: CommitmentNews) {
        self.sequence = sequence
        self.commitments = commitments
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        commitments = try CommitmentNews(reading: &reader, from: 2)
    }

    public var keyCount: Int { 1 + commitments.keyCount }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        commitments.write(to: &writer, from: 2)
    }
}

/// What was sent, the nonce that drew it, and commitments to come.
public struct Reveal: TypedMessage {
    public static var type: MessageType { .reveal }
    public var sequence: UInt64
    public var window: Window
    public var slot: SlotKind
    public var nonce: Hash256
    public var transmission: Transmission
    public var radio: RadioDescription
    public var position: MeasuredPosition?
    public var commitments: CommitmentNews

    public init(
        sequence: UInt64, window: Window, slot: SlotKind, nonce: Hash256,
        transmission: Transmission, radio: RadioDescription, position: MeasuredPosition?,
        commitments: CommitmentNews
    ) {
        self.sequence = sequence
        self.window = window
        self.slot = slot
        self.nonce = nonce
        self.transmission = transmission
        self.radio = radio
        self.position = position
        self.commitments = commitments
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        window = Window(try reader.unsigned(at: 2))
        slot = word(try reader.unsigned(at: 3))
        nonce = try reader.hash(at: 4)
        try reader.key(5)
        transmission = try Transmission(reading: &reader)
        try reader.key(6)
        radio = try RadioDescription(reading: &reader)
        position = try reader.optionalKey(7) ? try MeasuredPosition(reading: &reader) : nil
        commitments = try CommitmentNews(reading: &reader, from: 8)
    }

    public var keyCount: Int { 6 + (position == nil ? 0 : 1) + commitments.keyCount }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(window.number, at: 2)
        writer.unsigned(slot.rawValue, at: 3)
        writer.hash(nonce, at: 4)
        writer.key(5)
        transmission.write(to: &writer)
        writer.key(6)
        radio.write(to: &writer)
        if let position {
            writer.key(7)
            position.write(to: &writer)
        }
        commitments.write(to: &writer, from: 8)
    }
}

/// An owner's trial, never paid.
public struct TestBeacon: TypedMessage {
    public static var type: MessageType { .testBeacon }
    public var sequence: UInt64
    public var transmission: Transmission
    public var radio: RadioDescription
    public var position: MeasuredPosition?

    public init(
        sequence: UInt64, transmission: Transmission, radio: RadioDescription,
        position: MeasuredPosition?
    ) {
        self.sequence = sequence
        self.transmission = transmission
        self.radio = radio
        self.position = position
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        try reader.key(2)
        transmission = try Transmission(reading: &reader)
        try reader.key(3)
        radio = try RadioDescription(reading: &reader)
        position = try reader.optionalKey(4) ? try MeasuredPosition(reading: &reader) : nil
    }

    public var keyCount: Int { 3 + (position == nil ? 0 : 1) }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.key(2)
        transmission.write(to: &writer)
        writer.key(3)
        radio.write(to: &writer)
        if let position {
            writer.key(4)
            position.write(to: &writer)
        }
    }
}
