import Airwaves
import Attestation
import Primitives
import Signing

/// Deterministic CBOR, statements, and the derivations of a proof: what an oracle does for each
/// report, and an auditor for each again.
func codecBenchmarks() -> [Benchmark] {
    cborBenchmarks() + statementBenchmarks() + derivationBenchmarks()
}

/// A report in shape: 26 items, byte strings, a nested position. About 190 bytes.
private func writeReport(_ number: UInt64, to writer: inout CBORWriter) {
    writer.beginMap(13)
    writer.key(0)
    writer.unsigned(12)
    writer.key(1)
    writer.unsigned(number)
    writer.key(2)
    writer.bytes(Hash256(words: (number, 2, 3, 4)))
    writer.key(3)
    writer.unsigned(868_100_000)
    writer.key(4)
    writer.integer(-412)
    writer.key(5)
    writer.unsigned(9)
    writer.key(6)
    writer.unsigned(125_000)
    writer.key(7)
    writer.integer(-11_250)
    writer.key(8)
    writer.integer(-11_400)
    writer.key(9)
    writer.integer(-725)
    writer.key(10)
    writer.unsigned(3_141_592_653)
    writer.key(11)
    writer.beginArray(4)
    writer.unsigned(17)
    writer.unsigned(5)
    writer.unsigned(1)
    writer.unsigned(0x8c1f_b466_9a4d_1ff)
    writer.endArray()
    writer.key(12)
    writer.bytes(Hash256(words: (5, 6, 7, number)))
    writer.endMap()
}

private func readReport(_ bytes: RawSpan) throws(CBORError) -> UInt64 {
    var reader = try CBORReader(bytes)
    var sum: UInt64 = 0
    _ = try reader.beginMap(upTo: 13)
    for key: UInt64 in 0..<13 {
        try reader.key(key)
        switch key {
        case 2, 12: sum &+= try reader.hash256().words.0
        case 4, 7, 8, 9: sum &+= UInt64(bitPattern: try reader.integer())
        case 11:
            try reader.beginArray(exactly: 4)
            for _ in 0..<4 { sum &+= try reader.unsigned() }
            try reader.endArray()
        default: sum &+= try reader.unsigned()
        }
    }
    try reader.endMap()
    try reader.finish()
    return sum
}

private func cborBenchmarks() -> [Benchmark] {
    var writer = CBORWriter()
    writeReport(1, to: &writer)
    let report = writer.finish()
    let size = "\(report.count) bytes"
    return [
        Benchmark(group: "attestation", name: "CBOR: write a report, \(size)", operations: 1_000) {
            var buffer: [UInt8] = []
            buffer.reserveCapacity(256)
            var sum = 0
            for number in 0..<1_000 as Range<UInt64> {
                buffer.removeAll(keepingCapacity: true)
                var writer = CBORWriter(appendingTo: buffer)
                buffer = []
                writeReport(number, to: &writer)
                buffer = writer.finish()
                sum += buffer.count
            }
            return UInt64(sum)
        },
        Benchmark(group: "attestation", name: "CBOR: read a report, \(size)", operations: 1_000) {
            var sum: UInt64 = 0
            for _ in 0..<1_000 { sum &+= (try? readReport(report.rawSpan)) ?? 0 }
            return sum
        },
        Benchmark(group: "attestation", name: "CBOR: pass a report, \(size)", operations: 1_000) {
            var sum: UInt64 = 0
            for _ in 0..<1_000 {
                guard var reader = try? CBORReader(report.rawSpan) else { return 0 }
                try? reader.skip()
                sum &+= UInt64(reader.offset)
            }
            return sum
        },
    ]
}

private func statementBenchmarks() -> [Benchmark] {
    var writer = CBORWriter()
    writeReport(1, to: &writer)
    let payload = writer.finish()
    let context = StatementContext(network: NetworkID(bits: 1), type: "seal")
    let seed = [UInt8](repeating: 7, count: 32)
    guard let secret = SecretKey(seed: seed.rawSpan) else { return [] }
    let bytes = Statement.sign(payload.rawSpan, in: context, by: secret)
    return [
        Benchmark(group: "attestation", name: "statement: read the envelope", operations: 1_000) {
            var sum: UInt64 = 0
            for _ in 0..<1_000 {
                guard let statement = try? SignedStatement(bytes.rawSpan) else { return 0 }
                sum &+= statement.typeNumber &+ statement.key.bytes.words.0
            }
            return sum
        },
        Benchmark(group: "attestation", name: "statement: id", operations: 1_000) {
            var sum: UInt64 = 0
            guard let statement = try? SignedStatement(bytes.rawSpan) else { return 0 }
            for _ in 0..<1_000 {
                sum &+= statement.id(in: context, by: SHA256.self).words.0
            }
            return sum
        },
        Benchmark(group: "attestation", name: "statement: verify", operations: 20) {
            var scratch: [UInt8] = []
            var valid: UInt64 = 0
            for _ in 0..<20 {
                guard let statement = try? SignedStatement(bytes.rawSpan) else { return 0 }
                do throws(StatementError) {
                    try statement.verify(in: context, by: Ed25519.self, scratch: &scratch)
                    valid += 1
                } catch {}
            }
            return valid
        },
    ]
}

private func derivationBenchmarks() -> [Benchmark] {
    let network = NetworkID(bits: 1)
    let hotspot = PublicKey(bytes: Hash256(words: (1, 2, 3, 4)))
    let value = Hash256(words: (5, 6, 7, 8))
    let rules = DrawRules(longestFrames: [52, 52, 52, 52, 52, 52], channelCount: 8)
    return [
        Benchmark(group: "attestation", name: "commitment", operations: 1_000) {
            var sum: UInt64 = 0
            for number in 0..<1_000 as Range<UInt64> {
                sum &+=
                    ProofHash.commitment(
                        network: network, hotspot: hotspot, window: Window(number), nonce: value,
                        by: SHA256.self
                    ).words.0
            }
            return sum
        },
        Benchmark(group: "attestation", name: "slot and spare", operations: 1_000) {
            var sum: UInt64 = 0
            for number in 0..<1_000 as Range<UInt64> {
                sum &+=
                    BeaconSlots(
                        network: network, hotspot: hotspot,
                        firstValue: Hash256(words: (number, 0, 0, 0)), periods: .main,
                        by: SHA256.self
                    ).spare.milliseconds
            }
            return sum
        },
        Benchmark(group: "attestation", name: "draw", operations: 1_000) {
            var sum: UInt64 = 0
            for number in 0..<1_000 as Range<UInt64> {
                let draw = try? BeaconDraw(
                    network: network, hotspot: hotspot, window: Window(number), nonce: value,
                    values: DrawValues(slot: value, spare: nil), rules: rules, by: SHA256.self)
                sum &+= UInt64(draw?.frameLength ?? 0)
            }
            return sum
        },
        Benchmark(group: "attestation", name: "entropy step, next", operations: 1_000) {
            let chain = EntropyChain(end: value, first: Period(0))
            var valid: UInt64 = 0
            for number in 0..<1_000 as Range<UInt64> {
                let known = EntropyStep(period: Period(number), value: value)
                let follows = chain.isStep(
                    value, of: Period(number + 1), knowing: known, by: SHA256.self)
                if follows { valid += 1 }
            }
            return valid
        },
    ]
}
