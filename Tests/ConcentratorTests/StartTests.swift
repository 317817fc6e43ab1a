import Airwaves
import Concentrator
import ConcentratorSamples
import Foundation
import Primitives
import Signing
import Testing
import Units

@Suite("Start: from power to receiving")
struct StartTests {
    @Test(
        "every register the chip does not own ends as the tables say, read by another script",
        arguments: SamplePlan.allCases)
    func image(sample: SamplePlan) throws {
        let run = try StartRun(try sample.plan())
        guard case .done(let identity) = run.end else {
            Issue.record("\(String(describing: run.end))")
            return
        }
        #expect(identity.eui == EUI64(bits: 0x0016_C001_F123_4567))
        #expect(identity.model == 3 && identity.chipVersion == 0x10)
        #expect(identity.bridge.version == .current && identity.bridgeStatus.temperature == 2600)
        #expect(identity.dialect.repeatsIdentifiers)
        let expected = try expectedImage(sample)
        #expect(expected.count == 589)
        for (address, value) in expected where !chipsOwn(address) {
            let found = run.bridge.memory[Int(address)]
            #expect(
                found == value,
                "\(String(address, radix: 16)): \(String(found, radix: 16)) is not \(String(value, radix: 16))"
            )
        }
    }

    /// What the running controllers and the one-time memory show: the tables' reset values say
    /// nothing of it.
    private static let chipsOwn: [ClosedRange<UInt16>] = [
        0x5781...0x5781, 0x578D...0x5790, 0x6081...0x6081, 0x608D...0x608D, 0x6181...0x6181,
    ]

    private func chipsOwn(_ address: UInt16) -> Bool {
        Self.chipsOwn.contains { $0.contains(address) }
    }

    private func expectedImage(_ sample: SamplePlan) throws -> [(UInt16, UInt8)] {
        let text = try String(
            contentsOf: Vectors.folder.appendingPathComponent("\(sample).image"), encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            let parts = line.split(separator: " ")
            return (
                try #require(UInt16(parts[0], radix: 16)), try #require(UInt8(parts[1], radix: 16))
            )
        }
    }

    @Test("nothing is written where only the chip writes, nor where no register is")
    func places() throws {
        for case .write(let address, _) in try StartRun(try SamplePlan.eu868.plan()).bridge.log {
            let readOnly = try #require(RegisterMap.readOnlyBits(of: address))
            #expect(readOnly != 0xFF, "\(String(address, radix: 16))")
        }
    }

    @Test("both controllers get their code, byte by byte")
    func code() throws {
        let run = try StartRun(try SamplePlan.eu868.plan())
        #expect(Array(run.bridge.memory[0..<0x2000]) == (try madeUpFirmware(.gain)).bytes)
        #expect(Array(run.bridge.memory[0x2000..<0x4000]) == (try madeUpFirmware(.arbiter)).bytes)
    }

    @Test(
        "answers in pieces of any size, and older bridges, lead to the same end",
        arguments: [1, 2, 5, 64])
    func pieces(size: Int) throws {
        let plan = try SamplePlan.us915.plan()
        let whole = try StartRun(plan)
        let cut = try StartRun(plan, bridge: olderBridge, pieces: size)
        guard case .done(let identity) = cut.end else {
            Issue.record("\(String(describing: cut.end))")
            return
        }
        #expect(identity.bridge.version == .older)
        #expect(cut.bridge.memory == whole.bridge.memory)
        #expect(cut.bridge.requests == whole.bridge.requests)
    }

    private var olderBridge: ModelBridge {
        var bridge = ModelBridge()
        bridge.version = "V00.02.06"
        bridge.order = 0x06
        return bridge
    }

    /// sx1302_hal 2.1.0 needs 420 requests and 2.2 s for two radios, 1.1 s for one, against an
    /// instant peer.
    @Test("requests and waits of a start")
    func costs() throws {
        let two = try StartRun(try SamplePlan.eu868.plan())
        #expect(two.bridge.requests == 141, "\(two.bridge.requests)")
        #expect(2000...2400 ~= two.milliseconds, "\(two.milliseconds)")
        let one = try StartRun(try SamplePlan.in865.plan())
        #expect(1000...1200 ~= one.milliseconds, "\(one.milliseconds)")
    }

    @Test("fine timestamps set their registers and demodulate each frame twice")
    func fine() throws {
        let run = try StartRun(try SamplePlan.eu868.plan(timestamps: .fine))
        let memory = run.bridge.memory
        #expect(memory[0x58C0] == 0 && memory[0x58C1] == 32 && memory[0x608C] == 0xFF)
        #expect(memory[0x58B3] == 0x08)
    }

    @Test("each radio gets its 21 commands, the centre and the band's pair among them")
    func commands() throws {
        let run = try StartRun(try SamplePlan.eu868.plan())
        for (radio, frequency) in [(UInt8(1), bytes("36380000")), (2, bytes("36480000"))] {
            let sent = run.bridge.log.compactMap { access -> (UInt8, [UInt8])? in
                guard case .command(radio, let command, let data) = access else { return nil }
                return (command, data)
            }
            #expect(sent.count == 21)
            #expect(sent.first { $0.0 == 0x86 }?.1 == frequency)
            #expect(sent.first { $0.0 == 0x98 }?.1 == [0xD7, 0xDB])
            #expect(sent.filter { $0.0 == 0x82 }.map(\.1) == [[0xFF, 0xFF, 0xFF]])
        }
        let single = try StartRun(try SamplePlan.in865.plan())
        #expect(single.bridge.log.contains(.command(2, 0x0D, [0x08, 0xE2, 0x0D])))
        #expect(!run.bridge.log.contains(.command(2, 0x0D, [0x08, 0xE2, 0x0D])))
    }

    /// Each pair: what must have happened for the last time before the other's first.
    @Test("what depends on something comes after it")
    func order() throws {
        let log = try StartRun(try SamplePlan.eu868.plan()).bridge.log
        func first(_ matches: (ModelBridge.Access) -> Bool) throws -> Int {
            let index = log.firstIndex(where: matches)
            return try #require(index)
        }
        func last(_ matches: (ModelBridge.Access) -> Bool) throws -> Int {
            let index = log.lastIndex(where: matches)
            return try #require(index)
        }
        func writes(_ addresses: ClosedRange<UInt16>) -> (ModelBridge.Access) -> Bool {
            { if case .write(let address, _) = $0 { addresses ~= address } else { false } }
        }
        func commands(_ opcode: UInt8) -> (ModelBridge.Access) -> Bool {
            { if case .command(_, opcode, _) = $0 { true } else { false } }
        }
        let pins = log.prefix(5)
        #expect(pins == [.pin(1, 1), .pin(2, 1), .pin(2, 0), .pin(8, 0), .pin(8, 1)])
        #expect(try last(commands(0x98)) < first(commands(0x86)), "images, then frequency")
        #expect(try first(writes(0x57C0...0x57C0)) < first(commands(0x98)), "clock, then images")
        #expect(try last(commands(0x82)) < last(writes(0x57C0...0x57C0)), "radios, then clock")
        #expect(try last(commands(0x82)) < last(writes(0x5601...0x5601)), "then to the AGC")
        #expect(try last(writes(0x5800...0x5B66)) < first(writes(0x5605...0x5605)), "then on")
        #expect(try last(writes(0x5605...0x5605)) < first(writes(0x5789...0x5789)), "then gain")
        #expect(try last(writes(0x5789...0x5789)) < first(writes(0x6080...0x6080)), "then arbiter")
        #expect(try first(writes(0x609D...0x60A0)) < first(writes(0x6080...0x6080)))
        #expect(try last { $0 == .write(0x5643, 1) } == log.count - 1, "the lamp is last")
    }
}

