import Airwaves
import Concentrator
import ConcentratorSamples
import Primitives
import Testing
import Units

@Suite("Start of a radio that listens before it talks")
struct ListenStartTests {
    static func plan() throws -> ReceivePlan { try ReceivePlan(for: .kr920, on: .coreCell) }

    static let faults: [(StartFailure, ModelBridge.Fault)] = [
        (.listenerStatus(found: 0x7E, expected: 0x22), .listenerAbsent),
        (.listenerPatch(found: Array("SX1261 V2D 2D02".utf8)), .listenerUnpatched),
        (.listenerCalibration(errors: 0x10), .listenerCalibration),
    ]

    @Test("the SX1261 gets its patch, word by word, runs it, and stands by")
    func start() throws {
        let patch = try madeUpPatch()
        let run = try StartRun(try Self.plan(), patch: patch)
        guard case .done = run.end else {
            Issue.record("\(String(describing: run.end))")
            return
        }
        #expect(run.listensFirst && run.bridge.patch == patch.bytes)
        let sent = run.bridge.log.compactMap { access -> (UInt8, [UInt8])? in
            if case .listener(let command, let data) = access { (command, data) } else { nil }
        }
        let words = sent.filter { $0.0 == 0x0D && $0.1[0] >= 0x80 }
        #expect(words.count == 386 && words.allSatisfy { $0.1.count == 6 })
        #expect(
            words.first?.1.prefix(2) == [0x80, 0x00] && words.last?.1.prefix(2) == [0x86, 0x04])
        let others = sent.filter { !($0.0 == 0x0D && $0.1[0] >= 0x80) }
        let expected: [(UInt8, [UInt8])] = [
            (0x80, [0]), (0xC0, [0]), (0x0D, [0x06, 0x10, 0x10]), (0x0D, [0x06, 0x10, 0x00]),
            (0xD9, []), (0x1D, [0x03, 0x20] + [UInt8](repeating: 0, count: 16)),
            (0x98, [0xE1, 0xE9]), (0x17, [0, 0, 0]), (0x80, [0]), (0xC0, [0]),
            (0x8F, [0x80, 0x80]), (0x0D, [0x08, 0xAC, 0xCB]),
        ]
        #expect(others.elementsEqual(expected, by: ==))
        let log = run.bridge.log
        let last = try #require(log.lastIndex { if case .listener = $0 { true } else { false } })
        #expect(log[(last + 1)...] == [.write(0x5643, 1)], "only the lamp comes after it")
        #expect(run.bridge.memory[0x578C] == 1, "the gain controller is told")
    }

    @Test("a start without listening first sends the SX1261 nothing, with a patch or without")
    func none() throws {
        let europe = try StartRun(try SamplePlan.eu868.plan(), patch: try madeUpPatch())
        let silent = try StartRun(try Self.plan())
        for run in [europe, silent] {
            guard case .done = run.end else {
                Issue.record("\(String(describing: run.end))")
                return
            }
            #expect(!run.listensFirst && run.bridge.memory[0x578C] == 0)
            #expect(!run.bridge.log.contains { if case .listener = $0 { true } else { false } })
        }
    }

    @Test("an SX1261 that is missing, unpatched or ill ends the start by name", arguments: 0..<3)
    func faults(index: Int) throws {
        let (failure, fault) = Self.faults[index]
        var bridge = ModelBridge()
        bridge.fault = fault
        let run = try StartRun(try Self.plan(), bridge: bridge, patch: try madeUpPatch())
        #expect(run.end == .failed(failure))
        #expect(failure.description.contains("SX1261"))
    }

    @Test("what listening first costs a start, in requests")
    func cost() throws {
        let with = try StartRun(try Self.plan(), patch: try madeUpPatch()).bridge.requests
        let without = try StartRun(try Self.plan()).bridge.requests
        // Ten requests of 41 writes, eight around them, and the lamp in one of its own.
        #expect(with - without == 19)
    }
}

@Suite("Listening before talking: the scan and its verdict")
struct ListenScanTests {
    static func scan(
        below hundredths: Int32 = -8000, nanoseconds: UInt64 = 128_000,
        frequency: UInt64 = 922_100_000, bandwidth: Bandwidth = .kHz125
    ) throws(ListenError) -> ListenScan {
        try ListenScan(
            below: SignalLevel(hundredths: hundredths), duration: Nanoseconds(nanoseconds),
            frequency: Hertz(frequency), bandwidth: bandwidth)
    }

