/// A frame as it goes over the wire, handed out byte by byte as the wire takes them.
public struct FrameEncoder: Sendable {
    private var wire = InlineArray<516, UInt8>(repeating: 0)
    private var count = 0
    private var next = 0
    private var codeAt = 0

    public init() {}

    public var isEmpty: Bool { next == count }

    /// Puts a frame in place of one that was handed out whole.
    public mutating func load(_ body: FrameBody) {
        precondition(isEmpty, "the frame before was not sent to its end")
        precondition(body.count <= LinkLimit.body - LinkLimit.checksum, "no room for a checksum")
        next = 0
        count = 1
        codeAt = 0
        let checksum = body.checksum
        for index in 0..<body.count { stuff(body.storage[index]) }
        for index in 0..<LinkLimit.checksum {
            stuff(UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index)))
        }
        closeBlock()
        put(0)
    }

    /// One delimiter alone: what a side sends first, so that noise before it ends.
    public mutating func loadDelimiter() {
        precondition(isEmpty, "the frame before was not sent to its end")
        next = 0
        count = 0
        put(0)
    }

    public mutating func nextByte() -> UInt8? {
        guard next < count else { return nil }
        next += 1
        return wire[next - 1]
    }

    private mutating func stuff(_ byte: UInt8) {
        // A full block opens the next one only when a byte follows: no block stands for nothing.
        if count - codeAt == 255 { openBlock() }
        if byte == 0 { openBlock() } else { put(byte) }
    }

    private mutating func openBlock() {
        closeBlock()
        codeAt = count
        count += 1
    }

    private mutating func closeBlock() { wire[codeAt] = UInt8(count - codeAt) }

    private mutating func put(_ byte: UInt8) {
        wire[count] = byte
        count += 1
    }
}
