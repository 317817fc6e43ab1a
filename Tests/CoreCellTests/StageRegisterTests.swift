import Concentrator
import CoreCell
import Foundation
import Seeds
import Testing
import Units

@Suite("CoreCell stage communication and registers")
struct RegisterStageTests {
    /// Address, reset value, bits only the chip writes: read from the vectors, not from the driver.
    static func table() throws -> [(address: UInt16, reset: UInt8, readOnly: UInt8)] {
        let text = try String(
            contentsOf: Vectors.folder.appendingPathComponent("reset.csv"), encoding: .utf8)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst().compactMap {
            let parts = $0.split(separator: ",")
            guard let address = UInt16(parts[0], radix: 16),
                let reset = UInt8(parts[1], radix: 16),
                let readOnly = UInt8(parts[2], radix: 16)
            else { return nil }
            return (address, reset, readOnly)
        }
    }

    /// Bits that are a pulse or clear themselves, which the vendor's test leaves out; and those
    /// above the byte count, where no field is.
    static let pulses: [UInt16: UInt8] = [
        0x5200: 0x08, 0x520B: 0x03, 0x5270: 0x07, 0x5400: 0x08, 0x540B: 0x03, 0x5470: 0x07,
        0x5651: 0x3F, 0x587F: 0x10, 0x58C8: 0xE0,
    ]

    @Test("communication test: bursts, single bytes and batches come back as they were written")
    func communication() throws {
        var client = VendorClient()
        try client.open()
        try client.write(0x5780, [0x06])
        var numbers = SeededNumbers(seed: 1)
        for cycle in 0..<40 {
            let count = cycle == 0 ? 0 : cycle == 1 ? 4_096 : Int(numbers.next() % 4_096)
            let data = (0..<count).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
            try client.write(0, data)
            #expect(try client.read(0, count) == data)
            let byte = UInt8(truncatingIfNeeded: numbers.next())
            try client.write(0, [byte])
            #expect(try client.get(0) == byte)
        }
    }

    @Test("communication test: batches of up to 255 writes in one request")
    func batches() throws {
        var client = VendorClient()
        try client.open()
        try client.write(0x5780, [0x06])
        var numbers = SeededNumbers(seed: 2)
        for _ in 0..<20 {
            let pieces = Int(1 + numbers.next() % 254)
            let size = pieces + Int(numbers.next() % UInt64(2_048 - pieces))
            let data = (0..<size).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
            let each = size / pieces
            var operations: [[UInt8]] = []
            for piece in 0...pieces {
                let place = piece * each
                let bytes = Array(data[place..<min(size, piece == pieces ? size : place + each)])
                guard !bytes.isEmpty else { continue }
                operations.append(
                    VendorClient.raw(
                        UInt8(piece), target: 0,
                        [0, 0x80 | UInt8(place >> 8), UInt8(place & 0xFF)] + bytes))
            }
            _ = try client.transfers(operations)
            #expect(try client.read(0, size) == data)
        }
    }

