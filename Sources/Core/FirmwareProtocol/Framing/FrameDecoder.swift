/// Finds frames in a stream of bytes of which any may be missing, changed or repeated. Allocates
/// nothing; one byte costs the same whatever came before. After whatever was wrong it is in step
/// again with the next delimiter (00), which COBS keeps out of frames.
public struct FrameDecoder: Sendable {
    private var body = FrameBody()
    /// Bytes until the next code byte; 0 where a code byte is due.
    private var left = 0
    /// Whether a zero stands behind the block being read, if another block follows.
    private var zeroFollows = false
    private var isTooLong = false
    private var isComplete = false
    private var hasBegun = false

    public init() {}

    /// The frame that the last `take` completed: header and payload, its checksum verified.
    public var frame: FrameBody {
        precondition(isComplete, "no frame was completed")
        return body
    }

    /// Takes the next byte. True when it completes a frame; throws when it ends bytes that are
    /// none. Empty frames (delimiters in a row) are passed over: a sender may begin with one.
    public mutating func take(_ byte: UInt8) throws(FrameError) -> Bool {
        if isComplete { reset() }
        guard byte == 0 else {
            hasBegun = true
            if left == 0 { begin(block: byte) } else { add(byte) }
            return false
        }
        guard hasBegun else { return false }
        if let error = checkEnd() {
            reset()
            throw error
        }
        isComplete = true
        return true
    }

    private mutating func begin(block code: UInt8) {
        if zeroFollows { store(0) }
        left = Int(code) - 1
        zeroFollows = code != 0xff
    }

    private mutating func add(_ byte: UInt8) {
        store(byte)
        left -= 1
    }

    private mutating func store(_ byte: UInt8) {
        if body.count < LinkLimit.body { body.append(byte) } else { isTooLong = true }
    }

    private mutating func checkEnd() -> FrameError? {
        guard !isTooLong else { return .tooLong }
        guard left == 0 else { return .endsWithinBlock }
        guard body.count >= LinkLimit.header + LinkLimit.checksum else { return .tooShort }
        body.count -= LinkLimit.checksum
        var sent: UInt32 = 0
        for index in 0..<LinkLimit.checksum {
            sent |= UInt32(body.storage[body.count + index]) << UInt32(8 * index)
        }
        return sent == body.checksum ? nil : .wrongChecksum
    }

    private mutating func reset() {
        body.count = 0
        left = 0
        zeroFollows = false
        isTooLong = false
        isComplete = false
        hasBegun = false
    }
}

/// Why bytes between two delimiters are no frame. The receiver counts it and reads on.
public enum FrameError: UInt8, Error, CaseIterable, Sendable, CustomStringConvertible {
    case tooLong, endsWithinBlock, tooShort, wrongChecksum

    public var description: String {
        switch self {
        case .tooLong: "a frame of over 512 bytes; a sender must not make it longer"
        case .endsWithinBlock: "a frame that ends within a COBS block: bytes were lost"
        case .tooShort: "a frame of under 9 bytes: header and checksum need these"
        case .wrongChecksum: "a frame with a wrong CRC-32: bytes were changed on the way"
        }
    }
}
