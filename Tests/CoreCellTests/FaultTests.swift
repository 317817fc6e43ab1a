import Air
import Airwaves
import Concentrator
import ConcentratorSamples
import CoreCell
import Primitives
import Testing
import Units

@Suite("CoreCell: faults to order, by the number of the answer")
struct FaultTests {
    static func client(_ faults: String...) throws -> VendorClient {
        VendorClient(
            CoreCellSettings(
                eui: VendorClient.eui, faults: try faults.map { try EmulatorFault(parsing: $0) }))
    }

    /// Asks for the status and answers what came at once.
    static func ask(_ client: inout VendorClient, _ identifier: UInt8) -> [UInt8] {
        client.effects.clear()
        client.radio.take(
            [identifier, 0, 0, 1].rawSpan, at: client.now, effects: &client.effects)
        return client.effects.outgoing
    }

    @Test("drop: that answer never comes, the others do")
    func drop() throws {
        var client = try Self.client("drop@2")
        #expect(Self.ask(&client, 1).count == 10)
        #expect(Self.ask(&client, 2).isEmpty)
        client.wait(milliseconds: 20_000)
        #expect(client.effects.outgoing.isEmpty)
        #expect(Self.ask(&client, 3).first == 3)
    }

    @Test("delay: it and those behind it come later, in order")
    func delay() throws {
        var client = try Self.client("delay@1")
        let start = client.now
        #expect(Self.ask(&client, 1).isEmpty)
        #expect(Self.ask(&client, 2).isEmpty)
        let wake = try #require(client.effects.wake)
        #expect(wake.value - start.value == EmulatorFault.delayMicroseconds * 1_000)
        client.now = wake
        client.pass()
        #expect(client.effects.outgoing.count == 20)
        #expect(client.effects.outgoing[0] == 1 && client.effects.outgoing[10] == 2)
        #expect(Self.ask(&client, 3).count == 10)
    }

    @Test("corrupt, duplicate, truncate: one bit, twice, half of it")
    func changed() throws {
        var sound = try Self.client()
        let right = Self.ask(&sound, 1)
        var client = try Self.client("corrupt@1", "duplicate@2", "truncate@3")
        let corrupt = Self.ask(&client, 1)
        let changes = zip(right, corrupt).map { ($0 ^ $1).nonzeroBitCount }
        #expect(corrupt.count == right.count && changes.reduce(0, +) == 1)
        let twice = Self.ask(&client, 2)
        #expect(twice.count == 20 && twice[..<10].elementsEqual(twice[10...]))
        #expect(Self.ask(&client, 3).count == 5)
        #expect(Self.ask(&client, 4).count == 10)
    }

    @Test("stall: nothing is taken or said for ten seconds; the registers stay")
    func stall() throws {
        var client = try Self.client("stall@3")
        try client.write(0x5800, [0x1F])
        #expect(Self.ask(&client, 1).count == 10)
        #expect(Self.ask(&client, 2).isEmpty)
        client.wait(milliseconds: 9_999)
        #expect(Self.ask(&client, 3).isEmpty)
        client.wait(milliseconds: 1)
        #expect(Self.ask(&client, 4).count == 10)
        #expect(try client.get(0x5800) == 0x1F)
    }

    @Test("unplug: the device leaves, and comes back new")
    func unplug() throws {
        var client = try Self.client("unplug@2")
        try client.write(0x5800, [0x1F])
        #expect(Self.ask(&client, 1).isEmpty)
        let away = try #require(client.effects.leave)
        #expect(away.value == EmulatorFault.absenceMicroseconds * 1_000)
        client.wait(microseconds: away.value / 1000)
        #expect(try client.get(0x5800) == 0)
        let status = try client.status()
        #expect(status[..<4].allSatisfy { $0 == 0 }, "its clock too")
    }

    @Test("restart: the same without leaving")
    func restart() throws {
        var client = try Self.client("restart@2")
        try client.write(0x5800, [0x1F])
        #expect(Self.ask(&client, 1).isEmpty)
        #expect(client.effects.leave == nil)
        #expect(try client.get(0x5800) == 0)
    }

    @Test("wrong-version: PING tells one that nobody knows, from that answer on")
    func version() throws {
        var client = try Self.client("wrong-version@2")
        #expect(String(decoding: try client.ping()[12...], as: UTF8.self) == "V01.00.00")
        for _ in 0..<2 {
            #expect(String(decoding: try client.ping()[12...], as: UTF8.self) == "V09.09.09")
        }
    }

    @Test("bad-firmware: no code starts, from that answer on")
    func firmware() throws {
        var client = try Self.client("bad-firmware@1")
        try client.open()
        #expect(throws: VendorClient.Failure.controller("status 1 was not reached")) {
            try client.startGain(false)
        }
        #expect(throws: VendorClient.Failure.controller("status 1 was not reached")) {
            try client.startArbiter(isFine: false)
        }
    }

    @Test("controller-version, parity, echo: a start fails, and says of what")
    func controllers() throws {
        for (fault, failure) in [
            ("controller-version@1", "version"), ("parity@1", "parity"),
            ("echo@1", "parameter 0 of 128 came back changed"),
        ] {
            var client = try Self.client(fault)
            try client.open()
            #expect(throws: VendorClient.Failure.controller(failure)) {
                try client.startGain(false)
            }
        }
    }

    @Test("the driver's start names each of them")
    func driver() throws {
        for (fault, expected) in [
            ("controller-version@1", "version"), ("parity@1", "parity"), ("echo@1", "repeats"),
            ("bad-firmware@1", "status"), ("wrong-version@1", "09.09.09"),
        ] {
            let settings = CoreCellSettings(
                eui: VendorClient.eui, faults: [try EmulatorFault(parsing: fault)])
            let run = try DriverStart(try SamplePlan.eu868.plan(), settings)
            guard case .failed(let failure) = run.end else {
                Issue.record("\(fault): \(String(describing: run.end))")
                continue
            }
            #expect("\(failure)".contains(expected), "\(fault): \(failure)")
        }
    }

    @Test("garbage: bytes before the next frame, once")
    func garbage() throws {
        var client = try Self.client("garbage@1")
        try client.start(.eu868)
        client.hear(TestFrame())
        let bytes = try client.fetch()
        #expect(bytes.count == 37 + 36)
        #expect(bytes.dropFirst(37).starts(with: [0xA5, 0xC0, 13]))
        client.hear(TestFrame())
        #expect(try client.fetch().count == 36)
    }

    @Test("torn-counter: one reading goes wrong in its highest byte")
    func tornCounter() throws {
        var client = try Self.client("torn-counter@9")
        try client.open()
        let readings = try (0..<3).map { _ in try client.counters().now }
        let wrong = readings.map { $0 >> 24 }
        #expect(wrong == [1, 0, 0])
    }

    @Test("short-count: one reading of the byte count is too small, the larger of two is right")
    func shortCount() throws {
        var client = try Self.client("short-count@1")
        try client.start(.eu868)
        client.hear(TestFrame())
        #expect(try client.read(0x58C8, 2) == [0, 18])
        #expect(try client.read(0x58C8, 2) == [0, 36])
    }

    @Test("each fault is in one of these tests")
    func all() {
        let tested: [EmulatorFault.Kind] = [
            .drop, .delay, .corrupt, .duplicate, .stall, .truncate, .unplug, .restart,
            .wrongVersion, .badFirmware,
        ]
        #expect(tested + EmulatorFault.Kind.ofConcentrator == EmulatorFault.Kind.allCases)
    }
}
