import Attestation
import HexGrid
import Notation
import Settings
import Testing
import Units

@testable import PositionFixes

@Suite("Measured position: never finer than a cell, coarse away from the asserted place")
struct MeasuredPositionTests {
    /// The asserted cell is of resolution 12, and so is one whose centre lies `metres` north of it.
    static func measured(_ metres: Double, accuracy: Int64 = 10) throws -> MeasuredPosition {
        let asserted = Cell(containing: Bench.home, resolution: try Resolution(12))
        let centre = asserted.center
        let place = Bench.place(centre.latitude + metres / 111_195.08, centre.longitude)
        return Position(place: place, accuracy: Metres(accuracy), source: .fix3D)
            .measured(from: asserted)
    }

    static let cases: [(Double, Int64, UInt8)] = [
        (0, 0, 12), (1, 1, 12), (500, 500, 12), (501, 501, 5), (80_000, 80_000, 5),
    ]

    @Test("at 500 m a cell of resolution 12, past it one of 5", arguments: cases)
    func cells(metres: Double, distance: Int64, resolution: UInt8) throws {
        let measured = try Self.measured(metres)
        #expect(measured.distance == Metres(distance))
        #expect(measured.cell.resolution.value == resolution)
    }

    static let accuracies: [(Int64, Int64)] = [
        (0, 1), (1, 1), (50, 50), (1_000_000, 1_000_000), (1_000_001, 1_000_000),
    ]

    @Test("the accuracy stays within what a message holds", arguments: accuracies)
    func accuracy(given: Int64, told: Int64) throws {
        #expect(try Self.measured(0, accuracy: given).accuracy == Metres(told))
    }

    @Test("the antipodes fit into a message")
    func antipodes() throws {
        let asserted = Cell(containing: Bench.place(45, 10), resolution: try Resolution(12))
        let position = Position(
            place: Bench.place(-45, -170), accuracy: Metres(1), source: .configured)
        let measured = position.measured(from: asserted)
        #expect(measured.distance <= Metres(20_100_000) && measured.distance > Metres(20_000_000))
        #expect(measured.source == .configured)
    }
}

@Suite("Section [position]")
struct PositionSettingsTests {
    static func read(_ toml: String) throws -> PositionSettings {
        var sources = SettingSources()
        sources.files = [.init(path: "hotspot.toml", text: Array(toml.utf8))]
        let settings = SettingTable(PositionSettings.settings).read(sources)
        #expect(settings.problems.isEmpty)
        return try PositionSettings(reading: settings)
    }

    @Test("gpsd of this machine, another's, a fixed place, nothing")
    func good() throws {
        #expect(try Self.read("") == .gpsd(SocketName(parsing: "127.0.0.1:2947")))
        #expect(
            try Self.read("[position]\ngpsd = \"[::1]:2000\"")
                == .gpsd(SocketName(parsing: "[::1]:2000")))
        #expect(try Self.read("[position]\nsource = \"none\"") == .nothing)
        let fixed = "[position]\nsource = \"fixed\"\nfixed = \"47.3769,8.5417\"\n"
        let place = Position(place: Bench.home, accuracy: Metres(50), source: .configured)
        #expect(try Self.read(fixed) == .fixed(place))
        guard case .fixed(let near) = try Self.read(fixed + "fixed_accuracy_m = 3") else {
            Issue.record("no fixed place")
            return
        }
        #expect(near.accuracy == Metres(3))
        let status = PositionStatus(configured: near)
        #expect(status.isKnown && status.state == .configured)
        let now = Bench().now
        #expect(status.text(at: now).contains("place       47.3769000,8.5417000, within 3 m\n"))
    }

    static let refusals: [(String, PositionSettingsError)] = [
        ("source = \"fixed\"", .noPlace),
        ("fixed = \"47,8\"", .unusedPlace(source: "gpsd")),
        ("source = \"none\"\nfixed = \"47,8\"", .unusedPlace(source: "none")),
        ("source = \"fixed\"\nfixed = \"91,8\"", .place(.latitudeOutOfRange(91))),
        ("gpsd = \"gpsd.example:2947\"", .address(.wrongHost("\"gpsd.example:2947\""))),
    ]

    @Test("what makes no sense is refused, and says what to write", arguments: refusals)
    func bad(toml: String, expected: PositionSettingsError) {
        #expect(throws: expected) { try Self.read("[position]\n" + toml) }
        #expect(expected.description.hasPrefix("position."))
    }
}

@Suite("Reconnecting: soon at first, then seldom, never in a hurry")
struct ReconnectDelayTests {
    @Test func delays() {
        var delay = ReconnectDelay()
        let seconds = (0..<8).map { _ in delay.next().value / 1_000_000_000 }
        #expect(seconds == [1, 2, 4, 8, 16, 30, 30, 30])
        delay.reset()
        #expect(delay.next() == .seconds(1))
    }
}

@Suite("Status: what, since when, why, what to do")
struct PositionStatusTests {
    static func json(_ judge: PositionJudge) throws -> JSON {
        var writer = JSONWriter()
        PositionStatus(of: judge, source: "gpsd at 127.0.0.1:2947").write(to: &writer)
        return try JSON(parsing: String(decoding: writer.bytes, as: UTF8.self))
    }

    @Test func known() throws {
        var bench = Bench.settled()
        bench.hear(.satellites(used: 8, seen: 12))
        bench.second += 2
        let text = PositionStatus(of: bench.judge, source: "gpsd at 127.0.0.1:2947")
            .text(at: bench.now)
        #expect(
            text == """
                source      gpsd at 127.0.0.1:2947
                position    known (3D fix)
                since       2026-11-21T03:00:03Z (3s)
                place       47.3769000,8.5417000, within 10 m
                satellites  8 used of 12 seen
                clock       agrees with the satellites, 0 ns behind them
                pps         no pulse seen

                """)
        let json = try Self.json(bench.judge)
        #expect(json["schema"] == .string("earshot.gps.v1"))
        #expect(json["state"] == .string("fix_3d"))
        #expect(json["place"]?["latitude_e7"] == .integer(473_769_000))
        #expect(json["place"]?["accuracy_m"] == .integer(10))
        #expect(json["clock"]?["state"] == .string("agrees"))
        #expect(json["do"] == .null)
    }

    @Test func gone() throws {
        var bench = Bench(connected: false)
        bench.hear(.gone("Connection refused"))
        let text = PositionStatus(of: bench.judge, source: "x").text(at: bench.now)
        #expect(text.contains("position    gpsd does not answer, Connection refused\n"))
        #expect(text.contains("do          start it: systemctl start gpsd"))
        let json = try Self.json(bench.judge)
        #expect(json["known"] == .bool(false) && json["place"] == .null)
        #expect(json["since"] == .string("2026-11-21T03:00:01Z"))
    }

    @Test("trouble that has not lasted yet is shown beside the place")
    func trouble() {
        var bench = Bench.settled()
        bench.hear(.gone("it ended the connection"))
        let text = PositionStatus(of: bench.judge, source: "x").text(at: bench.now)
        #expect(text.contains("position    known (3D fix)\n"))
        #expect(text.contains("trouble     gpsd does not answer, just now\n"))
    }
}
