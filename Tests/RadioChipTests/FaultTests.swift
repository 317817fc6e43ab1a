import RadioChip
import RadioChipModel
import Seeds
import Testing

@Suite("RadioChip: whatever the chip does wrong has a name, silences it and is mended")
struct FaultTests {
    /// A fault to order in a listening chip, whether a frame must be sent to meet it, and the name
    /// that the driver gives it.
    struct Case: Sendable, CustomStringConvertible {
        let description: String
        let fault: ModelFault
        var sends = false
        let name: @Sendable (ChipFault) -> Bool
    }

    static let cases: [Case] = [
        Case(description: "BUSY stays high", fault: .busyStaysHigh) {
            if case .busyTooLong = $0 { true } else { false }
        },
        Case(description: "MISO stays low", fault: .wire(0x00)) {
            if case .silence(.getStatus) = $0 { true } else { false }
        },
        Case(description: "MISO stays high", fault: .wire(0xff)) {
            if case .silence(.getStatus) = $0 { true } else { false }
        },
        Case(description: "a command came too slowly", fault: .commandStatus(3)) {
            if case .wrongStatus(_, let status) = $0 { status >> 1 & 7 == 3 } else { false }
        },
        Case(description: "a command is not understood", fault: .commandStatus(4)) {
            if case .wrongStatus(_, let status) = $0 { status >> 1 & 7 == 4 } else { false }
        },
        Case(description: "a command is not carried out", fault: .commandStatus(5)) {
            if case .wrongStatus(_, let status) = $0 { status >> 1 & 7 == 5 } else { false }
        },
        Case(description: "it fell out of reception", fault: .fallsOutOfReceive) {
            if case .wrongMode(let status) = $0 { status >> 4 & 7 == 2 } else { false }
        },
        Case(description: "PLL lock lost", fault: .deviceErrors(0x40)) {
            $0 == .deviceErrors(.pllLock)
        },
        Case(description: "amplifier does not ramp", fault: .deviceErrors(0x100), sends: true) {
            $0 == .deviceErrors(.amplifierRamp)
        },
        Case(description: "the buffer holds another byte", fault: .corruptsBuffer, sends: true) {
            $0 == .wrongBuffer(offset: 0)
        },
        Case(description: "a transmission never ends", fault: .neverDone, sends: true) {
            $0 == .sendsTooLong
        },
        Case(description: "the chip times it out", fault: .timesOut, sends: true) {
            $0 == .sendTimedOut
        },
        Case(description: "DIO1 stays high while it listens", fault: .interruptStaysHigh) {
            $0 == .interruptWithoutCause
        },
        Case(
            description: "DIO1 stays high while it sends", fault: .interruptStaysHigh, sends: true
        ) {
            $0 == .interruptWithoutCause
        },
        Case(description: "it is done too early", fault: .doneEarly, sends: true) {
            $0 == .sendsTooShort
        },
    ]

    @Test("named, held in reset at once, started again, listening as before", arguments: cases)
    func named(kind: Case) throws {
        var bench = ChipBench()
        bench.start()
        bench.listen()
        bench.port.model.fault = OrderedFault(kind.fault)
        if kind.sends {
            bench.chip.transmit(outgoing([UInt8](repeating: 6, count: 80)))
        }
        bench.run(1_500_000) { !$0.faults.isEmpty }
        let fault = try #require(bench.faults.first)
        #expect(kind.name(fault), "\(fault)")
        #expect(bench.chip.fault == fault)
        #expect(bench.chip.state == .faulty)
        #expect(!bench.chip.isTransmitting)
        #expect(bench.port.model.isBusy(at: bench.now), "held in reset")
        #expect(bench.sent.isEmpty)
        bench.run(300_000) { $0.chip.state == .listening && $0.port.model.mode == .receive }
        #expect(bench.chip.fault == nil)
        #expect(bench.events.last == .started)
        bench.hear([1, 2])
        bench.run(100_000) { !$0.frames.isEmpty }
        #expect(bench.frames == [[1, 2]])
        // The model ignores what comes in spite of a stuck BUSY; the driver sends nothing then.
        #expect(bench.port.model.violations == [])
    }