    @Test("register test 1: every register has its value after reset")
    func defaults() throws {
        var client = VendorClient()
        try client.open()
        let table = try Self.table()
        #expect(table.count == 589)
        for row in table {
            let found = try client.get(row.address)
            #expect(
                found & ~row.readOnly == row.reset & ~row.readOnly,
                "\(String(row.address, radix: 16)): \(found)")
        }
    }

    @Test("register test 2: every writable bit keeps what is written, also when all others are")
    func storage() throws {
        var client = VendorClient()
        try client.open()
        let table = try Self.table()
        var numbers = SeededNumbers(seed: 3)
        var written: [(address: UInt16, mask: UInt8, value: UInt8)] = []
        var fields = 0
        for row in table {
            let mask = ~row.readOnly & ~(Self.pulses[row.address] ?? 0)
            // Every bit other than after reset, then by chance; in fields cut anywhere.
            let random = UInt8(truncatingIfNeeded: numbers.next())
            for value in [~row.reset & mask, random & mask] {
                for (high, low) in Self.cut(mask, by: numbers.next()) {
                    let part = value >> low & UInt8(1 << Int(high - low + 1) - 1)
                    try client.set(row.address, high, low, part)
                    fields += 1
                }
                let found = try client.get(row.address)
                #expect(found & mask == value, "\(String(row.address, radix: 16))")
            }
            written.append((row.address, mask, random & mask))
        }
        for row in written {
            let found = try client.get(row.address)
            #expect(found & row.mask == row.value, "\(String(row.address, radix: 16)) later")
        }
        #expect(fields > 2_000)
        try client.close()
    }

    /// The mask's runs of bits, each cut once more by chance.
    static func cut(_ mask: UInt8, by chance: UInt64) -> [(UInt8, UInt8)] {
        var fields: [(UInt8, UInt8)] = []
        var low: UInt8?
        for bit in UInt8(0)...8 {
            let isSet = bit < 8 && mask >> bit & 1 == 1
            if isSet, low == nil { low = bit }
            guard let start = low else { continue }
            if !isSet || chance >> UInt64(bit) & 1 == 1 && bit > start {
                fields.append((bit - 1, start))
                low = isSet ? bit : nil
            }
        }
        return fields
    }

    @Test("bits that only the chip writes stay as they are, by either way of writing")
    func readOnly() throws {
        var client = VendorClient()
        try client.open()
        for row in try Self.table() where row.readOnly != 0 {
            // What runs or pops by itself is looked at elsewhere.
            guard !(0x6105...0x6108).contains(row.address) else { continue }
            let before = try client.get(row.address)
            try client.write(row.address, [~before & row.readOnly | before & ~row.readOnly])
            #expect(try client.get(row.address) == before, "\(String(row.address, radix: 16))")
            let (_, answer) = try client.exchange(
                0x05,
                [
                    0, 2, UInt8(row.address >> 8), UInt8(row.address & 0xFF), row.readOnly,
                    ~before & row.readOnly,
                ])
            #expect(answer[3] == before)
            #expect(try client.get(row.address) == before, "\(String(row.address, radix: 16))")
        }
    }

    @Test("a change answers what was read and what was written")
    func change() throws {
        var client = VendorClient()
        let (_, answer) = try client.exchange(
            0x05, VendorClient.change(9, 0x5601, 4, 4, 1))
        #expect(answer == [9, 2, 0, 0x0B, 0x1B])
        #expect(try client.get(0x5601) == 0x1B)
    }

    @Test("a burst goes up address by address; where nothing is, nothing stays")
    func burst() throws {
        var client = VendorClient()
        try client.write(0x5225, [0x6C, 0x83, 0x33])
        #expect(try client.read(0x5224, 5) == [0x00, 0x6C, 0x83, 0x33, 0x00])
        try client.write(0x5213, [0xFF])
        #expect(try client.get(0x5213) == 0)
    }
}

@Suite("CoreCell stage radios: the vendor's link tests")
struct RadioStageTests {
    @Test("SX1250: a frequency written comes back from registers 088B to 088E", arguments: [1, 2])
    func frequency(radio: UInt8) throws {
        var client = VendorClient()
        try client.open()
        for index in UInt8(0)..<2 { try client.reset(index) }
        try client.selectClock(0)
        _ = try client.radioCommand(radio, 0x80, [1])
        #expect(try client.radioCommand(radio, 0xC0, [0])[0] >> 4 & 7 == 3)
        var numbers = SeededNumbers(seed: 4)
        for _ in 0..<200 {
            var value = (0..<4).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
            value[0] &= 0x7F
            _ = try client.radioCommand(radio, 0x86, value)
            let answer = try client.radioCommand(radio, 0x1D, [0x08, 0x8B, 0, 0, 0, 0, 0])
            #expect(answer[3...].elementsEqual(value))
        }
    }

    @Test("SX1261: likewise, on a target of its own, with status 22 in standby")
    func listener() throws {
        var client = VendorClient()
        try client.open()
        _ = try client.listenerCommand(0x80, [0])
        #expect(try client.listenerCommand(0xC0, [0]) == [0x22])
        var numbers = SeededNumbers(seed: 5)
        for _ in 0..<200 {
            let value = (0..<4).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
            _ = try client.listenerCommand(0x86, value)
            let answer = try client.listenerCommand(0x1D, [0x08, 0x8B, 0, 0, 0, 0, 0])
            #expect(answer[3...].elementsEqual(value))
        }
    }

