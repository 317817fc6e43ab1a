import Primitives

/// The checksum that LoRa sends behind a payload: CRC-16 with polynomial 1021 from 0 over all but
/// the last two bytes, which are added without being divided.
public enum PayloadChecksum {
    public static func value(of payload: RawSpan) -> UInt16 {
        var register: UInt16 = 0
        for offset in 0..<payload.byteCount {
            register = advanced(register) ^ UInt16(payload.byte(at: offset))
        }
        return register
    }

    /// Eight places further.
    private static func advanced(_ register: UInt16) -> UInt16 {
        var register = register
        for _ in 0..<8 {
            register = register & 0x8000 != 0 ? register << 1 ^ 0x1021 : register << 1
        }
        return register
    }
}
