/// Takes numbers of a few bits out of bytes, the highest bit first.
struct BitReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func next(_ count: Int) -> Int {
        var value = 0
        for _ in 0..<count {
            let bit = bytes[position / 8] >> UInt8(7 - position % 8) & 1
            value = value << 1 | Int(bit)
            position += 1
        }
        return value
    }
}

/// Puts numbers of a few bits into bytes, the highest bit first.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var position = 0

    mutating func append(_ value: Int, bits: Int) {
        for place in stride(from: bits - 1, through: 0, by: -1) {
            if position % 8 == 0 { bytes.append(0) }
            let bit = UInt8(truncatingIfNeeded: value >> place & 1)
            bytes[position / 8] |= bit << UInt8(7 - position % 8)
            position += 1
        }
    }
}
