import Attestation
import Primitives
import Units

/// What an oracle reads most: seals, and bundles of witness reports.
func messageBenchmarks() -> [Benchmark] {
    let content = witnessContent(reports: 50)
    let payload = bundle(of: content)
    let seal = Seal(sequence: 7, window: Window(9), seal: Hash256(words: (1, 2, 3, 4)))
    guard let sealPayload = try? seal.payload() else { preconditionFailure("a good seal") }
    return [
        Benchmark(group: "messages", name: "check a seal", operations: 1_000) {
            var sum: UInt64 = 0
            for _ in 0..<1_000 {
                sum &+= (try? MessageCheck.type(of: sealPayload.rawSpan))?.rawValue ?? 0
            }
            return sum
        },
        Benchmark(group: "messages", name: "read a seal", operations: 1_000) {
            var sum: UInt64 = 0
            for _ in 0..<1_000 {
                sum &+= (try? Seal(parsing: sealPayload.rawSpan))?.seal.words.0 ?? 0
            }
            return sum
        },
        Benchmark(group: "messages", name: "check a report in a bundle", operations: 50) {
            (try? MessageCheck.type(of: payload.rawSpan))?.rawValue ?? 0
        },
        Benchmark(group: "messages", name: "read a report", operations: 50) {
            UInt64((try? WitnessReports(parsing: content.rawSpan))?.reports.count ?? 0)
        },
        Benchmark(group: "messages", name: "write a report", operations: 50) {
            UInt64(witnessContent(reports: 50).count)
        },
    ]
}

private func witnessContent(reports count: UInt64) -> [UInt8] {
    let radio = RadioDescription(
        radioClass: .full, measures: [.signalRSSI, .counter, .frequencyError], firmware: .known)
    let reports = (0..<count).map { number in
        WitnessReport(
            frame: [0xe0, 1, UInt8(number)] + [UInt8](repeating: 7, count: 33),
            time: Nanoseconds(1_790_000_000_000_000_000 + number), clock: .gps,
            first: Reception(
                frequency: Hertz(868_100_000), spreadingFactor: 9, bandwidth: Hertz(125_000),
                level: SignalLevel(hundredths: -11_250), signal: SignalLevel(hundredths: -11_400),
                ratio: Decibels(hundredths: -725), frequencyErrorHertz: -412,
                counterMicroseconds: 3_141_592_653 + number))
    }
    let content = WitnessReports(radios: [radio], reports: reports, position: nil)
    guard let payload = try? content.payload() else { preconditionFailure("good reports") }
    return payload
}

private func bundle(of content: [UInt8]) -> [UInt8] {
    let opening = SealBundle.Opening(
        window: Window(9), salt: Hash256(words: (1, 2, 3, 4)), content: content)
    guard let payload = try? SealBundle(sequence: 8, openings: [opening]).payload() else {
        preconditionFailure("a good bundle")
    }
    return payload
}
