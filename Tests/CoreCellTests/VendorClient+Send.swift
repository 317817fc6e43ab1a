import CoreCell

/// What is to be sent, as the vendor's library takes it.
struct VendorTransmission {
    enum Trigger {
        case immediate
        case at(microseconds: UInt32)
        case pulse
    }

    enum Modulation {
        /// Spreading factor, bandwidth code, coding rate code.
        case loRa(UInt8, UInt8, UInt8)
        /// Bits per second, deviation in hertz.
        case fsk(UInt32, UInt32)
        case carrier
    }

    var path: UInt8 = 0
    var frequency: UInt64 = 868_100_000
    var modulation = Modulation.loRa(7, 4, 1)
    var preamble: UInt16 = 8
    var isInverted = true
    var hasChecksum = false
    var isImplicit = false
    var isPublic = true
    var power: UInt8 = 0x40 + 14
    var trigger = Trigger.immediate
    var payload: [UInt8] = [1, 2, 3, 4, 5]
}

/// Sending as sx1302_hal 2.1.0 does: everything in one request.
extension VendorClient {
    /// Answers how many operations the request had, and its payload's bytes.
    @discardableResult
    mutating func send(_ transmission: VendorTransmission) throws -> (Int, Int) {
        var batch = VendorBatch(path: transmission.path)
        batch.add(transmission)
        _ = try transfers(batch.operations)
        return (batch.operations.count, batch.operations.reduce(0) { $0 + $1.count })
    }
}

private struct VendorBatch {
    let offset: UInt16
    private(set) var operations: [[UInt8]] = []

    init(path: UInt8) { offset = path == 0 ? 0 : 0x200 }

    private var number: UInt8 { UInt8(operations.count) }

    private mutating func set(
        _ address: UInt16, _ high: UInt8, _ low: UInt8, _ value: UInt8
    ) {
        if high == 7, low == 0 { return write(address, [value]) }
        operations.append(VendorClient.change(number, address + offset, high, low, value))
    }

    private mutating func write(_ address: UInt16, _ data: [UInt8]) {
        let place = address + offset
        operations.append(
            VendorClient.raw(
                number, target: 0, [0, 0x80 | UInt8(place >> 8), UInt8(place & 0xFF)] + data))
    }

    mutating func add(_ sent: VendorTransmission) {
        var delay: UInt32 = 0
        let (kind, source, width): (UInt8, UInt8, UInt8) =
            switch sent.modulation {
            case .loRa(_, let bandwidth, _): (0, 1, bandwidth)
            case .fsk: (1, 2, 0x80)
            case .carrier: (0, 0, 0x80 | 4)
            }
        set(0x5209, 0, 0, kind)
        set(0x5220, 1, 0, source)
        write(0x5223, [0])
        write(0x5224, [0])
        write(0x520D, [sent.power])
        set(0x5222, 1, 0, 0)
        let steps = sent.frequency << 18 / 32_000_000
        for (place, shift): (UInt16, UInt64) in [(0x5225, 16), (0x5226, 8), (0x5227, 0)] {
            write(place, [UInt8(truncatingIfNeeded: steps >> shift)])
        }
        write(0x520C, [width])
        switch sent.modulation {
        case .loRa(let factor, let bandwidth, let rate):
            addLoRa(sent, factor, bandwidth, rate)
            delay = addDelay(factor, bandwidth)
        case .fsk(let rate, let deviation): addFSK(sent, rate, deviation)
        case .carrier: addDeviation(0)
        }
        addContent(sent)
        addTrigger(sent.trigger, delay)
    }

    private mutating func addDeviation(_ hertz: UInt64) {
        let steps = hertz << 18 / 32_000_000
        set(0x5228, 3, 0, UInt8(steps >> 8))
        write(0x5229, [UInt8(steps & 0xFF)])
    }