@Suite("Start: what fails says so")
struct StartFailureTests {
    static let faults: [(StartFailure, ModelBridge.Fault)] = [
        (.radioMode(.a, found: 1, expected: 2), .radioStuck),
        (.imageCalibration(.a, errors: 0x10), .calibrationError),
        (.firmwareDiffers(.gain, at: 4097), .codeByte(4097)),
        (.firmwareDiffers(.arbiter, at: 8191), .codeByte(0x3FFF)),
        (.firmwareParity(.gain), .parity),
        (.firmwareVersion(.gain, found: 6, expected: 10), .controllerVersion(6)),
        (.notReached(.gain, found: 0, expected: 1), .controllerSilent),
        (.echo(command: 0x06, parameter: 2, found: 91, expected: 90), .echo),
        (.wrongModel(found: 2), .model(2)),
    ]

    @Test("a fault of the chip or of its code", arguments: faults.indices)
    func chip(index: Int) throws {
        let (failure, fault) = Self.faults[index]
        var bridge = ModelBridge()
        bridge.fault = fault
        let run = try StartRun(try SamplePlan.eu868.plan(timestamps: .fine), bridge: bridge)
        #expect(run.end == .failed(failure))
        #expect(!failure.description.isEmpty)
    }

    @Test("an SX1302 starts without fine timestamps")
    func modelWithoutFine() throws {
        var bridge = ModelBridge()
        bridge.fault = .model(2)
        let run = try StartRun(try SamplePlan.eu868.plan(), bridge: bridge)
        guard case .done(let identity) = run.end else {
            Issue.record("\(String(describing: run.end))")
            return
        }
        #expect(!identity.hasFineTimestamps)
    }

