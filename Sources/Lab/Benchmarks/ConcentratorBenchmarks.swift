import Airwaves
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
        framesBenchmark("frame of 51 bytes, in units", metrics: 0, timestamps: .frameEnd),
        framesBenchmark("frame with a fine timestamp", metrics: 64, timestamps: .fine),
        Benchmark(group: "concentrator", name: "answer with 50 records", operations: 1) {
            var reader = BridgeAnswerReader(
                of: .transfers(batch), identifier: 0, dialect: .unknown)
            _ = try? reader.take(answer.rawSpan)
            guard (try? reader.answer()) == .transfers else { return 0 }
            return UInt64(reader.payload.count)
        },
    ]
}

/// From the receive buffer to frames with times and levels, one of two reports dropped.
private func framesBenchmark(
    _ name: String, metrics: Int, timestamps: TimestampMode
) -> Benchmark {
    guard let plan = try? ReceivePlan(for: .eu868, on: .coreCell, timestamps: timestamps) else {
        preconditionFailure("EU868 on a CoreCell")
    }
    var clock = ConcentratorClock()
    for pulse in UInt32(1)...16 {
        var reading: [UInt8] = []
        reading.append(bigEndian: UInt64(pulse * 32_000_000) << 32 | UInt64(0x2000_0000))
        clock.update(reading.rawSpan)
    }
    let buffer = (0..<50).flatMap { number in
        record(channel: UInt8(number % 8), ticks: 0x1234_5678, metrics: metrics)
    }
    var frames: [ReceivedFrame] = []
    return Benchmark(group: "concentrator", name: name, operations: 50) {
        var filter = DuplicateFilter()
        var sum: UInt64 = 0
        frames.removeAll(keepingCapacity: true)
        var records = ReceiveBuffer(buffer.rawSpan)
        while let item = records.next() {
            guard case .record(let record) = item,
                let frame = try? ReceivedFrame(
                    record, in: buffer.rawSpan, plan: plan, clock: clock, levels: .coreCell,
                    temperature: 2500)
            else { continue }
            sum &+= UInt64(frame.microseconds) &+ UInt64(frame.fineNanoseconds ?? 0)
            frames.append(frame)
        }
        return sum &+ UInt64(filter.merge(&frames, in: buffer.rawSpan))
    }
}

private func record(channel: UInt8, ticks: UInt32, metrics: Int) -> [UInt8] {
    let payload = (0..<51).map { UInt8($0) }
    let checksum = PayloadChecksum.value(of: payload.rawSpan)
    var record: [UInt8] = [0xA5, 0xC0, 51, channel, 0x73, 5, 0xFE, 0xFF, 0x0F] + payload
    record += [0x10, 0xD8, 0x78, 0x74, 0x21, 0x43]
    record += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: ticks >> $0) }
    record += [UInt8(checksum & 0xFF), UInt8(checksum >> 8), UInt8(metrics / 2)]
    record += [UInt8](repeating: 1, count: metrics)
    return record + [record.reduce(0, &+)]
}

/// A frame of 51 bytes as the SX1302 lays it out.
private let benchmarkRecord: [UInt8] = {
    var record: [UInt8] = [0xA5, 0xC0, 51, 3, 0x73, 5, 0xFE, 0xFF, 0x0F]
    record += (0..<51).map { UInt8($0) }
    record += [0x10, 0xD8, 0x78, 0x74, 0x21, 0x43, 0x78, 0x56, 0x34, 0x12, 0, 0, 0]
    return record + [record.reduce(0, &+)]
}()