    /// Orders and values as sx1302_hal 2.1.0 has them; 922.1 MHz times 2^25 over 32 MHz is 0x39A19999.
    @Test("the bytes of a scan for KR920, as the bridge gets them")
    func request() throws {
        let rule = try #require(RegionalPlan.kr920.rules.listenBeforeTalk)
        let scan = try ListenScan(rule, frequency: Hertz(922_100_000), bandwidth: .kHz125)
        #expect(try scan == Self.scan() && scan.microseconds == 128)
        let setup: [[UInt8]] = [
            bytes("00 01 01 0004 0D 089B 00"), bytes("01 01 01 0001 C1"),
            bytes("02 01 01 0005 86 39A1 9999"), bytes("03 01 01 0004 0D 089B 14"),
            bytes("04 01 01 0002 8A 00"), bytes("05 01 01 0009 8B 00140000 0A 02E90F"),
            bytes("06 01 01 000A 8C 002005200001FF0000"), bytes("07 01 01 0004 82 FFFFFF"),
        ]
        #expect(scan.setup.bytes == Array(setup.joined()))
        #expect(scan.start.bytes == bytes("00 01 01 0006 9A 0B 0018 A0 01"))
        #expect(
            ListenScan.stop.bytes == bytes("00 01 01 0004 0D 089B 00") + bytes("01 01 01 0001 C1"))
    }

    @Test("5 ms are 715 measurements, 250 kHz has a filter of its own, levels round to the weaker")
    func variants() throws {
        let long = try Self.scan(nanoseconds: 128_001, bandwidth: .kHz250)
        #expect(long.start.bytes.suffix(5) == [0x0B, 0x02, 0xCB, 0xA0, 0x01])
        #expect(long.microseconds == 5000 && long.setup.bytes.contains(0x09))
        let levels: [(Int32, UInt8)] = [
            (-8000, 160), (-8001, 161), (-8050, 161), (-8051, 162), (0, 0), (-1, 1), (-12_750, 255),
        ]
        for (level, expected) in levels {
            #expect(try Self.scan(below: level).start.bytes.dropLast().last == expected)
        }
    }

    static let refusals: [(ListenError, @Sendable () throws -> ListenScan)] = [
        (.noSuchBand(Hertz(901_999_999)), { try scan(frequency: 901_999_999) }),
        (.bandwidth(.kHz500), { try scan(bandwidth: .kHz500) }),
        (.bandwidth(.kHz62), { try scan(bandwidth: .kHz62) }),
        (.duration(Nanoseconds(5_000_001)), { try scan(nanoseconds: 5_000_001) }),
        (.threshold(SignalLevel(hundredths: 1)), { try scan(below: 1) }),
        (.threshold(SignalLevel(hundredths: -12_751)), { try scan(below: -12_751) }),
    ]

    @Test("what cannot be listened for, each by its own refusal", arguments: refusals.indices)
    func refused(index: Int) {
        let (refusal, make) = Self.refusals[index]
        #expect(throws: refusal) { try make() }
        #expect(!refusal.description.isEmpty)
        let tested = Self.refusals.map(\.0.code)
        #expect(ListenError.Code.allCases.allSatisfy(tested.contains))
    }

    @Test("the verdict of every status byte, for both paths")
    func verdicts() {
        for status in UInt8.min...UInt8.max {
            for (radio, attempted, blocked) in [(Radio.a, UInt8(1), UInt8(64)), (.b, 2, 128)] {
                let expected: ListenVerdict =
                    status & attempted == 0 ? .notYet : status & blocked == 0 ? .free : .taken
                #expect(ListenVerdict(status, of: radio) == expected)
            }
        }
        #expect(ListenVerdict.read == .read(address: 0x5781, count: 1))
        #expect(ListenVerdict.acknowledge == .write(address: 0x578C, [0xFF]))
        #expect(ListenVerdict.settle == .write(address: 0x578C, [0x00]))
    }

    @Test("every plan that demands listening can be listened for, on all its channels")
    func plans() throws {
        let demanding = RegionalPlan.allCases.filter { $0.rules.listenBeforeTalk != nil }
        #expect(demanding == [.kr920])
        for plan in demanding {
            let rule = try #require(plan.rules.listenBeforeTalk)
            for channel in plan.rules.beaconChannels {
                _ = try ListenScan(rule, frequency: channel, bandwidth: plan.rules.bandwidth)
            }
        }
    }
}
