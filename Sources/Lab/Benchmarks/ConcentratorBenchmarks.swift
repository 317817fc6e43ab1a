import Concentrator
import Primitives

/// What a concentrator's answers cost: frames out of the receive buffer, and answers of the bridge.
/// Sixteen demodulators deliver at most some 2,300 frames a second (SF5, empty).
func concentratorBenchmarks() -> [Benchmark] {
    let buffer = (0..<50).flatMap { _ in benchmarkRecord }
    let batch = TransferBatch(.read(address: 0x4000, count: buffer.count))
    var answer: [UInt8] = [0, UInt8(batch.bytes.count >> 8), UInt8(batch.bytes.count & 0xFF), 0x45]
    answer += batch.bytes
    return [
        Benchmark(group: "concentrator", name: "record of 51 bytes", operations: 50) {
            var sum: UInt64 = 0
            var records = ReceiveBuffer(buffer.rawSpan)
            while let item = records.next() {
                guard case .record(let record) = item else { continue }
                let payload = buffer.rawSpan.extracting(record.payload)
                sum &+= UInt64(record.timestamp) &+ UInt64(PayloadChecksum.value(of: payload))
            }
            return sum
        },
        Benchmark(group: "concentrator", name: "answer with 50 records", operations: 1) {
            var reader = BridgeAnswerReader(
                of: .transfers(batch), identifier: 0, dialect: .unknown)
            _ = try? reader.take(answer.rawSpan)
            guard (try? reader.answer()) == .transfers else { return 0 }
            return UInt64(reader.payload.count)
        },
    ]
}

/// A frame of 51 bytes as the SX1302 lays it out.
private let benchmarkRecord: [UInt8] = {
    var record: [UInt8] = [0xA5, 0xC0, 51, 3, 0x73, 5, 0xFE, 0xFF, 0x0F]
    record += (0..<51).map { UInt8($0) }
    record += [0x10, 0xD8, 0x78, 0x74, 0x21, 0x43, 0x78, 0x56, 0x34, 0x12, 0, 0, 0]
    return record + [record.reduce(0, &+)]
}()