    private mutating func addLoRa(
        _ sent: VendorTransmission, _ factor: UInt8, _ bandwidth: UInt8, _ rate: UInt8
    ) {
        addDeviation(62_500 << UInt64(bandwidth - 4))
        set(0x5260, 7, 4, bandwidth)
        write(0x5267, [UInt8(sent.preamble >> 8)])
        write(0x5266, [UInt8(sent.preamble & 0xFF)])
        set(0x5260, 3, 0, factor)
        set(0x5269, 6, 4, factor < 10 ? 6 : 7)
        set(0x5261, 2, 0, rate)
        set(0x5262, 6, 6, 1)
        set(0x5262, 5, 4, 2)
        set(0x5265, 7, 7, 1)
        set(0x5269, 0, 0, 0)
        set(0x5269, 1, 1, sent.isInverted ? 1 : 0)
        set(0x5262, 1, 1, sent.isImplicit ? 1 : 0)
        set(0x5262, 0, 0, sent.hasChecksum ? 1 : 0)
        let isPrivate = !sent.isPublic || factor <= 6
        set(0x526D, 4, 0, isPrivate ? 2 : 6)
        set(0x526E, 4, 0, isPrivate ? 4 : 8)
        set(0x5262, 7, 7, factor <= 6 ? 1 : 0)
        write(0x5263, [UInt8(sent.payload.count)])
        set(0x5261, 7, 6, 0)
        let isSlow = bandwidth == 4 && factor >= 11 || bandwidth == 5 && factor == 12
        set(0x5261, 5, 4, isSlow ? 1 : 0)
    }

    private mutating func addDelay(_ factor: UInt8, _ bandwidth: UInt8) -> UInt32 {
        let hertz = UInt32(125_000) << UInt32(bandwidth - 4)
        let radio: UInt32 = [19, 24, 21][Int(bandwidth - 4)]
        let chirps: UInt32 = factor < 10 ? 63 : 127
        let filter = chirps * 1_000_000 / hertz
        let delay = 48_000 - (radio + filter + 8_000_000 / hertz)
        write(0x5205, [UInt8(delay >> 8), UInt8(delay & 0xFF)])
        return delay
    }

    private mutating func addFSK(
        _ sent: VendorTransmission, _ rate: UInt32, _ deviation: UInt32
    ) {
        addDeviation(UInt64(deviation))
        set(0x5241, 0, 0, 1)
        set(0x5241, 1, 1, sent.hasChecksum ? 1 : 0)
        set(0x5241, 4, 4, 0)
        set(0x5241, 3, 2, 2)
        set(0x5246, 0, 0, 1)
        set(0x5246, 2, 1, 2)
        set(0x5246, 3, 3, 1)
        set(0x5246, 7, 5, 2)
        for (index, byte): (UInt16, UInt8) in [(5, 0xC1), (6, 0x94), (7, 0xC1)] {
            write(0x524E - index, [byte])
        }
        set(0x5246, 4, 4, 0)
        let ticks = 32_000_000 / rate
        write(0x5244, [UInt8(ticks >> 8), UInt8(ticks & 0xFF)])
        write(0x5242, [0, 5])
        write(0x5240, [UInt8(sent.payload.count)])
    }

    private mutating func addContent(_ sent: VendorTransmission) {
        set(0x5207, 0, 0, 1)
        let place: UInt16 = 0x5300
        if case .fsk = sent.modulation {
            write(place, [UInt8(sent.payload.count)])
            write(place + 1, sent.payload)
        } else {
            write(place, sent.payload)
        }
        set(0x5207, 0, 0, 0)
    }

    private mutating func addTrigger(_ trigger: VendorTransmission.Trigger, _ delay: UInt32) {
        let bit: UInt8
        switch trigger {
        case .immediate: bit = 0
        case .pulse: bit = 2
        case .at(let microseconds):
            bit = 1
            let ticks = microseconds &* 32 &- delay
            for byte in UInt16(0)..<4 {
                write(0x5204 - byte, [UInt8(truncatingIfNeeded: ticks >> UInt32(8 * byte))])
            }
        }
        set(0x5200, bit, bit, 0)
        set(0x5200, bit, bit, 1)
    }
}
