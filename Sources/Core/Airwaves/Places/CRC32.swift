/// CRC-32 as in zip and PNG (reflected 0xEDB88320): finds damage, proves no origin.
enum CRC32 {
    /// Eight bytes a step, each through a table of its own.
    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let reader = unsafe MapReader(bytes: bytes)
        let tables = Self.tables
        let whole = reader.count & ~7
        var remainder = ~UInt32(0)
        for offset in stride(from: 0, to: whole, by: 8) {
            let low = reader.word(offset) ^ remainder
            let high = reader.word(offset + 4)
            remainder = 0
            for place in 0..<4 {
                let near = Int((low >> UInt32(8 * place)) & 0xFF)
                let far = Int((high >> UInt32(8 * place)) & 0xFF)
                remainder ^= tables[(7 - place) * 256 + near] ^ tables[(3 - place) * 256 + far]
            }
        }
        for offset in whole..<reader.count {
            let index = Int(UInt8(truncatingIfNeeded: remainder) ^ reader.byte(offset))
            remainder = tables[index] ^ (remainder >> 8)
        }
        return ~remainder
    }

    /// What each byte leaves with 0 to 7 bytes behind it, 256 entries each.
    private static let tables: [UInt32] = {
        var tables: [UInt32] = []
        for byte in 0..<UInt32(256) { tables.append(afterEightSteps(byte)) }
        for index in 256..<8 * 256 {
            let last = tables[index - 256]
            tables.append(tables[Int(last & 0xFF)] ^ (last >> 8))
        }
        return tables
    }()

    private static func afterEightSteps(_ byte: UInt32) -> UInt32 {
        var rest = byte
        for _ in 0..<8 {
            let isOdd = rest & 1 == 1
            rest >>= 1
            if isOdd { rest ^= 0xEDB8_8320 }
        }
        return rest
    }
}
