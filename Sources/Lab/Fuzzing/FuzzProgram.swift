import Primitives

/// The input, read byte by byte; behind its end come zeros.
struct FuzzProgram {
    private var bytes: [UInt8] = []
    private var offset = 0

    init(_ input: RawSpan) {
        bytes.reserveCapacity(input.byteCount)
        for offset in 0..<input.byteCount { bytes.append(input.byte(at: offset)) }
    }

    var isOver: Bool { offset >= bytes.count }

    mutating func next() -> UInt8 {
        guard !isOver else { return 0 }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// A length and as many bytes, or what is left of them.
    mutating func nextBytes() -> [UInt8] {
        let count = min(Int(next()), bytes.count - offset)
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }
}
