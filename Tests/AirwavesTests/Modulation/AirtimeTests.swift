import Airwaves
import Seeds
import Testing
import Units

@Suite("Airtime: exact nanoseconds for every LoRa setting") struct AirtimeTests {
    struct Golden: Decodable {
        struct Row: Decodable {
            let sf: Int
            let hz: Int
            let bytes: Int
            let ns: UInt64
        }
        let combinations: Int
        let hash: String
        let sx1302Hal: [Row]
    }

    static func modulation(_ spread: Int, _ hertz: Int, _ rate: Int = 5) throws -> LoRaModulation {
        LoRaModulation(
            spreadingFactor: try SpreadingFactor(checking: spread),
            bandwidth: try Bandwidth(checking: hertz), codingRate: try CodingRate(checking: rate))
    }

    @Test("equals the table of Semtech's SX1302 library")
    func publishedTable() throws {
        let golden = try Vectors.read("airtime/airtime.json", as: Golden.self)
        #expect(golden.sx1302Hal.count == 28)
        for row in golden.sx1302Hal {
            let airtime = try Self.modulation(row.sf, row.hz).airtime(of: row.bytes)
            #expect(airtime == Nanoseconds(row.ns), "SF\(row.sf) \(row.hz) Hz \(row.bytes) bytes")
        }
    }

    @Test("equals rational arithmetic over 1.3 million combinations")
    func accumulatedHash() throws {
        let golden = try Vectors.read("airtime/airtime.json", as: Golden.self)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var count = 0
        for spread in SpreadingFactor.allCases {
            for bandwidth in Bandwidth.allCases {
                for rate in CodingRate.allCases {
                    let modulation = LoRaModulation(
                        spreadingFactor: spread, bandwidth: bandwidth, codingRate: rate)
                    for framing in Self.framings {
                        for length in stride(from: 0, through: 255, by: 3) {
                            let time = try modulation.airtime(of: length, framing: framing)
                            hash = (hash ^ time.value) &* 0x100_0000_01B3
                            count += 1
                        }
                    }
                }
            }
        }
        #expect(count == golden.combinations)
        #expect(String(hash, radix: 16) == golden.hash)
    }

    static let framings: [LoRaFraming] = {
        var framings: [LoRaFraming] = []
        for header in [LoRaFraming.Header.explicit, .implicit] {
            for checksum in [true, false] {
                for optimisation in [LoRaFraming.LowDataRateOptimisation.automatic, .on, .off] {
                    for preamble: UInt16 in [6, 8, 12, 65_535] {
                        framings.append(
                            LoRaFraming(
                                preambleSymbols: preamble, header: header, hasChecksum: checksum,
                                lowDataRateOptimisation: optimisation))
                    }
                }
            }
        }
        return framings
    }()

    @Test("SF5 and SF6 synchronise for two symbols more")
    func shortSpreadingFactors() throws {
        // 8 + 6.25 + 8 symbols and ceil((40 + 16 + 20 - 20) / 20) blocks of 5: 37.25 x 256 us.
        #expect(try Self.modulation(5, 125_000).airtime(of: 5) == Nanoseconds(9_536_000))
        // The same with 4.25 and ceil((40 + 16 + 20 + 8 - 28) / 28) blocks: 30.25 x 1.024 ms.
        #expect(try Self.modulation(7, 125_000).airtime(of: 5) == Nanoseconds(30_976_000))
    }

    static let lengths: [(length: Int, refusal: ModulationError?)] = [
        (0, nil), (255, nil), (256, .payloadOutOfRange(found: 256)),
        (-1, .payloadOutOfRange(found: -1)), (.max, .payloadOutOfRange(found: .max)),
        (.min, .payloadOutOfRange(found: .min)),
    ]

    @Test("payloads have 0 to 255 bytes", arguments: lengths)
    func payloadBounds(length: Int, refusal: ModulationError?) throws {
        let modulation = try Self.modulation(12, 7_813, 8)
        #expect(
            Self.refusal { () throws(ModulationError) in _ = try modulation.airtime(of: length) }
                == refusal)
    }

    static let preambles: [(symbols: UInt16, refusal: ModulationError?)] = [
        (0, .preambleTooShort(found: 0)), (5, .preambleTooShort(found: 5)), (6, nil), (.max, nil),
    ]

    @Test("preambles have at least 6 symbols", arguments: preambles)
    func preambleBounds(symbols: UInt16, refusal: ModulationError?) throws {
        let modulation = try Self.modulation(12, 7_813, 8)
        let framing = LoRaFraming(preambleSymbols: symbols)
        let found = Self.refusal { () throws(ModulationError) in
            _ = try modulation.airtime(of: 255, framing: framing)
        }
        #expect(found == refusal)
    }

    static func refusal(_ body: () throws(ModulationError) -> Void) -> ModulationError? {
        do throws(ModulationError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test("low data rate optimisation is on for SF11 and SF12 at 125 kHz and SF12 at 250 kHz")
    func optimisationRule() {
        let on = [Bandwidth.kHz125, .kHz250, .kHz500].flatMap { bandwidth in
            SpreadingFactor.allCases.filter {
                LoRaModulation(spreadingFactor: $0, bandwidth: bandwidth)
                    .needsLowDataRateOptimisation
            }.map { "\($0) \(bandwidth)" }
        }
        #expect(on == ["SF11 125000 Hz", "SF12 125000 Hz", "SF12 250000 Hz"])
    }

    @Test("more bytes, a slower rate or a longer preamble never take less time")
    func monotony() throws {
        for spread in SpreadingFactor.allCases {
            for bandwidth in Bandwidth.allCases {
                var last = Nanoseconds(0)
                for length in 0...255 {
                    let times = try CodingRate.allCases.map { rate throws(ModulationError) in
                        try LoRaModulation(
                            spreadingFactor: spread, bandwidth: bandwidth, codingRate: rate
                        ).airtime(of: length)
                    }
                    #expect(times == times.sorted() && times[0] >= last)
                    last = times[0]
                }
            }
        }
    }

    @Test("within 400 ms of dwell SF10 carries 24 bytes at 125 kHz, SF11 its header, SF12 nothing")
    func dwell() throws {
        let found = try SpreadingFactor.allCases.map { spread throws(ModulationError) in
            try LoRaModulation(spreadingFactor: spread)
                .largestPayload(within: Nanoseconds(400_000_000))
        }
        #expect(found == [255, 255, 255, 138, 66, 24, 0, nil])
    }

    @Test("the largest payload within a limit fits, and one byte more does not")
    func largestPayload() throws {
        var random = SeededNumbers(seed: 400)
        for _ in 0..<2_000 {
            let modulation = LoRaModulation(
                spreadingFactor: SpreadingFactor.allCases[Int(random.next() % 8)],
                bandwidth: Bandwidth.allCases[Int(random.next() % 10)],
                codingRate: CodingRate.allCases[Int(random.next() % 4)])
            let framing = Self.framings[Int(random.next() % UInt64(Self.framings.count))]
            let length = Int(random.next() % 256)
            let exact = try modulation.airtime(of: length, framing: framing)
            for limit in [exact, Nanoseconds(exact.value - 1), Nanoseconds(exact.value + 1)] {
                let largest = try modulation.largestPayload(within: limit, framing: framing)
                let expected = try (0...255).last { (count) throws(ModulationError) in
                    try modulation.airtime(of: count, framing: framing) <= limit
                }
                #expect(largest == expected, "\(modulation) within \(limit)")
            }
        }
    }
}
