import Airwaves
import Concentrator
import ConcentratorSamples
import Foundation
import Testing
import Units

@Suite("Transmission: the image that another reading of the rules leads to")
struct TransmitImageTests {
    struct Case: Decodable {
        let kind, path: String
        let amplifier: Bool
        let index: UInt8
        let frequency: UInt64
        let at: When
        let sf: UInt8?
        let bw, cr, offset: Int?
        let preamble: UInt16?
        let implicit, crc, inverted, `public`: Bool?
        let payload, sync: String?
        let rate: UInt32?
        let deviation: UInt64?
        let delay: UInt16
        let registers: [String: String]

        enum When: Decodable {
            case now
            case pulse
            case time(UInt32)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let time = try? container.decode(UInt32.self) {
                    self = .time(time)
                } else {
                    self = try container.decode(String.self) == "now" ? .now : .pulse
                }
            }
        }

        var trigger: TransmitTrigger {
            switch at {
            case .now: .immediate
            case .pulse: .pulse
            case .time(let time): .at(microseconds: time)
            }
        }

        func signal() throws -> TransmitSignal {
            switch kind {
            case "lora":
                let modulation = LoRaModulation(
                    spreadingFactor: try #require(SpreadingFactor(rawValue: sf ?? 0)),
                    bandwidth: try Bandwidth(checking: bw ?? 0),
                    codingRate: try CodingRate(checking: cr ?? 0))
                let framing = LoRaFraming(
                    preambleSymbols: try #require(preamble),
                    header: try #require(implicit as Bool?) ? .implicit : .explicit,
                    hasChecksum: try #require(crc as Bool?))
                return .loRa(
                    LoRaSignal(
                        modulation, framing: framing,
                        hasInvertedPolarity: try #require(inverted as Bool?),
                        syncWord: try #require(self.public as Bool?) ? .public : .private))
            case "fsk":
                return .fsk(
                    FSKSignal(
                        bitsPerSecond: try #require(rate),
                        deviation: Hertz(try #require(deviation)),
                        preambleBytes: try #require(preamble),
                        hasChecksum: try #require(crc as Bool?),
                        syncWord: bytes(try #require(sync))))
            default: return .carrier(CarrierSignal(offset: try #require(offset)))
            }
        }

        func setup() throws -> TransmitSetup {
            try TransmitSetup(
                radio: path == "a" ? .a : .b, frequency: Hertz(frequency), signal: try signal(),
                gain: GainStep(power: 0, hasAmplifier: amplifier, index: index),
                payload: bytes(payload ?? ""), trigger: trigger)
        }
    }

    static func cases() throws -> [Case] {
        let url = Vectors.folder.appendingPathComponent("transmit.json")
        return try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
    }

    @Test("every address, of LoRa, FSK and a bare carrier, on both paths")
    func images() throws {
        let bridge = try StartRun(try SamplePlan.eu868.plan()).bridge
        let cases = try Self.cases()
        #expect(Set(cases.map(\.kind)) == ["lora", "fsk", "carrier"] && cases.count > 30)
        for (number, vector) in cases.enumerated() {
            let setup = try vector.setup()
            #expect(setup.startDelay == vector.delay)
            var after = bridge
            after.carry(setup.operations)
            let changed = try Dictionary(
                uniqueKeysWithValues: vector.registers.map { address, value in
                    (
                        try #require(Int(address, radix: 16)),
                        try #require(UInt8(value, radix: 16))
                    )
                })
            for address in 0x5200..<0x8000 {
                let expected = changed[address] ?? bridge.memory[address]
                #expect(after.memory[address] == expected, "case \(number), \(address)")
            }
        }
    }
}