    private func begun() throws -> ConcentratorStart {
        var start = ConcentratorStart(
            plan: try SamplePlan.eu868.plan(), gain: try madeUpFirmware(.gain),
            arbiter: try madeUpFirmware(.arbiter))
        #expect(start.handle(.begin) == .send([0, 0, 0, 0]))
        return start
    }

    @Test("no answer, an answer cut short, and a bridge that says nonsense")
    func line() throws {
        var silent = try begun()
        #expect(silent.handle(.timedOut) == .failed(.noAnswer(.ping)))
        #expect(silent.handle(.timedOut) == .failed(.noAnswer(.ping)), "the end stays")

        var short = try begun()
        #expect(short.handle(.received([0, 0, 21, 0x40, 1])) == .receive)
        #expect(short.handle(.timedOut) == .failed(.noAnswer(.ping)))

        var foreign = try begun()
        let nonsense = ConcentratorStart.Event.received(Array("$GPRMC".utf8))
        #expect(
            foreign.handle(nonsense)
                == .failed(.bridge(.wrongOrder(found: 0x52, expected: 0x40))))

        var early = try begun()
        var model = ModelBridge()
        var effect = early.handle(.received(model.answer(to: [0, 0, 0, 0])))
        while case .send(let request) = effect {
            effect = early.handle(.received(model.answer(to: request)))
        }
        #expect(effect == .wait(milliseconds: 500))
        #expect(early.handle(.received([1, 2])) == .failed(.unasked(count: 2)))
    }

    @Test("a bridge of unknown firmware is refused at once")
    func version() throws {
        var bridge = ModelBridge()
        bridge.version = "V02.00.00"
        let run = try StartRun(try SamplePlan.eu868.plan(), bridge: bridge)
        #expect(run.end == .failed(.bridge(.unknownVersion(found: BridgeVersion(2, 0, 0)))))
        #expect(run.bridge.requests == 1)
    }

    @Test("no failure is without a test")
    func complete() {
        let tested =
            Self.faults.map(\.0.code) + ListenStartTests.faults.map(\.0.code)
            + [.noAnswer, .bridge, .unasked]
        #expect(StartFailure.Code.allCases.allSatisfy(tested.contains))
    }
}
