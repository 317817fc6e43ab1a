import CoreCell

/// A frame as the vendor's library gives it to the packet forwarder.
struct VendorPacket: Equatable {
    var channel: UInt8
    var modem: UInt8
    var factor: UInt8
    var codingRate: UInt8
    var isChecked: Bool
    var isBad: Bool
    var frequency: Int64
    var frequencyOffset: Int64
    var channelLevel: Double
    var signalLevel: Double
    var signalToNoise: Double
    /// Of the 32 MHz counter, as the chip dated it.
    var ticks: UInt32
    var metrics: [Int8]
    var isTimed: Bool
    var payload: [UInt8]
}

/// Reading the receive buffer as sx1302_hal 2.1.0 does, in floating point as there.
extension VendorClient {
    enum ReceiveFailure: Error, Equatable {
        case noMarker(at: Int)
        case wrongSum
        /// The vendor's program ends here.
        case checksumContradicts
        case range(String)
    }

    mutating func receive(_ plan: VendorPlan) throws -> [VendorPacket] {
        let buffer = try fetch()
        let celsius = Double(Int16(bitPattern: try temperature())) / 100
        var packets: [VendorPacket] = []
        var offset = 0
        while offset < buffer.count {
            guard buffer.count >= offset + 2, buffer[offset] == 0xA5, buffer[offset + 1] == 0xC0
            else { throw ReceiveFailure.noMarker(at: offset) }
            let payload = Int(buffer[offset + 2])
            let count = 23 + payload + 2 * Int(buffer[offset + 9 + payload + 12])
            let record = Array(buffer[offset..<offset + count])
            packets.append(try Self.parse(record, plan, celsius))
            offset += count
        }
        return packets
    }

    /// The count twice, for the larger; then so many bytes from one address.
    mutating func fetch() throws -> [UInt8] {
        let counts = try (0..<2).map { _ in
            let bytes = try read(0x58C8, 2)
            return Int(bytes[0]) << 8 | Int(bytes[1])
        }
        let count = counts.max() ?? 0
        var buffer: [UInt8] = []
        while buffer.count < count {
            buffer += try read(0x4000, min(4096, count - buffer.count))
        }
        return buffer
    }

    private mutating func temperature() throws -> UInt16 {
        let status = try status()
        return UInt16(status[4]) << 8 | UInt16(status[5])
    }

    private static func parse(
        _ record: [UInt8], _ plan: VendorPlan, _ celsius: Double
    ) throws -> VendorPacket {
        let count = Int(record[2])
        let tail = 9 + count
        guard record.dropLast().reduce(0, &+) == record.last else { throw ReceiveFailure.wrongSum }
        let (channel, modem) = (record[3], record[5])
        guard modem <= 17 else { throw ReceiveFailure.range("modem \(modem)") }
        let payload = Array(record[9..<tail])
        let isFSK = channel == 9
        let isBad = record[tail] & 1 == 1
        let isChecked = record[4] & 1 == 1
        let checksum = UInt16(record[tail + 10]) | UInt16(record[tail + 11]) << 8
        if !isFSK, isChecked, !isBad, count > 0, checksum != Self.payloadChecksum(payload) {
            throw ReceiveFailure.checksumContradicts
        }
        let place =
            channel < 8
            ? plan.channels[Int(channel)]
            : channel == 8 ? plan.service?.channel : plan.fsk?.channel
        guard let place, let centre = plan.radios[Int(place.radio)] else {
            throw ReceiveFailure.range("channel \(channel)")
        }
        let raw = Int32(record[6]) | Int32(record[7]) << 8 | Int32(record[8] & 0x0F) << 16
        let signed = raw >= 1 << 19 ? raw - 1 << 20 : raw
        let width = channel == 8 ? 125_000 << Int(plan.service!.bandwidth - 4) : 125_000
        let steps = Int64(place.offset) * 32 / 15_625
        let rounding = Int64(place.offset) - steps * 15_625 / 32
        let shift = (20.41 * celsius * celsius + 2162.56 * celsius) / 65_536
        return VendorPacket(
            channel: channel, modem: modem, factor: record[4] >> 4,
            codingRate: record[4] >> 1 & 7, isChecked: isChecked, isBad: isBad,
            frequency: Int64(centre) + Int64(place.offset),
            frequencyOffset: Int64(Float(signed) * Float(width) / 1_048_576) + rounding,
            channelLevel: Self.level(record[tail + 2], isFSK) - 215.4 + shift,
            signalLevel: Self.level(record[tail + 3], isFSK) - 215.4 + shift,
            signalToNoise: Double(Int8(bitPattern: record[tail + 1])) / 4,
            ticks: (0..<4).reduce(0) { $0 | UInt32(record[tail + 6 + $1]) << UInt32(8 * $1) },
            metrics: record[(tail + 13)..<(record.count - 1)].map { Int8(bitPattern: $0) },
            isTimed: record[tail] >> 4 & 1 == 1, payload: payload)
    }

    private static func level(_ raw: UInt8, _ isFSK: Bool) -> Double {
        let x = Double(raw)
        guard isFSK else { return x }
        return 90.636423 + 0.420835 * x + 0.007129 * x * x - 0.000026 * x * x * x
    }

    /// A register of 16 bits, byte by byte through the CCITT table.
    static func payloadChecksum(_ payload: [UInt8]) -> UInt16 {
        payload.reduce(UInt16(0)) { register, byte in
            var top = UInt16(register >> 8) << 8
            for _ in 0..<8 { top = top & 0x8000 != 0 ? top << 1 ^ 0x1021 : top << 1 }
            return register << 8 ^ top ^ UInt16(byte)
        }
    }

    // MARK: Time

    /// The pulse's count and the free one, in ticks of 32 MHz.
    mutating func counters() throws -> (pulse: UInt32, now: UInt32) {
        let bytes = try read(0x6101, 8)
        func word(_ start: Int) -> UInt32 {
            bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        return (word(0), word(4))
    }
}
