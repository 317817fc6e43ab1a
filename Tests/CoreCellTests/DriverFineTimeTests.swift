import Air
import Airwaves
import Concentrator
import Primitives
import Radios
import Seeds
import Testing
import Units

@Suite("CoreCell: the driver dates frames to the nanosecond")
struct DriverFineTimeTests {
    /// The chip's own arithmetic backwards: the end less the time behind the header, less 12.25 symbols
    /// and a chip, and 2138 ticks more.
    static func instant(_ end: Nanoseconds, _ modulation: LoRaModulation, length: Int) -> UInt64 {
        let rest = TimestampCorrection.loRaHeader(modulation, length: length, hasChecksum: true)
        let chips = Int64(modulation.spreadingFactor.chipsPerSymbol)
        let symbols: Int64 = modulation.spreadingFactor <= .sf6 ? 14 : 12
        let ticks = 256 * (chips * symbols + chips / 4 - 1) - 2138
        return end.value - UInt64(Int64(rest) * 1000 + ticks * 125 / 4)
    }

    /// A record says the part of a tick in steps of one over its numbers, of which long symbols have
    /// fewer: half a step, and the nanosecond that is cut off.
    static func bound(_ factor: SpreadingFactor) -> Int64 {
        switch factor {
        case .sf12: 3
        case .sf11: 2
        default: 1
        }
    }

    @Test("every factor, once sixteen pulses have come, as fine as its record is")
    func fine() throws {
        let plan = try ReceivePlan(for: .eu868, on: .coreCell, timestamps: .fine)
        var session = try DriverSession(plan)
        var clock = ConcentratorClock()
        var filter = DuplicateFilter()
        var numbers = SeededNumbers(seed: 0x0123)
        var dated = 0
        for round in 0..<64 {
            for _ in 0..<4 {
                session.wait(microseconds: 250_000)
                try session.look(&clock)
            }
            let modulation = LoRaModulation(
                spreadingFactor: SpreadingFactor.allCases[round % 8])
            let payload = numbers.bytes(5 + numbers.below(20))
            let airtime = try modulation.airtime(of: payload.count)
            let start = session.now + Nanoseconds(1_000 + numbers.next() % 400_000_000)
            let frame = AirFrame(
                frequency: Hertz(867_100_000 + 200_000 * UInt64(numbers.below(8))),
                modulation: .loRa(modulation),
                syncWord: modulation.spreadingFactor <= .sf6 ? .private : .public,
                payload: payload)
            session.hear(
                Arrival(
                    frame: frame, level: SignalLevel(hundredths: -8000),
                    signalToNoise: Decibels(hundredths: 500),
                    frequencyOffset: Int32(numbers.below(20_000)) - 10_000, start: start,
                    end: start + airtime))
            // The counters are looked at while the frame is on the air, as a driver does.
            while session.now < start + airtime + Nanoseconds(30_000_000) {
                session.wait(microseconds: 200_000)
                try session.look(&clock)
            }
            let counts = try session.ask(TransferBatch(.read(address: 0x58C8, count: 2)))
            let count = (Int(counts[0]) << 8 | Int(counts[1])) & 0x1FFF
            let buffer = try session.ask(TransferBatch(.read(address: 0x4000, count: count)))
            var frames: [ReceivedFrame] = []
            var records = ReceiveBuffer(buffer.rawSpan)
            while let item = records.next() {
                guard case .record(let record) = item else {
                    Issue.record("\(item)")
                    continue
                }
                frames.append(
                    try ReceivedFrame(
                        record, in: buffer.rawSpan, plan: plan, clock: clock, levels: .coreCell,
                        temperature: 2500))
            }
            _ = filter.merge(&frames, in: buffer.rawSpan)
            let found = try #require(frames.first)
            #expect(frames.count == 1 && found.frequency == frame.frequency)
            guard clock.pulses.isFull else {
                #expect(found.fineNanoseconds == nil)
                continue
            }
            let expected = Self.instant(start + airtime, modulation, length: payload.count)
            let fine = try #require(found.fineNanoseconds, "round \(round)")
            let gap = Int64(expected % 1_000_000_000) - Int64(fine)
            #expect(
                abs(gap) <= Self.bound(modulation.spreadingFactor),
                "\(modulation.spreadingFactor): \(gap) ns")
            dated += 1
        }
        #expect(dated > 40)
    }
}
