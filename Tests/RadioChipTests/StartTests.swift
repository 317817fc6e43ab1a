import RadioChip
import RadioChipModel
import Testing

@Suite("RadioChip: the start, in the data sheet's order and for every kind of board")
struct StartTests {
    static let tcxo = TCXO(voltage: .millivolts1800, startMicroseconds: 5_000)

    @Test("a crystal and DIO2: these commands, nothing wrong, every register as wanted")
    func crystal() {
        var bench = ChipBench()
        #expect(bench.chip.state == .starting)
        bench.start()
        bench.run(1_000)
        #expect(bench.events == [.started])
        #expect(bench.chip.state == .resting)
        #expect(bench.port.model.violations == [])
        // Standby, status, who are you, step-down regulator, errors cleared, calibrate all, errors,
        // DIO2, LoRa, fallback, buffer, gain, clamp read and written; then standby, interrupts off.
        #expect(
            bench.port.model.commands == [
                0x80, 0xc0, 0x1d, 0x96, 0x07, 0x89, 0x17, 0x9d, 0x8a, 0x93, 0x8f, 0x0d, 0x1d, 0x0d,
                0x80, 0x02,
            ])
        #expect(bench.port.model.register(0x08ac) == 0x96)
        #expect(bench.port.model.register(0x08d8) == 0xde, "15.2: c8 with bits 4 to 1")
    }

    @Test("a TCXO is fed before anything needs it, and its first error does not count")
    func oscillator() {
        var fitting = ChipBench.crystal
        fitting.tcxo = Self.tcxo
        var bench = ChipBench(fitting)
        bench.start()
        #expect(bench.events == [.started])
        #expect(bench.port.model.violations == [])
        #expect(bench.port.model.commands[4] == 0x97)
        bench.listen()
        #expect(bench.port.model.mode == .receive)
        #expect(bench.port.model.violations == [])
    }

    @Test("a TCXO that the board's maker forgot is a device error, with its bit")
    func forgottenOscillator() {
        var bench = ChipBench()
        bench.port.model = RadioChipModel(hasTCXO: true)
        bench.run(60_000) { !$0.events.isEmpty }
        guard case .failed(.deviceErrors(let errors)) = bench.events.first else {
            Issue.record("\(bench.events)")
            return
        }
        #expect(errors.contains(.oscillatorStart))
        #expect(bench.chip.state == .faulty)
    }

    @Test("a weaker chip keeps its clamp, a board without inductor its regulator")
    func others() {
        var fitting = ChipBench.crystal
        fitting.model = .sx1261
        fitting.hasInductor = false
        fitting.dio2SwitchesAntenna = false
        var bench = ChipBench(fitting)
        bench.start()
        #expect(bench.events == [.started])
        #expect(bench.port.model.violations == [])
        for absent in [0x96, 0x9d] as [UInt8] {
            #expect(!bench.port.model.commands.contains(absent))
        }
        #expect(bench.port.model.register(0x08d8) == 0xc8)
    }

    @Test("an antenna switch on the microcontroller follows the mode")
    func antenna() {
        var fitting = ChipBench.crystal
        fitting.dio2SwitchesAntenna = false
        var bench = ChipBench(fitting)
        bench.start()
        #expect(bench.port.antennaPath == .none)
        bench.listen()
        #expect(bench.port.antennaPath == .receive)
        bench.chip.transmit(outgoing([1, 2, 3]))
        bench.run(60_000) { $0.port.model.mode == .transmit }
        #expect(bench.port.antennaPath == .transmit)
        bench.run(200_000) { !$0.sent.isEmpty }
        #expect(bench.port.antennaPath == .none)
        bench.run(10_000) { $0.port.model.mode == .receive }
        #expect(bench.port.antennaPath == .receive)
        bench.chip.rest()
        bench.run(1_000)
        #expect(bench.port.antennaPath == .none)
        #expect(bench.port.model.violations == [])
    }
}
