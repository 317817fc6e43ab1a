import Air
import Airwaves
import LightRadio
import LightRadioEmulator
import RadioChip
import Radios
import Testing
import Units

@Suite("Faults to order, as a person writes them")
struct EmulatorFaultTests {
    @Test("each kind is read as it is printed", arguments: EmulatorFault.Kind.allCases)
    func spelling(kind: EmulatorFault.Kind) throws {
        let fault = EmulatorFault(kind, at: 17)
        #expect(fault.description == "\(kind.name)@17")
        #expect(try EmulatorFault(parsing: fault.description) == fault)
    }

    @Test(
        "anything else is refused, with what to write",
        arguments: [
            "", "drop", "drop@", "drop@0", "drop@-1", "drop@01", "drop@+1", "drop@1 ",
            "drop@99999999999999999999", "drop@1@2",
        ])
    func numbers(text: String) {
        let error = #expect(throws: EmulatorFaultError.self) { try EmulatorFault(parsing: text) }
        #expect(error?.description.contains("drop@3") == true)
    }

    @Test("a name that there is not is refused with those that there are")
    func names() {
        let error = #expect(throws: EmulatorFaultError.self) {
            try EmulatorFault(parsing: "Drop@1")
        }
        #expect(error == .unknownName("\"Drop\""))
        for kind in EmulatorFault.Kind.allCases {
            #expect(error?.description.contains(kind.name) == true)
        }
    }

    @Test("a radio board takes every fault but a concentrator's and that of code loaded into it")
    func able() {
        for kind in EmulatorFault.Kind.allCases {
            let emulator = try? RadioBench { $0.faults = [EmulatorFault(kind, at: 1)] }
            let isOther = EmulatorFault.Kind.ofConcentrator.contains(kind)
            #expect((emulator == nil) == (kind == .badFirmware || isOther))
        }
    }
}

@Suite("The emulated radio board")
struct EmulatorTests {
    // MARK: Faults

    /// With each message of the opening and some behind it: whatever is lost there, the radio is
    /// ready in the end, and says why where it was not at once.
    @Test(
        "each fault at each of the first messages is got over",
        arguments: LightRadioEmulatorSettings.possibleFaults.filter { $0 != .wrongVersion })
    func gotOver(kind: EmulatorFault.Kind) throws {
        for message in 1...9 {
            var bench = try RadioBench { $0.faults = [EmulatorFault(kind, at: message)] }
            bench.open()
            bench.run(25_000)
            let isReady = bench.run(10_000) { $0.isReady }
            #expect(isReady, "\(kind.name)@\(message): \(bench.all)")
            bench.run(200)
            let before = bench.heard.count
            bench.hear([4])
            bench.run(1_500)
            #expect(bench.heard.count == before + 1, "\(kind.name)@\(message): \(bench.all)")
            #expect(bench.emulator.violations.isEmpty)
        }
    }

    @Test("what happens to one message shows on the host as what it is")
    func oneMessage() throws {
        let corrupt = try opened(.corrupt, at: 3)
        #expect(corrupt.dropped(.brokenFrame) == 1)
        #expect(corrupt.faults.isEmpty)
        let truncate = try opened(.truncate, at: 3)
        #expect(truncate.dropped(.brokenFrame) >= 1)
        #expect(truncate.faults.isEmpty)
        let drop = try opened(.drop, at: 3)
        #expect(drop.faults.isEmpty)
        let delay = try opened(.delay, at: 3)
        #expect(delay.faults.isEmpty)
        let duplicate = try opened(.duplicate, at: 3)
        #expect(duplicate.faults.isEmpty)
        let stall = try opened(.stall, at: 8)
        #expect(stall.faults.first?.kind == .silent)
        let unplug = try opened(.unplug, at: 8)
        #expect(unplug.openings == 2 && unplug.emulator.starts == 2)
        let restart = try opened(.restart, at: 8)
        #expect(restart.faults.map(\.kind) == [.line])
        let version = try opened(.wrongVersion, at: 1)
        #expect(version.faults.first?.kind == .unsupported)
        #expect(version.faults.first?.isLasting == true)
        #expect(version.identity == nil)
    }

    private func opened(_ kind: EmulatorFault.Kind, at message: Int) throws -> RadioBench {
        var bench = try RadioBench {
            $0.hasPulses = false
            $0.faults = [EmulatorFault(kind, at: message)]
        }
        bench.open()
        bench.run(12_000)
        return bench
    }

    // MARK: The radio

    static let unheard: [(String, @Sendable (inout Arrival) -> Void)] = [
        ("beside the channel", { $0.frame.frequency = Hertz(868_131_251) }),
        (
            "another factor",
            {
                $0.frame.modulation = .loRa(
                    LoRaModulation(spreadingFactor: .sf8, bandwidth: .kHz125))
            }
        ),
        (
            "another bandwidth",
            {
                $0.frame.modulation = .loRa(
                    LoRaModulation(spreadingFactor: .sf7, bandwidth: .kHz250))
            }
        ),
        ("FSK", { $0.frame.modulation = .fsk(bitsPerSecond: 50_000) }),
        ("inverted", { $0.frame.hasInvertedPolarity = true }),
        ("another network", { $0.frame.syncWord = .private }),
        ("no header", { $0.frame.framing.header = .implicit }),
    ]

    @Test("it hears what it is tuned to and nothing else")
    func hearsItsOwn() throws {
        var bench = try RadioBench()
        let isReady = bench.start()
        #expect(isReady)
        bench.run(100)
        for (name, change) in Self.unheard {
            bench.hear([1], after: 300, change)
            bench.run(600)
            #expect(bench.heard.isEmpty, "\(name)")
        }
        bench.hear([2], after: 300) { $0.frame.frequency = Hertz(868_131_250) }
        bench.run(600)
        #expect(bench.heard.count == 1)
    }

    @Test("of two frames at once it hears the first")
    func oneDemodulator() throws {
        var bench = try RadioBench()
        let isReady = bench.start()
        #expect(isReady)
        bench.run(100)
        bench.hear([UInt8](repeating: 1, count: 30), after: 200)
        bench.hear([UInt8](repeating: 2, count: 30), after: 220)
        bench.run(500)
        #expect(bench.heard.map { $0.payload.first } == [1])
    }

    @Test("pulses come on each true second, by a crystal that is 30 ppm off")
    func pulses() throws {
        var bench = try RadioBench {
            $0.clockErrorPPB = 30_000
            $0.epoch = 1_700_000_000
        }
        let isReady = bench.start()
        #expect(isReady)
        bench.run(10_500)
        #expect(bench.pulses.map(\.microseconds) == (1...10).map { $0 * 1_000_030 })
        bench.run(500)
        let time = try #require(bench.machine.time(at: bench.now))
        let truth = bench.now.value / 1_000 * 1_000_030 / 1_000_000
        #expect(max(time.microseconds, truth) - min(time.microseconds, truth) < 1_000)
    }

    @Test("the same seed, bytes and times give the same; another seed another start")
    func deterministic() throws {
        func run(_ seed: UInt64) throws -> (String, [Emission]) {
            var bench = try RadioBench(seed: seed, damage: 500)
            bench.open()
            for number: UInt32 in 1...20 {
                bench.hear([UInt8(number)])
                bench.tell(.transmit(try permitted(number)))
                bench.run(400)
            }
            return ("\(bench.notices)", bench.emissions)
        }
        let (first, again, other) = (try run(4), try run(4), try run(5))
        #expect(first.0 == again.0)
        #expect(first.1 == again.1)
        #expect(first.0 != other.0)
    }
}
