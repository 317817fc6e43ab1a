import Concentrator
import CoreCell
import Units

/// What a configuration file of the vendor's packet forwarder says.
struct VendorPlan {
    struct Channel {
        var radio: UInt8
        var offset: Int32
    }

    /// Hertz; nil for a radio that is off.
    var radios: [UInt32?] = [867_500_000, 868_500_000]
    var clock: UInt8 = 0
    var channels: [Channel?] = [
        (1, -400_000), (1, -200_000), (1, 0), (0, -400_000), (0, -200_000), (0, 0), (0, 200_000),
        (0, 400_000),
    ].map { Channel(radio: $0.0, offset: $0.1) }
    /// Spreading factor and bandwidth code 4, 5, 6.
    var service: (channel: Channel, factor: UInt8, bandwidth: UInt8)? = (
        Channel(radio: 1, offset: -200_000), 7, 5
    )
    var fsk: (channel: Channel, bitRate: UInt32)? = (Channel(radio: 1, offset: 300_000), 50_000)
    var isPublic = true
    var factors: UInt8 = 0xFF
    var isFine = false
    var listensFirst = false
    var hasListener = false

    /// sx1302_hal's global_conf for EU868.
    static let eu868 = VendorPlan()

    /// What the small test programs set: one radio, no channel of its own.
    static let bare = VendorPlan(
        radios: [868_500_000, nil], channels: [], service: nil, fsk: nil)
}

/// The start of sx1302_hal 2.1.0 for SX1250 boards over USB, in its order; registers that are set to
/// what they hold after reset, and those that only tune the modems, are left out.
extension VendorClient {
    mutating func open() throws {
        _ = try ping()
        _ = try status()
        for (number, level): (UInt8, UInt8) in [(1, 1), (2, 1), (2, 0), (8, 0), (8, 1)] {
            try pin(number, level)
        }
        _ = try get(0x5606)
    }

    mutating func close() throws {
        for path: UInt16 in [0x5200, 0x5400] { try abort(path) }
        for (number, level): (UInt8, UInt8) in [(1, 1), (2, 1), (2, 0), (8, 0), (8, 1)] {
            try pin(number, level)
        }
    }

    /// Clears the three triggers and waits until the path is free, a second at most.
    mutating func abort(_ path: UInt16) throws {
        for bit in UInt8(0)..<3 { try set(path, bit, bit, 0) }
        for _ in 0..<1000 {
            if try get(path + 0x11) == 0x80 { return }
            wait(milliseconds: 1)
        }
        throw Failure.controller("the path \(path) was not free within a second")
    }

    mutating func start(_ plan: VendorPlan) throws {
        try open()
        try write(0x5643, [0])
        let radios = (UInt8(0)..<2).filter { plan.radios[Int($0)] != nil }
        for radio in radios { try reset(radio) }
        try selectClock(plan.clock)
        try set(0x5780, 3, 3, 1)
        try set(0x5783, 1, 1, 0)
        try set(0x5783, 0, 0, 0)
        for radio in radios { try calibrate(radio) }
        try set(0x5780, 3, 3, 0)
        for radio in radios {
            try reset(radio)
            try setUp(radio, plan.radios[Int(radio)] ?? 0)
            try set(0x5601, radio, radio, 1)
        }
        try selectClock(plan.clock)
        try set(0x5601, 3, 3, 0)
        try setTimestamps(plan)
        try setChannels(plan)
        try startGain(plan.listensFirst)
        try startArbiter(isFine: plan.isFine)
        for path: UInt16 in [0x5220, 0x5420] {
            try set(path + 1, 0, 0, 1)
            try set(path, 2, 2, 1)
            try set(path, 3, 3, 1)
            try set(path, 4, 4, 0)
        }
        try set(0x6100, 0, 0, 1)
        try set(0x6100, 1, 1, 1)
        if plan.hasListener || plan.listensFirst { try startListener() }
        try write(0x5643, [1])
    }

