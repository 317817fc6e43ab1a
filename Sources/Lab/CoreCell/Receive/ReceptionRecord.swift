import Air
import Airwaves
import Primitives
import Radios
import Units

/// A frame as the chip writes it into its receive buffer.
struct ReceptionRecord {
    var channel: UInt8
    /// 0...15, 16 for the service modem, 17 for FSK.
    var modem: UInt8
    var hasChecksum: Bool
    var codingRate: UInt8
    var factor: UInt8
    /// 20 bits, a step is the bandwidth over 2^20.
    var frequencyOffset: Int32
    var payload: [UInt8]
    var hasChecksumError: Bool
    var signalToNoise: Int8
    var channelLevel: UInt8
    var signalLevel: UInt8
    var timestamp: UInt32
    var checksum: UInt16
    var timing: [UInt8]

    var bytes: [UInt8] {
        var bytes: [UInt8] = [0xA5, 0xC0, UInt8(payload.count), channel]
        bytes.append((hasChecksum ? 1 : 0) | codingRate << 1 | factor << 4)
        bytes.append(modem)
        let offset = UInt32(bitPattern: frequencyOffset)
        bytes += [UInt8(truncatingIfNeeded: offset), UInt8(truncatingIfNeeded: offset >> 8)]
        bytes.append(UInt8(truncatingIfNeeded: offset >> 16) & 0x0F)
        bytes += payload
        bytes.append((hasChecksumError ? 1 : 0) | (timing.isEmpty ? 0 : 0x10))
        bytes += [UInt8(bitPattern: signalToNoise), channelLevel, signalLevel, 0, 0]
        bytes += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: timestamp >> UInt32($0)) }
        bytes += [UInt8(truncatingIfNeeded: checksum), UInt8(checksum >> 8)]
        bytes.append(UInt8(timing.count / 2))
        bytes += timing
        return bytes + [bytes.reduce(0, &+)]
    }
}

/// LoRa's checksum of a payload: CRC-16 of polynomial 1021 over all but the last two bytes, to which
/// those two are added. Written on its own, from the table's definition.
enum AirChecksum {
    private static let table: [UInt16] = (UInt16(0)..<256).map { start in
        (0..<8).reduce(start << 8) { value, _ in
            value & 0x8000 != 0 ? value << 1 ^ 0x1021 : value << 1
        }
    }

    static func value(of payload: [UInt8]) -> UInt16 {
        let tail = payload.suffix(2)
        let crc = payload.dropLast(2).reduce(UInt16(0)) { sum, byte in
            sum << 8 ^ table[Int(sum >> 8 ^ UInt16(byte))]
        }
        return crc ^ tail.reduce(0) { $0 << 8 | UInt16($1) }
    }
}
