import FirmwareProtocol
import Foundation
import RadioChipModel
import Testing

/// The real firmware in QEMU, its radio's pins wired to the model, a host on its link.
@Suite(
    "Firmware with a radio: the ELF in QEMU drives the model of an SX1262", .serialized,
    .enabled(if: FirmwareTests.qemuIsThere, FirmwareTests.noQEMU))
struct RadioFirmwareTests {
    static let modulation = Modulation(
        frequencyHertz: 868_300_000, bandwidthHertz: 125_000, spreadingFactor: 7)

    /// A firmware that listens, and the model behind it.
    static func listening() throws -> (ModelServer, RunningFirmware) {
        #expect(FirmwareTests.built.status == 0, "\(FirmwareTests.built.text)")
        let radio = try ModelServer()
        // When something throws here, the test has no defer yet.
        var isReady = false
        defer { if !isReady { radio.stop() } }
        let machine = try RunningFirmware(radio: radio.path)
        _ = try machine.open()
        let answer = try machine.ask(Configure(mode: .receive, modulation: modulation))
        #expect(
            answer == .configured(Configured(configuration: 1, modulation: modulation)))
        try machine.run { radio.with { $0.mode } == .receive }
        isReady = true
        return (radio, machine)
    }

    /// A frame that begins soon, so that the firmware cannot have passed it.
    static func hear(_ radio: ModelServer, _ bytes: [UInt8], after microseconds: UInt64 = 20_000) {
        radio.with { model in
            model.hear(
                IncomingFrame(
                    startMicroseconds: model.time + microseconds, frequencyHertz: 868_300_000,
                    codingRate: 7, rssiCentiDBm: -11_350, signalRSSICentiDBm: -11_900,
                    snrCentiDB: -425, frequencyErrorHertz: 968, bytes: bytes))
        }
    }

    static func reception(_ message: DeviceMessage) -> Reception? {
        if case .reception(let event) = message { event } else { nil }
    }

    static func outcome(_ message: DeviceMessage) -> Transmitted? {
        if case .transmitted(let event) = message { event } else { nil }
    }

    static func fault(_ message: DeviceMessage) -> Fault? {
        if case .fault(let event) = message { event } else { nil }
    }

    static func bytes(_ short: ShortBytes) -> [UInt8] { (0..<short.count).map { short[$0] } }

    @Test("frames in the air arrive with every field", .timeLimit(.minutes(2)))
    func hears() throws {
        let (radio, machine) = try Self.listening()
        defer {
            machine.stop()
            radio.stop()
        }
        #expect(try machine.status().radio == .receiving)
        Self.hear(radio, Array("from the air".utf8))
        let event = try machine.event(Self.reception)
        #expect(Self.bytes(event.frame) == Array("from the air".utf8))
        #expect(event.endMicroseconds == radio.with { $0.lastHeard?.endMicroseconds })
        #expect(event.timeErrorMicroseconds == 1 && event.configuration == 1)
        var modulation = Self.modulation
        modulation.codingRate = 7
        #expect(event.modulation == modulation)
        #expect(event.check == .ok)
        #expect(event.rssiCentiDBm == -11_350 && event.signalRSSICentiDBm == -11_900)
        #expect(event.snrCentiDB == -425 && event.frequencyErrorHertz == 968)

        for length in [0, 1, 254, 255] {
            let sent = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            Self.hear(radio, sent)
            #expect(Self.bytes(try machine.event(Self.reception).frame) == sent)
        }
        guard case .statistics(let all) = try machine.ask(.readStatistics) else {
            throw RunningFirmware.Unexpected()
        }
        #expect(all.receptions == 5 && all.radioResets == 0)
        #expect(radio.with { $0.violations } == [] && !radio.isBroken)
    }

    @Test("a frame asked for goes out as told, is confirmed, and listening goes on")
    func sends() throws {
        let (radio, machine) = try Self.listening()
        defer {
            machine.stop()
            radio.stop()
        }
        var modulation = Self.modulation
        modulation.frequencyHertz = 869_525_000
        modulation.spreadingFactor = 9
        modulation.flags = Modulation.isInverted
        let request = Transmit(
            transmission: 71, startMicroseconds: nil, modulation: modulation,
            powerCentiDBm: 1_620, frame: VectorTests.full)
        #expect(try machine.ask(request) == .done(.transmitAccepted))
        let outcome = try machine.event(Self.outcome)
        let sent = try #require(radio.with { $0.transmissions.first })
        #expect(sent.bytes == Self.bytes(VectorTests.full))
        #expect(sent.frequencyHertz == 869_525_000 && sent.bandwidthHertz == 125_000)
        #expect(sent.spreadingFactor == 9 && sent.codingRate == 5 && sent.syncWord == 0x34)
        #expect(sent.isInverted && !sent.hasCRC && !sent.hasImplicitHeader)
        #expect(sent.preambleSymbols == 8 && sent.powerCentiDBm == 1_600)
        #expect(sent.cutMicroseconds == nil)
        var crc = CRC32()
        for byte in sent.bytes { crc.add(byte) }
        #expect(
            outcome
                == Transmitted(
                    transmission: 71, outcome: .sent, startMicroseconds: sent.startMicroseconds,
                    airtimeMicroseconds: UInt32(sent.airtimeMicroseconds),
                    modulation: modulation, powerCentiDBm: 1_600, frameChecksum: crc.value))
        try machine.run { radio.with { $0.mode } == .receive }
        Self.hear(radio, [1, 2, 3])
        #expect(Self.bytes(try machine.event(Self.reception).frame) == [1, 2, 3])
        #expect(radio.with { $0.violations } == [] && !radio.isBroken)
    }

    /// QEMU's memory is zero before the start, and the stack grows down from its end.
    static func stackBytes(_ machine: RunningFirmware) throws -> Int {
        let used = try #require(FirmwareTests.used("RAM"))
        let memory = try machine.memory(at: 0x2000_0000, count: 32_768)
        let lowest = try #require(memory.indices.first { $0 >= used && memory[$0] != 0 })
        return 32_768 - lowest
    }

    @Test("the stack stays within its 32 KiB, with the longest frames, noise and a fault")
    func stack() throws {
        let (radio, machine) = try Self.listening()
        defer {
            machine.stop()
            radio.stop()
        }
        let longest = [UInt8](repeating: 0xa5, count: 255)
        Self.hear(radio, longest)
        _ = try machine.event(Self.reception)
        var frame = ShortBytes()
        for byte in longest { frame.append(byte) }
        let request = Transmit(
            transmission: 1, startMicroseconds: nil, modulation: Self.modulation,
            powerCentiDBm: 0, frame: frame)
        #expect(try machine.ask(request) == .done(.transmitAccepted))
        _ = try machine.event(Self.outcome)
        _ = try machine.ask(.readCapabilities)
        _ = try machine.ask(.readStatistics)
        machine.send((0...255).map { UInt8($0) })
        radio.with { $0.fault = OrderedFault(.wire(0xff), afterTransfers: 1) }
        _ = try machine.event(Self.fault)
        _ = try machine.event(Self.fault)
        let bytes = try Self.stackBytes(machine)
        // 13,000 when this was written; less than 4,096 would mean that it is not the stack.
        #expect((4_096...20_480).contains(bytes), "\(bytes) bytes")
    }

    /// The firmware's loop has a clock that stands still where QEMU is stopped, so that a frame late
    /// by more is the firmware's fault. The process with the radio's model may still answer too slowly
    /// for a frame to be made ready; then it says `tooLate` and sends nothing. So there are tries, and
    /// none may be sent late.
    @Test("a frame for a time begins within 500 us of it, or is not sent and said to be late")
    func sendsOnTime() throws {
        let (radio, machine) = try Self.listening()
        defer {
            machine.stop()
            radio.stop()
        }
        var onTime = 0
        for number in 1...10 as ClosedRange<UInt32> where onTime < 3 {
            let sentBefore = radio.with { $0.transmissions.count }
            let start = try machine.status().deviceTimeMicroseconds + 700_000
            let request = Transmit(
                transmission: number, startMicroseconds: start, modulation: Self.modulation,
                powerCentiDBm: 0, frame: VectorTests.frame)
            #expect(try machine.ask(request) == .done(.transmitAccepted))
            Self.hear(radio, [UInt8(number)])
            let heard = try machine.event(Self.reception)
            #expect(heard.endMicroseconds < start, "it listens until shortly before")
            let outcome = try machine.event(Self.outcome)
            let sent = radio.with { $0.transmissions }.dropFirst(sentBefore)
            guard outcome.outcome == .sent, let frame = sent.first else {
                #expect(outcome.outcome == .tooLate && sent.isEmpty, "\(outcome)")
                continue
            }
            onTime += 1
            #expect(frame.startMicroseconds == outcome.startMicroseconds)
            #expect((0...500).contains(Int(frame.startMicroseconds) - Int(start)))
        }
        #expect(onTime == 3)
        #expect(radio.with { $0.violations } == [])
    }

    @Test(
        "what the chip does wrong is a fault by name; the radio is reset and listens again",
        arguments: [
            (.busyStaysHigh, .radioBusy, 0x01ff_0000, 0xff00_0000),
            (.wire(0x00), .radioAnswer, 0x0200_0000, 0xff00_0000),
            (.commandStatus(4), .radioAnswer, 0x0300_0000, 0xff00_0000),
            (.fallsOutOfReceive, .radioAnswer, 0x0400_00a2, .max),
            (.deviceErrors(0x40), .radioErrors, 0x40, .max),
        ] as [(ModelFault, Fault.Code, UInt32, UInt32)])
    func faults(fault: ModelFault, code: Fault.Code, detail: UInt32, mask: UInt32) throws {
        let (radio, machine) = try Self.listening()
        defer {
            machine.stop()
            radio.stop()
        }
        // Behind a command: a BUSY that rises by itself would meet the one on its way.
        radio.with { $0.fault = OrderedFault(fault, afterTransfers: 1) }
        let event = try machine.event(Self.fault)
        #expect(event.code == code)
        #expect(event.detail & mask == detail & mask, "\(event)")
        #expect(try machine.event(Self.fault).code == .radioReset)
        try machine.run { radio.with { $0.mode } == .receive }
        Self.hear(radio, [9])
        #expect(Self.bytes(try machine.event(Self.reception).frame) == [9])
        guard case .statistics(let all) = try machine.ask(.readStatistics) else {
            throw RunningFirmware.Unexpected()
        }
        #expect(all.radioResets == 1)
        #expect(radio.with { $0.violations } == [])
    }

    @Test("a host that falls silent: after 5 s the frame on the air is cut off, the radio rests")
    func silentHost() throws {
        let (radio, machine) = try Self.listening()
        defer {
            machine.stop()
            radio.stop()
        }
        var slow = Self.modulation
        slow.spreadingFactor = 12
        let request = Transmit(
            transmission: 1, startMicroseconds: nil, modulation: slow, powerCentiDBm: 0,
            frame: VectorTests.full)
        #expect(try machine.ask(request) == .done(.transmitAccepted))
        try machine.run { radio.with { $0.mode } == .transmit }
        let silentFrom = radio.with { $0.time }
        // By the board's clock, which may be slower than ours.
        for _ in 0..<1_200
        where radio.with({ $0.mode == .transmit && $0.time < silentFrom + 7_000_000 }) {
            usleep(50_000)
        }
        #expect(radio.with { $0.mode } == .standbyRC)
        let frame = try #require(radio.with { $0.transmissions.first })
        let cut = try #require(frame.cutMicroseconds)
        #expect(frame.airtimeMicroseconds > 6_000_000)
        // The last thing that the host said may have been up to a second before.
        #expect((3_900_000...5_200_000).contains(cut - silentFrom), "\(cut - silentFrom)")
        _ = try machine.open()
        #expect(try machine.status().radio == .standby)
        #expect(radio.with { $0.violations } == [])
    }
}