    mutating func reset(_ radio: UInt8) throws {
        let lines: UInt16 = radio == 0 ? 0x5783 : 0x5784
        try set(0x5601, 4, 4, 0)
        try set(lines, 2, 2, 1)
        try set(lines, 3, 3, 1)
        wait(milliseconds: 500)
        try set(lines, 3, 3, 0)
        wait(milliseconds: 10)
        try set(lines, 3, 3, 1)
        wait(milliseconds: 10)
        try set(0x5601, radio, radio, 1)
    }

    mutating func selectClock(_ radio: UInt8) throws {
        try set(0x57C0, 0, 0, radio == 0 ? 1 : 0)
        try set(0x57C0, 1, 1, radio)
        try set(0x57C0, 2, 2, 1)
        try set(0x5601, 4, 4, 1)
    }

    private mutating func calibrate(_ radio: UInt8) throws {
        _ = try radioCommand(radio + 1, 0xC0, [0])
        _ = try radioCommand(radio + 1, 0x98, [0xD7, 0xDB])
        wait(milliseconds: 10)
        let errors = try radioCommand(radio + 1, 0x17, [0, 0, 0])
        guard errors[2] >> 4 & 1 == 0 else { throw Failure.radio("image calibration") }
    }

    private mutating func setUp(_ radio: UInt8, _ hertz: UInt32) throws {
        let target = radio + 1
        _ = try radioCommand(target, 0x80, [0])
        wait(milliseconds: 10)
        guard try radioCommand(target, 0xC0, [0])[0] >> 4 & 7 == 2 else {
            throw Failure.radio("not in standby by its resistor")
        }
        _ = try radioCommand(target, 0x89, [0x7F])
        wait(milliseconds: 10)
        _ = try radioCommand(target, 0x80, [1])
        wait(milliseconds: 10)
        guard try radioCommand(target, 0xC0, [0])[0] >> 4 & 7 == 3 else {
            throw Failure.radio("not in standby by its crystal")
        }
        for (address, value): (UInt16, UInt8) in [
            (0x06A1, 1), (0x06A2, 0), (0x06A3, 0), (0x0582, 0), (0x0583, 0), (0x0584, 0),
            (0x0585, 0), (0x0580, 0), (0x08B6, 0x2A),
        ] {
            _ = try radioCommand(
                target, 0x0D, [UInt8(address >> 8), UInt8(address & 0xFF), value])
        }
        _ = try radioCommand(target, 0x86, Self.bytes(UInt64(hertz) << 25 / 32_000_000))
        _ = try radioCommand(target, 0x0D, [0x08, 0x8F, 0, 0, 0])
        _ = try radioCommand(target, 0x82, [0xFF, 0xFF, 0xFF])
        _ = try radioCommand(target, 0x0D, [0x05, 0x87, 0x0B])
    }

    static func bytes(_ value: UInt64) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private mutating func setTimestamps(_ plan: VendorPlan) throws {
        try set(0x58C0, 2, 2, plan.isFine ? 0 : 1)
        guard plan.isFine else { return }
        try write(0x6180, [0xD0])
        guard try get(0x6181) == 3 else { throw Failure.controller("no SX1303") }
        try write(0x58C1, [32])
        try set(0x58B3, 3, 3, 1)
        try set(0x58B3, 2, 0, 0)
    }

    // MARK: Channels

    private mutating func setChannels(_ plan: VendorPlan) throws {
        try set(0x5785, 7, 4, 4)
        try set(0x5785, 3, 0, 2)
        var (enabled, onB): (UInt8, UInt8) = (0, 0)
        for (index, channel) in plan.channels.enumerated() {
            guard let channel else { continue }
            enabled |= 1 << UInt8(index)
            onB |= channel.radio << UInt8(index)
            try setOffset(0x5800 + 2 * UInt16(index), channel.offset)
        }
        try write(0x5810, [onB])
        try write(0x5822, [plan.factors])
        try write(0x5820, [enabled])
        try write(0x5821, [enabled])
        let peaks: (UInt8, UInt8) = plan.isPublic ? (6, 8) : (2, 4)
        try setPeaks(0x588A, (2, 4))
        try setPeaks(0x588C, (2, 4))
        try setPeaks(0x588E, peaks)
        if let service = plan.service { try setService(service, peaks) }
        if let fsk = plan.fsk { try setFSK(fsk) }
        try set(0x5605, 1, 1, enabled == 0 ? 0 : 1)
        try set(0x5605, 0, 0, plan.service == nil ? 0 : 1)
        try set(0x5605, 2, 2, plan.fsk == nil ? 0 : 1)
        try set(0x5605, 3, 3, 1)
    }

