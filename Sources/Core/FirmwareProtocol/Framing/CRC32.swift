/// CRC-32 (ISO-HDLC, the one of Ethernet and zip), reflected, four bits at a time: 64 bytes of
/// table suit a small chip, and "123456789" gives cbf43926.
public struct CRC32: Sendable {
    private var state: UInt32 = .max

    public init() {}

    public var value: UInt32 { ~state }

    public mutating func add(_ byte: UInt8) {
        state ^= UInt32(byte)
        state = state >> 4 ^ CRC32.step(state & 15)
        state = state >> 4 ^ CRC32.step(state & 15)
    }

    public mutating func add(_ bytes: RawSpan) {
        for offset in 0..<bytes.byteCount { add(bytes.linkByte(at: offset)) }
    }

    /// Four steps of division by the reflected polynomial edb88320.
    private static func step(_ nibble: UInt32) -> UInt32 {
        table[Int(nibble)]
    }

    private static let table: InlineArray<16, UInt32> = [
        0x0000_0000, 0x1db7_1064, 0x3b6e_20c8, 0x26d9_30ac, 0x76dc_4190, 0x6b6b_51f4,
        0x4db2_6158, 0x5005_713c, 0xedb8_8320, 0xf00f_9344, 0xd6d6_a3e8, 0xcb61_b38c,
        0x9b64_c2b0, 0x86d3_d2d4, 0xa00a_e278, 0xbdbd_f21c,
    ]
}

extension RawSpan {
    /// The byte at an offset; outside of the span it traps.
    func linkByte(at offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