    @Test("another chip on the wires is not taken for an SX126x")
    func otherChip() {
        var bench = ChipBench()
        bench.port.model.fault = OrderedFault(.otherChip, endsWithReset: false)
        bench.run(60_000) { !$0.faults.isEmpty }
        #expect(bench.faults == [.unknownChip(register: 0x2121)])
    }

    @Test("every name of a fault is met by a case above")
    func complete() {
        let all: [ChipFault] = [
            .busyTooLong(after: .getStatus), .silence(.getStatus),
            .wrongStatus(after: .getStatus, status: 0xd6), .wrongMode(status: 0xa2),
            .deviceErrors(.pllLock), .wrongBuffer(offset: 0), .sendsTooLong, .sendTimedOut,
            .sendsTooShort, .interruptWithoutCause,
        ]
        for fault in all {
            let isMet = Self.cases.contains { $0.name(fault) }
            // Exhaustive: another fault does not compile until it stands here.
            switch fault {
            case .busyTooLong, .silence, .wrongStatus, .wrongMode, .deviceErrors, .wrongBuffer,
                .sendsTooLong, .sendTimedOut, .sendsTooShort, .interruptWithoutCause:
                #expect(isMet, "\(fault)")
            case .unknownChip: break
            }
        }
    }

    @Test("BUSY has its bound: 5 ms behind a command, 50 ms behind a calibration")
    func busyBound() throws {
        var bench = ChipBench()
        bench.start()
        bench.listen()
        bench.chip.configure(nil, number: 6)
        bench.port.model.fault = OrderedFault(.busyStaysHigh)
        let since = bench.now
        bench.run(200_000) { !$0.faults.isEmpty }
        #expect((5_000...5_100).contains(bench.now - since))

        var dead = ChipBench()
        dead.port.model.fault = OrderedFault(.busyStaysHigh, endsWithReset: false)
        dead.run(200_000) { !$0.faults.isEmpty }
        #expect(dead.faults == [.busyTooLong(after: nil)])
        #expect((50_000...51_000).contains(dead.now))
    }

    @Test("a chip that stays dead is tried after 0.1, 0.2, 0.4 … 6.4 s, and 6.4 s again")
    func pauses() {
        var bench = ChipBench()
        bench.step = 500
        bench.port.model.fault = OrderedFault(.wire(0), endsWithReset: false)
        var times: [UInt64] = []
        while times.count < 9 {
            bench.run(20_000_000) { $0.faults.count > times.count }
            times.append(bench.now)
        }
        let gaps = zip(times.dropFirst(), times).map { Double($0 - $1) / 100_000 }
        for (gap, pause) in zip(gaps, [1, 2, 4, 8, 16, 32, 64, 64] as [Double]) {
            #expect(gap >= pause && gap < pause + 0.1, "\(gaps)")
        }
    }

    @Test("a chip that fails in reception soon behind each start is not tried faster and faster")
    func pausesOfReception() {
        var bench = ChipBench()
        bench.step = 200
        bench.start()
        bench.port.model.fault = OrderedFault(.fallsOutOfReceive, endsWithReset: false)
        bench.chip.configure(ChipBench.europe, number: 1)
        bench.run(4_000_000)
        #expect((5...7).contains(bench.faults.count), "\(bench.faults)")
    }

    @Test("a fault on the air ends the frame there, and the transmission is lost")
    func cutByFault() throws {
        var bench = ChipBench()
        bench.start()
        var slow = ChipBench.europe
        slow.spreadingFactor = 12
        bench.chip.transmit(outgoing([1, 2, 3], slow))
        bench.run(60_000) { $0.port.model.mode == .transmit }
        bench.port.model.fault = OrderedFault(.busyStaysHigh)
        bench.run(60_000) { !$0.faults.isEmpty }
        let frame = try #require(bench.port.model.transmissions.first)
        #expect(frame.cutMicroseconds != nil)
        #expect(!bench.chip.isTransmitting)
    }