    private mutating func setPeaks(_ address: UInt16, _ peaks: (UInt8, UInt8)) throws {
        try set(address, 4, 0, peaks.0)
        try set(address + 1, 4, 0, peaks.1)
    }

    private mutating func setOffset(_ address: UInt16, _ hertz: Int32) throws {
        let steps = Int64(hertz) * 32 / 15_625
        try set(address, 4, 0, UInt8(truncatingIfNeeded: steps >> 8) & 0x1F)
        try write(address + 1, [UInt8(truncatingIfNeeded: steps)])
    }

    private mutating func setService(
        _ service: (channel: VendorPlan.Channel, factor: UInt8, bandwidth: UInt8),
        _ peaks: (UInt8, UInt8)
    ) throws {
        try set(0x5B02, 0, 0, service.channel.radio)
        try setOffset(0x5B00, service.channel.offset)
        try set(0x5B21, 3, 0, service.factor)
        try set(0x5B21, 7, 4, service.bandwidth)
        let isSlow =
            service.factor >= 11 && service.bandwidth == 4
            || service.factor == 12 && service.bandwidth == 5
        try set(0x5B22, 5, 4, isSlow ? 1 : 0)
        try set(0x5B22, 3, 3, 1)
        try set(0x5B23, 1, 1, 0)
        try setPeaks(0x5B2E, service.factor <= 6 ? (2, 4) : peaks)
    }

    private mutating func setFSK(
        _ fsk: (channel: VendorPlan.Channel, bitRate: UInt32)
    ) throws {
        try set(0x5B54, 1, 1, fsk.channel.radio)
        try setOffset(0x5B50, fsk.channel.offset)
        try set(0x5B53, 5, 3, 2)
        for (place, byte): (UInt16, UInt8) in [(0x5B5F, 0xC1), (0x5B5E, 0x94), (0x5B5D, 0xC1)] {
            try write(place, [byte])
        }
        let ticks = 32_000_000 / fsk.bitRate
        try write(0x5B5B, [UInt8(ticks >> 8), UInt8(ticks & 0xFF)])
        try set(0x5B52, 1, 1, 1)
    }

    // MARK: Controllers

    mutating func load(_ image: [UInt8], control: UInt16, memory: UInt16) throws {
        try set(control, 2, 2, 1)
        try set(control, 1, 1, 1)
        try set(0x5600, 1, 0, 0)
        for half in [0, 4096] {
            try write(memory + UInt16(half), Array(image[half..<half + 4096]))
        }
        for half in [0, 4096] {
            guard try read(memory + UInt16(half), 4096) == Array(image[half..<half + 4096]) else {
                throw Failure.controller("another image came back")
            }
        }
        try set(control, 1, 1, 0)
        try set(control, 2, 2, 0)
        guard try get(control, 0, 0) == 0 else { throw Failure.controller("parity") }
    }

    /// The vendor's program waits for ever; a test does not.
    private mutating func reach(_ register: UInt16, _ status: UInt8) throws {
        for _ in 0..<100 {
            if try get(register) == status { return }
            wait(milliseconds: 1)
        }
        throw Failure.controller("status \(status) was not reached")
    }

