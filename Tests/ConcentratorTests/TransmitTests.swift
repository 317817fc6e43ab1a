import Airwaves
import Concentrator
import Primitives
import Testing
import Units

@Suite("Transmission: one request")
struct TransmitTests {
    static func setup(
        radio: Radio = .a, frequency: UInt64 = 868_100_000,
        modulation: LoRaModulation = LoRaModulation(spreadingFactor: .sf7),
        payload: [UInt8] = [1, 2, 3, 4, 5],
        trigger: TransmitTrigger = .at(microseconds: 1_000_000)
    ) throws(TransmitError) -> TransmitSetup {
        try TransmitSetup(
            radio: radio, frequency: Hertz(frequency), modulation: modulation,
            hasInvertedPolarity: true,
            gain: GainStep(power: 14, hasAmplifier: false, index: 17), payload: payload,
            trigger: trigger)
    }

    /// The registers after a transmission is set up on a model that has just started.
    static func memory(_ setup: TransmitSetup) throws -> [UInt8] {
        var bridge = try StartRun(try SamplePlan.eu868.plan()).bridge
        var request: [UInt8] = []
        BridgeRequest.transfers(setup.operations).append(
            to: &request, identifier: 1, dialect: .unknown)
        _ = bridge.answer(to: request)
        return bridge.memory
    }

    @Test("as large as sx1302_hal 2.1.0 was seen to send it")
    func size() throws {
        let batch = try Self.setup().operations
        #expect(batch.count == 41 && batch.bytes.count == 302)
        let longest = try Self.setup(payload: [UInt8](repeating: 0, count: 255)).operations
        #expect(longest.count == 41 && longest.bytes.count == 552)
    }

    @Test("every register of a transmission at a time")
    func registers() throws {
        let memory = try Self.memory(Self.setup())
        // 1,000,000 us are 32,000,000 ticks; the delay of 0xB935 is taken off.
        let expected: [(Int, [UInt8])] = [
            (0x5200, [0x02]), (0x5201, bytes("01E7 8ECB")), (0x5205, bytes("B935")),
            (0x5207, [0x00]), (0x520C, [0x04, 0x11]), (0x5220, [0x0D]), (0x5222, [0x00]),
            (0x5225, bytes("6C8333")), (0x5228, bytes("0200")), (0x5260, [0x47]),
            (0x5261, [0x01]), (0x5262, [0x61]), (0x5263, [0x05]), (0x5266, [0x08, 0x00]),
            (0x526D, [0xA6, 0x68]), (0x5300, [1, 2, 3, 4, 5]),
        ]
        for (address, value) in expected {
            #expect(
                Array(memory[address..<address + value.count]) == value,
                "\(String(address, radix: 16))")
        }
        #expect(memory[0x5265] & 0x80 == 0x80)
        #expect(memory[0x5269] & 0x73 == 0x62, "low pass 6, inverted, not continuous")
    }

    @Test("path B is path A, 0x200 further")
    func paths() throws {
        let a = try Self.memory(Self.setup())
        let b = try Self.memory(Self.setup(radio: .b))
        #expect(Array(a[0x5200..<0x5400]) == Array(b[0x5400..<0x5600]))
        #expect(b[0x5200] == 0)
    }

    @Test(
        "immediate and at the pulse",
        arguments: [
            (TransmitTrigger.immediate, UInt8(0x01)), (.pulse, 0x04),
        ])
    func triggers(trigger: TransmitTrigger, bit: UInt8) throws {
        #expect(try Self.memory(Self.setup(trigger: trigger))[0x5200] == bit)
    }

    @Test("a time before the delay wraps to the counter's other end")
    func wrap() throws {
        let memory = try Self.memory(Self.setup(trigger: .at(microseconds: 0)))
        #expect(Array(memory[0x5201...0x5204]) == bytes("FFFF46CB"))
    }

    @Test("what cannot be sent")
    func refused() {
        #expect(throws: TransmitError.noSuchBand(Hertz(900_000_000))) {
            try Self.setup(frequency: 900_000_000)
        }
        #expect(throws: TransmitError.bandwidth(.kHz62)) {
            try Self.setup(
                modulation: LoRaModulation(spreadingFactor: .sf7, bandwidth: .kHz62))
        }
        #expect(throws: TransmitError.length(found: 0)) { try Self.setup(payload: []) }
        #expect(throws: TransmitError.length(found: 256)) {
            try Self.setup(payload: [UInt8](repeating: 0, count: 256))
        }
    }
}