    @Test("rest while the chip is held in reset stays rest behind it")
    func restInReset() {
        var bench = ChipBench()
        bench.start()
        bench.listen()
        bench.port.model.fault = OrderedFault(.wire(0))
        bench.run(1_500_000) { !$0.faults.isEmpty }
        bench.chip.rest()
        bench.run(400_000)
        #expect(bench.chip.state == .resting)
        #expect(bench.port.model.mode == .standbyRC)
    }

    @Test("told to rest and then to listen before BUSY falls, it listens")
    func restThenListen() {
        var bench = ChipBench()
        bench.start()
        bench.listen()
        bench.chip.rest()
        bench.chip.configure(ChipBench.europe, number: 9)
        bench.run(20_000)
        #expect(bench.port.model.mode == .receive)
        bench.chip.configure(ChipBench.europe, number: 10)
        bench.chip.rest()
        bench.run(20_000)
        #expect(bench.port.model.mode == .standbyRC)
    }

    /// Answers, BUSY and DIO1 by chance: a chip may say anything.
    struct NoisePort: RadioPort {
        var random: SeededNumbers
        var now: UInt64 = 0

        mutating func exchange(_ transfer: inout Transfer) -> UInt64 {
            now += 10
            for index in 0..<transfer.count where random.below(4) > 0 {
                transfer[index] = UInt8(random.below(256))
            }
            // Mostly a status that is in order, so that the driver comes further.
            if transfer.count > 1, random.below(50) > 0 {
                transfer[1] = [0xa2, 0xa2, 0xd2, 0xc2][random.below(4)]
            }
            if transfer.count == 6, random.below(2) == 0 {
                (transfer[4], transfer[5]) = (0x14, 0x24)
            }
            if transfer.count == 4, random.below(2) == 0 { (transfer[2], transfer[3]) = (0, 0) }
            return now
        }

        mutating func isBusy() -> Bool { random.below(20) == 0 }
        mutating func interrupt() -> UInt64? {
            random.below(8) == 0 ? random.next() % (now + 1_000) : nil
        }
        mutating func reset(isHeld: Bool) {}
        mutating func microseconds() -> UInt64 {
            now += UInt64(random.below(300))
            return now
        }
    }

    @Test("whatever a chip answers, the driver goes on, and names what it found")
    func noise() {
        var kinds: [UInt32: Int] = [:]
        var frames = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            var port = NoisePort(random: SeededNumbers(seed: seed))
            var chip = RadioChip(fitting: ChipBench.crystal)
            chip.configure(ChipBench.europe, number: 1)
            for tick in 0..<30_000 {
                if tick % 1_000 == 0, !chip.isTransmitting { chip.transmit(outgoing([1, 2, 3])) }
                switch chip.tick(&port) {
                case .failed(let fault):
                    kinds[fault.number >> 24, default: 0] += 1
                    // Do not sit out the pause.
                    port.now += 7_000_000
                case .received: frames += 1
                default: break
                }
            }
        }
        #expect(kinds.count >= 5, "\(kinds)")
        #expect(frames > 0)
    }

    @Test("a lost DIO1 behind a transmission: it is confirmed late, and said so")
    func lostInterruptOfSending() {
        var bench = ChipBench()
        bench.start()
        bench.port.model.fault = OrderedFault(.noInterrupt, endsWithReset: false)
        bench.chip.transmit(outgoing([1]))
        bench.run(200_000) { !$0.sent.isEmpty }
        #expect(bench.events == [.started, .interruptLost, bench.events.last])
        #expect(bench.sent.count == 1)
    }
}