    mutating func startGain(_ listensFirst: Bool) throws {
        try load(MadeUpFirmware.image(for: .gain), control: 0x5780, memory: 0)
        try reach(0x5781, 1)
        guard try get(0x5790) == 10 else { throw Failure.controller("version") }
        let rows: [(command: UInt8, parameters: [UInt8], status: UInt8)] = [
            (0x80, [0xFF, 0xFF], 0x02), (0x20, [0xFF, 0xFF], 0x03), (0x03, [1, 13], 0x04),
            (0x04, [3, 12], 0x05), (0x05, [4, 15], 0x06), (0x06, [40, 80, 90], 0x07),
            (0x07, [4, 14], 0x08), (0x08, [52, 132], 0x09), (0x09, [0, 7, 4], 0x0A),
            (0x0A, [8], 0x0B), (0x0B, [listensFirst ? 1 : 0], 0x0F),
        ]
        for row in rows {
            for (place, value) in row.parameters.enumerated() {
                try write(0x578C - UInt16(place), [value])
            }
            try write(0x5789, [row.command])
            try reach(0x5781, row.status)
            for (place, value) in row.parameters.enumerated() {
                guard try get(0x5790 - UInt16(place)) == value else {
                    throw Failure.controller(
                        "parameter \(place) of \(row.command) came back changed")
                }
            }
            if row.command & 0xF0 != 0, try get(0x578E) != 0 { throw Failure.controller("duplex") }
        }
        try write(0x5789, [0x0F])
    }

    mutating func startArbiter(isFine: Bool) throws {
        try load(MadeUpFirmware.image(for: .arbiter), control: 0x6080, memory: 0x2000)
        try reach(0x6081, 1)
        guard try get(0x608D) == 2 else { throw Failure.controller("arbiter's version") }
        try write(0x6089, [7])
        try write(0x608C, [isFine ? 0xFF : 0])
        try write(0x608B, [3])
        try write(0x608A, [1])
        try reach(0x6081, 0)
    }

    // MARK: SX1261

    mutating func startListener() throws {
        _ = try listenerCommand(0x80, [0])
        guard try listenerCommand(0xC0, [0])[0] & 0x7E == 0x22 else {
            throw Failure.radio("SX1261 not in standby")
        }
        _ = try listenerVersion()
        _ = try listenerCommand(0x0D, [0x06, 0x10, 0x10])
        let patch = MadeUpFirmware.patch()
        for word in 0..<386 {
            let address = 0x8000 + 4 * word
            _ = try listenerCommand(
                0x0D, [UInt8(address >> 8), UInt8(address & 0xFF)] + patch[4 * word..<4 * word + 4])
        }
        _ = try listenerCommand(0x0D, [0x06, 0x10, 0x00])
        _ = try listenerCommand(0xD9, [])
        let version = Array(try listenerVersion().utf8)
        guard version[11..<15].elementsEqual("2D06".utf8) else { throw Failure.radio("patch") }
        _ = try listenerCommand(0xC0, [0])
        _ = try listenerCommand(0x98, [0xD7, 0xDB])
        wait(milliseconds: 10)
        guard try listenerCommand(0x17, [0, 0, 0])[2] >> 4 & 1 == 0 else {
            throw Failure.radio("SX1261 calibration")
        }
        _ = try listenerCommand(0x80, [0])
        guard try listenerCommand(0xC0, [0])[0] & 0x7E == 0x22 else {
            throw Failure.radio("SX1261 not in standby")
        }
        _ = try listenerCommand(0x8F, [0x80, 0x80])
        _ = try listenerCommand(0x0D, [0x08, 0xAC, 0xCB])
    }

    mutating func listenerVersion() throws -> String {
        let data = try listenerCommand(0x1D, [0x03, 0x20] + [UInt8](repeating: 0, count: 16))
        return String(decoding: data[3...], as: UTF8.self)
    }

    /// One request of nine operations, as the vendor batches them.
    mutating func tuneListener(_ hertz: UInt32) throws {
        let commands: [[UInt8]] = [
            [0x0D, 0x08, 0x9B, 0x00], [0xC1],
            [0x86] + Self.bytes(UInt64(hertz) << 25 / 32_000_000),
            [0x0D, 0x08, 0x9B, 0x14], [0x8A, 0],
            [0x8B, 0, 0x14, 0, 0, 0x0A, 0x02, 0xE9, 0x0F],
            [0x8C, 0, 0x20, 5, 0x20, 0, 1, 0xFF, 0, 0], [0x82, 0xFF, 0xFF, 0xFF],
        ]
        let operations = commands.enumerated().map { Self.raw(UInt8($0), target: 1, $1) }
        _ = try transfers(operations)
    }
}