    static let modes: [(String, UInt8, [UInt8], UInt8)] = [
        ("standby by resistor", 0x80, [0], 2), ("standby by crystal", 0x80, [1], 3),
        ("synthesizer", 0xC1, [], 4), ("receive", 0x82, [0xFF, 0xFF, 0xFF], 5),
        ("transmit", 0x83, [0, 0, 0], 6),
    ]

    @Test("GET_STATUS tells the mode, GET_DEVICE_ERRORS none", arguments: modes)
    func mode(name: String, command: UInt8, data: [UInt8], mode: UInt8) throws {
        var client = VendorClient()
        try client.open()
        for radio in UInt8(1)...2 {
            _ = try client.radioCommand(radio, command, data)
            #expect(try client.radioCommand(radio, 0xC0, [0])[0] >> 4 & 7 == mode, "\(name)")
            #expect(try client.radioCommand(radio, 0x17, [0, 0, 0])[1...].elementsEqual([0, 0]))
        }
        _ = try client.listenerCommand(command, data)
        #expect(try client.listenerCommand(0xC0, [0])[0] == mode << 4 | 2)
    }

    @Test("the two radios have memories of their own, and lose them when their reset line falls")
    func radiosApart() throws {
        var client = VendorClient()
        try client.open()
        try client.reset(0)
        try client.reset(1)
        _ = try client.radioCommand(1, 0x0D, [0x08, 0xB6, 0x2A])
        #expect(try client.radioCommand(1, 0x1D, [0x08, 0xB6, 0, 0])[3] == 0x2A)
        #expect(try client.radioCommand(2, 0x1D, [0x08, 0xB6, 0, 0])[3] == 0)
        try client.reset(0)
        #expect(try client.radioCommand(1, 0x1D, [0x08, 0xB6, 0, 0])[3] == 0)
    }

    @Test("a patch of the SX1261 shows in its version once all of it came")
    func patch() throws {
        var client = VendorClient()
        try client.open()
        #expect(try client.listenerVersion().hasSuffix("2D06") == false)
        _ = try client.listenerCommand(0xD9, [])
        #expect(try client.listenerVersion().hasSuffix("2D06") == false, "nothing was loaded")
        try client.startListener()
        #expect(try client.listenerVersion().count == 15)
        try client.pin(8, 0)
        try client.pin(8, 1)
        #expect(try client.listenerVersion().hasSuffix("2D06") == false, "a reset takes it back")
    }
}

@Suite("CoreCell stage firmware: any code of the right size starts")
struct FirmwareStageTests {
    @Test("both memories give back what was written, and parity is good")
    func load() throws {
        var client = VendorClient()
        try client.open()
        try client.startGain(false)
        try client.startArbiter(isFine: false)
        #expect(try client.get(0x5781) == 0)
        #expect(try client.get(0x6081) == 0)
    }

    @Test("a controller starts when its memory was given away and both bits are low again")
    func edge() throws {
        var client = VendorClient()
        try client.open()
        try client.set(0x5780, 2, 2, 0)
        #expect(try client.get(0x5781) == 0, "cleared, never programmed")
        try client.set(0x5780, 2, 2, 1)
        try client.set(0x5780, 1, 1, 1)
        try client.set(0x5780, 2, 2, 0)
        #expect(try client.get(0x5781) == 0, "the host still has the memory")
        try client.set(0x5780, 1, 1, 0)
        #expect(try client.get(0x5781) == 1)
        #expect(try client.get(0x5790) == 10)
        try client.set(0x5780, 2, 2, 1)
        #expect(try client.get(0x5781) == 0, "held again")
    }

    @Test("a command to a controller that does not run is not obeyed")
    func asleep() throws {
        var client = VendorClient()
        try client.open()
        try client.write(0x578C, [7])
        try client.write(0x5789, [0x03])
        #expect(try client.get(0x5781) == 0)
        #expect(try client.get(0x5790) == 0)
    }

    @Test("made-up code is the same each time, different for each controller")
    func madeUp() {
        #expect(MadeUpFirmware.image(for: .gain) == MadeUpFirmware.image(for: .gain))
        #expect(MadeUpFirmware.image(for: .gain) != MadeUpFirmware.image(for: .arbiter))
        #expect(MadeUpFirmware.image(for: .gain).count == 8_192)
        #expect(MadeUpFirmware.patch().count == 1_544)
    }
}
