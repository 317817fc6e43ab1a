import Air
import Airwaves
import Concentrator
import CoreCell
import Foundation
import Radios
import Testing
import Units

/// A folder for one test, with made-up code in it, and a CoreCell behind a TCP port.
private final class RadioBench {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("earshot-radio-\(UUID().uuidString)")
    let line: EmulatedLine

    init(bridge: BridgeVersion = .current) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        line = try EmulatedLine { now in
            CoreCellEmulator(
                CoreCellSettings(bridge: bridge, chip: .sx1303, eui: EUI64(bits: 0xABCD)), at: now)
        }
        let code = Transcript.Step(
            command: "earshot radio firmware make-up code", expected: [], exitCode: 0)
        #expect(try code.run(in: folder).exitCode == 0)
    }

    deinit {
        line.end()
        try? FileManager.default.removeItem(at: folder)
    }

    var address: String { "tcp:127.0.0.1:\(line.port)" }

    func start(_ command: String, _ arguments: String...) throws -> RunningProgram {
        try RunningProgram(
            ["radio", command, "--radio", address, "--plan", "EU868"] + arguments, in: folder)
    }

    static let code = ["--firmware", "code", "--accept-unknown-firmware"]

    func startWithCode(_ command: String, _ arguments: [String]) throws -> RunningProgram {
        try RunningProgram(
            ["radio", command, "--radio", address, "--plan", "EU868"] + Self.code + arguments,
            in: folder)
    }
}

@Suite("radio listen, send, info: the built program and a CoreCell emulator", .serialized)
struct RadioProgramTests {
    static func frame(_ hertz: UInt64, _ factor: SpreadingFactor, _ payload: [UInt8]) -> AirFrame {
        AirFrame(
            frequency: Hertz(hertz), modulation: .loRa(LoRaModulation(spreadingFactor: factor)),
            payload: payload)
    }

    @Test("frames on air come out with the same fields; the trace holds the line; then it rests")
    func listen() throws {
        let bench = try RadioBench()
        let program = try bench.startWithCode(
            "listen", ["--json", "--count", "2", "--trace", "line.txt"])
        try #require(program.waits(for: "hears with SX1303"), "\(program.said)")
        #expect(program.said.contains("nobody knows: what it says is never rewarded"))
        bench.line.put(Self.frame(868_100_000, .sf7, [0x40, 1, 2, 3]))
        bench.line.put(Self.frame(868_500_000, .sf9, [0x80, 9]))
        #expect(program.ending() == 0, "\(program.said)")
        try #require(program.lines.count == 2, "\(program.lines) \(program.said)")
        for (line, wanted) in zip(
            program.lines, [("868100000", 7, "40010203"), ("868500000", 9, "8009")])
        {
            let object =
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            #expect("\(object["freq_hz"] ?? "")" == wanted.0)
            #expect(object["sf"] as? Int == wanted.1 && object["bw_hz"] as? Int == 125_000)
            #expect(object["cr"] as? String == "4/5" && object["crc"] as? String == "ok")
            #expect(object["phy_hex"] as? String == wanted.2)
            let level = object["rssi_dbm"] as? Double ?? 0
            #expect(abs(level + 60) <= 1, "\(level)")
            #expect(abs((object["snr_db"] as? Double ?? 0) - 9) <= 0.25)
            #expect(object["count_us"] is Int && object["channel"] is Int)
        }
        let trace = try String(
            contentsOf: bench.folder.appendingPathComponent("line.txt"), encoding: .utf8)
        let lines = trace.split(separator: "\n")
        #expect(lines.first == "> 45000000", "PING comes first")
        #expect(lines.dropFirst().first?.hasPrefix("< 45001540") == true)
        #expect(lines.allSatisfy { $0.wholeMatch(of: /[<>] ([0-9a-f]{2})+/) != nil })
        #expect(program.said.contains("2 frames, 0 with a bad checksum"))
    }

    @Test(
        "SIGINT puts the radio to rest and ends with 0", arguments: [BridgeVersion.current, .older])
    func interrupt(bridge: BridgeVersion) throws {
        let bench = try RadioBench(bridge: bridge)
        let program = try bench.startWithCode("listen", [])
        try #require(program.waits(for: "hears with"), "\(program.said)")
        program.interrupt()
        #expect(program.ending() == 0)
        #expect(program.said.contains("0 frames"))
        // At rest, the next program starts it at once.
        let second = try bench.startWithCode("listen", ["--for", "200ms"])
        #expect(second.ending() == 0, "\(second.said)")
    }

