import Glibc
import Units

/// `DeterministicMath` against the C library, whose bits differ from machine to machine, and the
/// integer measures of verdicts.
func mathematicsBenchmarks() -> [Benchmark] {
    let angles = inputs { $0 * 3.14159 }
    let shares = inputs { $0 }
    let positive = inputs { $0.magnitude * 10 + 0.001 }
    let powers = inputs { $0 * 40 }
    return
        pair("sin", angles, { DeterministicMath.sin($0) }, { sin($0) })
        + pair(
            "sin and cos", angles,
            { x in
                let both = DeterministicMath.sinCos(x)
                return both.sine + both.cosine
            }, { sin($0) + cos($0) })
        + pair("atan2", shares, { DeterministicMath.atan2($0, 0.4) }, { atan2($0, 0.4) })
        + pair("asin", shares, { DeterministicMath.asin($0) }, { asin($0) })
        + pair("log2", positive, { DeterministicMath.log2($0) }, { log2($0) })
        + pair("log10", positive, { DeterministicMath.log10($0) }, { log10($0) })
        + pair("exp2", powers, { DeterministicMath.exp2($0) }, { exp2($0) })
        + measures()
}

/// 1024 numbers made from -1 ..< 1, evenly spread but in no order.
private func inputs(_ shape: (Double) -> Double) -> [Double] {
    (0..<1024).map { shape(Double(($0 * 619) % 1024) / 512 - 1 + 0x1p-12) }
}

private func pair(
    _ name: String, _ inputs: [Double], _ ours: @escaping (Double) -> Double,
    _ library: @escaping (Double) -> Double
) -> [Benchmark] {
    [("earshot", ours), ("glibc", library)].map { contender, function in
        Benchmark(group: "units", name: name, contender: contender, operations: inputs.count) {
            var sum = 0.0
            for x in inputs { sum += function(x) }
            return sum.bitPattern
        }
    }
}

private func measures() -> [Benchmark] {
    let places = inputs { $0 * 90 }.compactMap { try? Coordinate(latitude: $0, longitude: $0 * 2) }
    return [
        Benchmark(group: "units", name: "distance", operations: places.count - 1) {
            var sum: Int64 = 0
            for index in 1..<places.count {
                sum += places[index - 1].distance(to: places[index]).value
            }
            return UInt64(bitPattern: sum)
        },
        Benchmark(group: "units", name: "log2 in 2^-16", operations: 1000) {
            var sum: Int64 = 0
            for number: UInt64 in 1...1000 {
                sum += Int64(BinaryLogarithm(of: number &* 0x9E37_79B9_7F4A_7C15)?.parts ?? 0)
            }
            return UInt64(bitPattern: sum)
        },
        Benchmark(group: "units", name: "free-space loss", operations: 1000) {
            var sum: Int64 = 0
            for metres: Int64 in 1...1000 {
                let loss = Decibels.freeSpaceLoss(
                    distance: Metres(metres * 37), frequency: Hertz(868_100_000))
                sum += Int64(loss.hundredths)
            }
            return UInt64(bitPattern: sum)
        },
    ]
}
