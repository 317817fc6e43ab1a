import Airwaves
import Primitives
import Signing
import Units

/// Time on air, frames and their integrity codes: what a router does for each packet.
func airwavesBenchmarks() -> [Benchmark] {
    let key = IntegrityKey<AES128>(
        Block128(high: 0x4402_4241_ED4C_E9A6, low: 0x8C6A_8BC0_5523_3FD3))
    return [
        Benchmark(group: "airwaves", name: "airtime, all SF, 0...255 bytes", operations: 8 * 256) {
            var sum: UInt64 = 0
            for spread in SpreadingFactor.allCases {
                let modulation = LoRaModulation(spreadingFactor: spread)
                for length in 0...255 {
                    sum &+= (try? modulation.airtime(of: length).value) ?? 0
                }
            }
            return sum
        },
        Benchmark(group: "airwaves", name: "read a data frame, 51 bytes", operations: 1_000) {
            var sum: UInt64 = 0
            for round in 0..<1_000 {
                let frame = benchmarkFrames[round & 15]
                guard case .data(let data) = try? LoRaWANFrame(parsing: frame.rawSpan) else {
                    continue
                }
                sum &+= UInt64(data.address.bits) &+ UInt64(data.payload.upperBound)
            }
            return sum
        },
        Benchmark(group: "airwaves", name: "integrity code, 51 bytes", operations: 1_000) {
            var sum: UInt64 = 0
            for round in 0..<1_000 {
                let frame = benchmarkFrames[round & 15]
                guard case .data(let data) = try? LoRaWANFrame(parsing: frame.rawSpan) else {
                    continue
                }
                sum &+= UInt64(
                    key.code(of: data, in: frame.rawSpan, counter: UInt32(round)).bits)
            }
            return sum
        },
        Benchmark(group: "airwaves", name: "a foreign session key, told so", operations: 1_000) {
            var sum: UInt64 = 0
            for round in 0..<1_000 {
                let frame = benchmarkFrames[round & 15]
                guard case .data(let data) = try? LoRaWANFrame(parsing: frame.rawSpan) else {
                    continue
                }
                let counter = key.counter(of: data, in: frame.rawSpan, given: .last(70_000))
                sum &+= UInt64(counter ?? 1)
            }
            return sum
        },
    ]
}

/// Sixteen uplinks of 51 bytes that differ in address and payload.
private let benchmarkFrames: [[UInt8]] = (0..<16).map { number in
    [0x40, UInt8(number), 0x7D, 0xBE, 0x49, 0, 2, 0, 1] + (0..<42).map { UInt8($0 * number & 0xFF) }
}