    @Test("without code nothing starts, and what is missing is named with what to do")
    func withoutCode() throws {
        let bench = try RadioBench()
        let program = try bench.start("listen", "--firmware", "none")
        #expect(program.ending() == 78)
        for word in [
            "agc_fw_sx1250.var and arb_fw.var", "sx1302_hal 2.1.0", "make-up DIR",
            "--accept-unknown-firmware",
        ] { #expect(program.said.contains(word), "\(program.said)") }
        let unknown = try bench.start("listen", "--firmware", "code")
        #expect(unknown.ending() == 78)
        #expect(unknown.said.contains("as Semtech published it"), "\(unknown.said)")
    }

    @Test("a frame is sent as it was asked, and what was really sent is told")
    func send() throws {
        let bench = try RadioBench()
        let program = try bench.startWithCode(
            "send",
            [
                "--json", "--freq", "868100000", "--sf", "7", "--power", "14", "--antenna-gain",
                "2", "--board", "corecell", "c0ffee",
            ])
        #expect(program.waits(for: "silent for"), "\(program.said)")
        let emissions = bench.line.emissions
        try #require(emissions.count == 1)
        #expect(emissions[0].frame.payload == [0xC0, 0xFF, 0xEE])
        #expect(emissions[0].frame.frequency.gap(to: Hertz(868_100_000)) <= Hertz(1))
        #expect(emissions[0].power == SignalLevel(hundredths: 1200), "14 dBm less 2 dB of gain")
        program.interrupt()
        #expect(program.ending() == 0)
        let object =
            try JSONSerialization.jsonObject(
                with: Data((program.lines.first ?? "").utf8)) as? [String: Any]
        let sent = object?["sent"] as? [String: Any]
        #expect(sent?["phy_hex"] as? String == "c0ffee" && sent?["sf"] as? Int == 7)
        #expect(sent?["airtime_ns"] as? Int == 36_096_000 || sent?["airtime_ns"] is Int)
    }

    static let refusals: [(String, [String], Int32, String)] = [
        (
            "power", ["--freq", "868100000", "--sf", "7", "--power", "17", "--antenna-gain", "0"],
            1, "more than the plan's 16.15 dBm"
        ),
        (
            "band", ["--freq", "915000000", "--sf", "7", "--power", "14", "--antenna-gain", "0"], 1,
            "outside of what EU868 allows"
        ),
        (
            "no gain", ["--freq", "868100000", "--sf", "7", "--power", "14"], 2,
            "what the antenna gains is not known"
        ),
        ("no frequency", ["--sf", "7", "--power", "14", "--antenna-gain", "0"], 2, "--freq"),
    ]

    @Test(
        "what the plan forbids is refused by name before the radio hears of it", arguments: refusals
    )
    func refused(name: String, arguments: [String], code: Int32, sentence: String) throws {
        let bench = try RadioBench()
        let program = try bench.startWithCode("send", arguments + ["00"])
        #expect(program.ending() == code, "\(program.said)")
        #expect(program.said.contains(sentence), "\(program.said)")
        #expect(bench.line.emissions.isEmpty)
    }

    @Test("info asks who it is; with a plan it is started")
    func info() throws {
        let bench = try RadioBench()
        let asked = Transcript.Step(
            command: "earshot radio info --radio \(bench.address)", expected: [], exitCode: 0)
        let answer = try asked.run(in: bench.folder)
        #expect(answer.exitCode == 0 && answer.output.contains("CoreCell bridge"), "\(answer)")
        let program = try bench.startWithCode("info", ["--json"])
        #expect(program.ending() == 0, "\(program.said)")
        let object =
            try JSONSerialization.jsonObject(
                with: Data((program.lines.first ?? "").utf8)) as? [String: Any]
        #expect(object?["eui"] as? String == "000000000000abcd")
        #expect(object?["kind"] as? String == "concentrator")
        #expect(object?["known_firmware"] as? Bool == false)
    }

    @Test("what is no radio is said to be none, and a line that is not there is named")
    func strangers() throws {
        let bench = try RadioBench()
        let mute = try EmulatedLine { _ in Mute() }
        defer { mute.end() }
        let silent = Transcript.Step(
            command: "earshot radio info --radio tcp:127.0.0.1:\(mute.port)", expected: [],
            exitCode: 69)
        let answer = try silent.run(in: bench.folder)
        #expect(answer.exitCode == 69)
        #expect(answer.output.contains("answers neither like a CoreCell bridge"), "\(answer)")
        let gone = Transcript.Step(
            command: "earshot radio listen --plan EU868 --radio tty:/dev/ttyNONE", expected: [],
            exitCode: 69)
        #expect(try gone.run(in: bench.folder).exitCode == 69)
    }
}

/// A device that takes everything and never says a word.
private struct Mute: EmulatedRadio {
    mutating func take(_ bytes: RawSpan, at now: Nanoseconds, effects: inout RadioEffects) {}
    mutating func pass(to now: Nanoseconds, effects: inout RadioEffects) {}
    mutating func hear(_ arrival: Arrival) {}
}
