import Airwaves
import Concentrator
import ConcentratorSamples
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
        bridge.carry(setup.operations)
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

    static let refusals: [(TransmitError, @Sendable () throws -> TransmitSetup)] = [
        (.noSuchBand(Hertz(900_000_000)), { try setup(frequency: 900_000_000) }),
        (
            .bandwidth(.kHz62),
            { try setup(modulation: LoRaModulation(spreadingFactor: .sf7, bandwidth: .kHz62)) }
        ),
        (.length(found: 0, allowed: 1...255), { try setup(payload: []) }),
        (
            .length(found: 256, allowed: 1...255),
            { try setup(payload: [UInt8](repeating: 0, count: 256)) }
        ),
        (.length(found: 0, allowed: 1...255), { try fsk(FSKSignal(), []) }),
        (
            .length(found: 256, allowed: 1...255),
            { try fsk(FSKSignal(), [UInt8](repeating: 0, count: 256)) }
        ),
        (
            .length(found: 1, allowed: 0...0),
            { try signal(.carrier(CarrierSignal()), payload: [0]) }
        ),
        (
            .preamble(found: 5, least: 6),
            {
                let framing = LoRaFraming(preambleSymbols: 5)
                let modulation = LoRaModulation(spreadingFactor: .sf7)
                return try signal(
                    .loRa(LoRaSignal(modulation, framing: framing, hasInvertedPolarity: false)),
                    payload: [0])
            }
        ),
        (.preamble(found: 2, least: 3), { try fsk(FSKSignal(preambleBytes: 2)) }),
        (.bitRate(found: 499), { try fsk(FSKSignal(bitsPerSecond: 499)) }),
        (.bitRate(found: 250_001), { try fsk(FSKSignal(bitsPerSecond: 250_001)) }),
        (.deviation(found: Hertz(999)), { try fsk(FSKSignal(deviation: Hertz(999))) }),
        (.deviation(found: Hertz(200_001)), { try fsk(FSKSignal(deviation: Hertz(200_001))) }),
        (.syncWord(found: 0), { try fsk(FSKSignal(syncWord: [])) }),
        (.syncWord(found: 9), { try fsk(FSKSignal(syncWord: [UInt8](repeating: 1, count: 9))) }),
        (.carrierOffset(found: 66), { try signal(.carrier(CarrierSignal(offset: 66))) }),
        (.carrierOffset(found: -66), { try signal(.carrier(CarrierSignal(offset: -66))) }),
    ]

    static func signal(
        _ signal: TransmitSignal, payload: [UInt8] = [], radio: Radio = .a
    ) throws(TransmitError) -> TransmitSetup {
        try TransmitSetup(
            radio: radio, frequency: Hertz(868_800_000), signal: signal,
            gain: GainStep(power: 14, hasAmplifier: false, index: 17), payload: payload,
            trigger: .immediate)
    }

    static func fsk(
        _ fsk: FSKSignal, _ payload: [UInt8] = [1]
    ) throws(TransmitError) -> TransmitSetup {
        try signal(.fsk(fsk), payload: payload)
    }

    @Test("what cannot be sent, each by its own refusal", arguments: refusals.indices)
    func refused(index: Int) {
        let (refusal, make) = Self.refusals[index]
        #expect(throws: refusal) { try make() }
        #expect(!refusal.description.isEmpty)
    }

    @Test("no refusal is without a vector")
    func complete() {
        let tested = Self.refusals.map(\.0.code)
        #expect(TransmitError.Code.allCases.allSatisfy(tested.contains))
    }

    @Test("FSK at the ends of what it can, and a carrier at its own")
    func bounds() throws {
        for deviation in [UInt64(1_000), 200_000] {
            _ = try Self.fsk(FSKSignal(bitsPerSecond: 500, deviation: Hertz(deviation)))
        }
        _ = try Self.fsk(
            FSKSignal(
                bitsPerSecond: 250_000, preambleBytes: 3,
                syncWord: [UInt8](repeating: 1, count: 8)), [UInt8](repeating: 7, count: 255))
        for offset in [-65, 0, 65] {
            _ = try Self.signal(.carrier(CarrierSignal(offset: offset)))
        }
    }
}

@Suite("Transmission: what the path is doing, and taking it back")
struct TransmitStatusTests {
    @Test("every byte is a state or refused by name")
    func bytes() throws {
        let known: [(UInt8, TransmitStatus)] = [
            (0x80, .free), (0x91, .scheduled), (0x92, .scheduled), (0x30, .emitting),
            (0x50, .emitting), (0x60, .emitting), (0x70, .emitting),
        ]
        for byte in UInt8.min...UInt8.max {
            if let expected = known.first(where: { $0.0 == byte })?.1 {
                #expect(try TransmitStatus(byte, of: .a) == expected)
            } else {
                let error = #expect(throws: TransmitStatusError.self) {
                    try TransmitStatus(byte, of: .b)
                }
                #expect(error?.found == byte && error?.radio == .b)
            }
        }
    }

    @Test("the status is one byte of its path")
    func read() {
        #expect(Radio.a.readTransmitStatus == .read(address: 0x5211, count: 1))
        #expect(Radio.b.readTransmitStatus == .read(address: 0x5411, count: 1))
    }

    @Test("an abort clears all triggers of its path and nothing else", arguments: Radio.allCases)
    func abort(radio: Radio) throws {
        let triggers: [TransmitTrigger] = [.immediate, .pulse, .at(microseconds: 5)]
        for trigger in triggers {
            var bridge = try StartRun(try SamplePlan.eu868.plan()).bridge
            for path in Radio.allCases {
                let setup = try TransmitTests.setup(radio: path, trigger: trigger)
                bridge.carry(setup.operations)
            }
            let before = bridge.memory
            bridge.carry(TransferBatch(radio.abortTransmission))
            let address = radio == .a ? 0x5200 : 0x5400
            #expect(before[address] != 0 && bridge.memory[address] == 0)
            var expected = before
            expected[address] = 0
            #expect(bridge.memory == expected)
        }
    }
}
