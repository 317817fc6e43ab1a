public import Primitives

/// Writes deterministic CBOR (RFC 8949 4.2.1) at the end of a buffer. What it writes is canonical
/// by construction: heads are the shortest, and it traps (the mistake is ours, never the
/// input's) when a map's keys do not ascend, when an array or map gets another number of items
/// than it announced, and when the end comes with one still open.
///
///     var writer = CBORWriter()
///     writer.beginMap(2)
///     writer.key(1); writer.unsigned(window)
///     writer.key(2); writer.bytes(nonce)
///     writer.endMap()
///     let bytes = writer.finish()
public struct CBORWriter {
    private var buffer: [UInt8]
    private var depth = 0
    private var frames: InlineArray<8, CBORFrame>

    public init(reservingCapacity capacity: Int = 256) {
        buffer = []
        buffer.reserveCapacity(capacity)
        frames = InlineArray(repeating: CBORFrame())
    }

    /// Writes after what `buffer` holds; hand it over (`consume`) and no byte is copied.
    public init(appendingTo buffer: consuming [UInt8]) {
        self.buffer = buffer
        frames = InlineArray(repeating: CBORFrame())
    }

    /// How many bytes the buffer holds.
    public var count: Int { buffer.count }

    /// The whole buffer.
    public consuming func finish() -> [UInt8] {
        precondition(depth == 0, "an array or map was not ended")
        return buffer
    }
}

// MARK: - Single items

extension CBORWriter {
    public mutating func unsigned(_ value: UInt64) { item(0, value) }

    public mutating func integer(_ value: Int64) {
        if value < 0 {
            item(1, UInt64(-1 - value))
        } else {
            item(0, UInt64(value))
        }
    }

    public mutating func bytes(_ bytes: RawSpan) {
        item(2, UInt64(bytes.byteCount))
        buffer.append(bytes)
    }

    public mutating func bytes(_ bytes: [UInt8]) { self.bytes(bytes.rawSpan) }

    public mutating func bytes(_ hash: Hash256) {
        item(2, UInt64(Hash256.byteCount))
        hash.append(to: &buffer)
    }

    public mutating func bytes(_ key: PublicKey) { bytes(key.bytes) }

    public mutating func bytes(_ signature: Signature) {
        item(2, UInt64(Signature.byteCount))
        signature.append(to: &buffer)
    }

    public mutating func bytes(_ block: Block128) {
        item(2, UInt64(Block128.byteCount))
        block.append(to: &buffer)
    }

    public mutating func text(_ text: String) {
        item(3, UInt64(text.utf8.count))
        buffer.append(contentsOf: text.utf8)
    }

    public mutating func boolean(_ value: Bool) {
        item(7, value ? CBORHead.true : CBORHead.false)
    }

    public mutating func null() { item(7, CBORHead.null) }

    /// One whole item that is known to be deterministic CBOR already, copied as it is.
    public mutating func encoded(_ bytes: RawSpan) {
        countItem()
        buffer.append(bytes)
    }
}

// MARK: - Arrays, maps and tags

extension CBORWriter {
    public mutating func beginArray(_ count: Int) {
        item(4, UInt64(count))
        push(CBORFrame(isMap: false, remaining: UInt32(count)))
    }

    public mutating func endArray() { pop() }

    /// Begins a map of `count` keys.
    public mutating func beginMap(_ count: Int) {
        item(5, UInt64(count))
        push(CBORFrame(isMap: true, remaining: UInt32(2 * count)))
    }

    public mutating func endMap() { pop() }

    /// The next key of a map; its value follows.
    public mutating func key(_ key: UInt64) {
        let start = buffer.count
        head(0, key)
        countKey(from: start)
    }

    public mutating func key(negative key: Int64) {
        precondition(key < 0)
        let start = buffer.count
        head(1, UInt64(-1 - key))
        countKey(from: start)
    }

    public mutating func key(text: String) {
        let start = buffer.count
        head(3, UInt64(text.utf8.count))
        buffer.append(contentsOf: text.utf8)
        countKey(from: start)
    }

    /// A tag; the item it marks follows.
    public mutating func tag(_ number: UInt64) { head(6, number) }
}

// MARK: - Inside

extension CBORWriter {
    private mutating func item(_ major: UInt8, _ argument: UInt64) {
        countItem()
        head(major, argument)
    }

    private mutating func head(_ major: UInt8, _ argument: UInt64) {
        let first = major << 5
        if argument < 24 {
            buffer.append(first | UInt8(argument))
            return
        }
        let (information, size): (UInt8, Int) =
            switch argument {
            case ...0xff: (24, 1)
            case ...0xffff: (25, 2)
            case ...0xffff_ffff: (26, 4)
            default: (27, 8)
            }
        buffer.append(first | information)
        for shift in stride(from: 8 * (size - 1), through: 0, by: -8) {
            buffer.append(UInt8(truncatingIfNeeded: argument >> UInt64(shift)))
        }
    }

    private mutating func countItem() {
        guard depth > 0 else { return }
        precondition(!frames[depth - 1].expectsKey, "a map's key is written by key(_:)")
        precondition(frames[depth - 1].remaining > 0, "more items than were announced")
        frames[depth - 1].remaining -= 1
    }

    private mutating func countKey(from start: Int) {
        precondition(depth > 0 && frames[depth - 1].expectsKey, "no key is due here")
        let before = frames[depth - 1].lastKey
        precondition(
            before.isEmpty || buffer[before].lexicographicallyPrecedes(buffer[start...]),
            "map keys ascend by their bytes")
        frames[depth - 1].lastKey = start..<buffer.count
        frames[depth - 1].remaining -= 1
    }

    private mutating func push(_ frame: CBORFrame) {
        precondition(depth < CBORLimit.depth, "nested deeper than a reader would follow")
        frames[depth] = frame
        depth += 1
    }

    private mutating func pop() {
        precondition(depth > 0, "nothing is open")
        precondition(frames[depth - 1].remaining == 0, "fewer items than were announced")
        depth -= 1
    }
}
