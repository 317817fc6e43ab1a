import Airwaves
import Attestation
import ForwarderProtocol
import Forwarders
import Radios
import Testing
import Units

@Suite("What a forwarder says of a transmission becomes one outcome")
struct ForwarderAnswerTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let body: String
        let end: ForwarderReport.End
        let word: DownlinkOutcome
        let answer: TransmissionAnswer

        var testDescription: String { body.isEmpty ? "nothing" : body }
    }

    private static func error(
        _ word: String, _ error: TransmissionError, _ outcome: DownlinkOutcome
    ) -> Row {
        Row(
            body: "{\"txpk_ack\":{\"error\":\"\(word)\"}}", end: .refused(error), word: outcome,
            answer: .refused(error))
    }

    private static func accepted(_ body: String, _ power: Int32? = nil) -> Row {
        let level = power.map { SignalLevel(hundredths: $0) }
        return Row(
            body: body, end: .accepted(power: level), word: .sentRX1,
            answer: .accepted(power: level))
    }

    /// The words of GWMP 1.3, 1.4 and 1.5 and of sx1302_hal 2.1.0, and their spellings in the field.
    static let rows: [Row] = [
        accepted(""), accepted("{}"), accepted("{\"txpk_ack\":{}}"),
        accepted("{\"txpk_ack\":{\"error\":\"NONE\"}}"),
        accepted("{\"txpk_ack\":{\"error\":\"\"}}"), accepted("{\"txpk_ack\":{\"error\":null}}"),
        accepted("{\"txpk_ack\":{\"warn\":\"TX_POWER\",\"value\":14}}", 1400),
        accepted("{\"txpk_ack\":{\"warn\":\"TX_POWER\",\"value\":13.5}}", 1350),
        accepted("{\"txpk_ack\":{\"warn\":\"TX_POWER\"}}"),
        accepted("{\"txpk_ack\":{\"error\":\"TX_POWER\",\"value\":27}}", 2700),
        accepted("{\"error\":\"NONE\"}"),
        error("TOO_LATE", .tooLate, .tooLate), error("TOO_EARLY", .tooEarly, .tooEarly),
        error("COLLISION_PACKET", .collisionPacket, .collision),
        error("COLLISION_BEACON", .collisionBeacon, .collision),
        error("TX_FREQ", .frequency, .frequencyRefused),
        error("GPS_UNLOCKED", .noGPS, .radioAway), error("UNKNOWN", .unknown, .frameRefused),
        error("SOMETHING_NEW", .unknown, .frameRefused),
    ]

    @Test("every answer of every dialect", arguments: rows)
    func answers(row: Row) throws {
        var port = Port()
        var forwarder = TestForwarder()
        forwarder.pull(&port)
        forwarder.hear(&port)
        let start = RadioTime(microseconds: forwarder.counter(at: port.now) + 900_000)
        port.transmit(ForwarderDownlink(name: .own(7), windows: [.test(.at(start))]))
        port.pass(milliseconds: 800)
        let handed = try #require(port.handed.first)
        #expect(port.reports.isEmpty)
        forwarder.answer(handed.token, row.body, &port)
        let report = try #require(port.reports.first)
        #expect(report.end == row.end)
        #expect(DownlinkOutcome(report) == row.word)
        #expect(report.answer == row.answer)
        #expect(report.name == .own(7))
        #expect(report.mayHaveBeenSent == (row.word == .sentRX1))
        if case .accepted(let power) = row.end {
            #expect(report.power?.isConfirmed == (power != nil))
            #expect(report.power?.level == power ?? SignalLevel(hundredths: 2000))
            guard case .sent(let frame) = report.outcome else {
                Issue.record("\(report.outcome)")
                return
            }
            #expect(frame.start == start)
        } else {
            guard case .refused = report.outcome else {
                Issue.record("\(report.outcome)")
                return
            }
        }
        // Nothing more ever comes of it.
        forwarder.answer(handed.token, "", &port)
        port.pass(milliseconds: 20_000)
        #expect(port.reports.count == 1)
        #expect(port.handed.count == 1)
        #expect(port.server.counters[.strayAnswer] == 1)
    }

    @Test("every error of the protocol has a row")
    func everyError() {
        for error in TransmissionError.allCases {
            #expect(Self.rows.contains { $0.end == .refused(error) }, "\(error)")
        }
    }

    @Test("no answer: named after the frame's time and a second, and never sent again")
    func silence() throws {
        var port = Port()
        var forwarder = TestForwarder()
        forwarder.pull(&port)
        forwarder.hear(&port)
        let start = RadioTime(microseconds: forwarder.counter(at: port.now) + 600_000)
        let second = start.later(by: 1_000_000)
        port.transmit(
            ForwarderDownlink(name: .own(1), windows: [.test(.at(start)), .test(.at(second))]))
        let airtime = try #require(Radios.Transmission.test().airtime)
        let clockError: UInt64 = 10_000_000  // the least delay of the forwarder's frames
        let end = port.now.value + 600_000_000 + clockError + airtime.value + 1_000_000_000
        port.pass(until: end - 1_000_000)
        #expect(port.handed.count == 1)
        #expect(port.reports.isEmpty)
        port.pass(until: end + 1_000_000)
        let report = try #require(port.reports.first)
        #expect(report.end == .unanswered)
        #expect(DownlinkOutcome(report) == .radioAway)
        #expect(report.answer == .refused(.unknown))
        guard case .failed = report.outcome else {
            Issue.record("\(report.outcome)")
            return
        }
        port.pass(milliseconds: 10_000)
        #expect(port.handed.count == 1)
        #expect(port.reports.count == 1)
    }

    @Test(
        "a forwarder of version 1 never answers: what it was handed counts as sent, power assumed")
    func firstVersion() throws {
        var port = Port()
        var forwarder = TestForwarder(version: .first)
        forwarder.pull(&port)
        forwarder.hear(&port)
        port.transmit(ForwarderDownlink(name: .own(1), windows: [.test()]))
        port.pass(milliseconds: 5_000)
        let report = try #require(port.reports.first)
        #expect(report.end == .unanswerable)
        #expect(DownlinkOutcome(report) == .sentAtOnce)
        #expect(report.power?.isConfirmed == false)
        #expect(port.sent.allSatisfy { $0.datagram.version == .first })
        #expect(port.remarks.count { $0.contains("version 1") } == 1)
        forwarder.pull(&port)
        #expect(port.remarks.count { $0.contains("version 1") } == 1)
    }

    @Test("an answer that cannot be read is counted and changes nothing")
    func unreadable() {
        var port = Port()
        var forwarder = TestForwarder()
        forwarder.pull(&port)
        port.transmit(ForwarderDownlink(name: .own(1), windows: [.test()]))
        port.pass(milliseconds: 100)
        for body in ["[", "[]", "1", "{\"txpk_ack\":{\"value\":\"x\"}}"] {
            forwarder.answer(port.handed[0].token, body, &port)
        }
        #expect(port.server.counters[.unreadableAnswer] == 4)
        #expect(port.reports.isEmpty)
        forwarder.answer(port.handed[0].token, "", &port)
        #expect(port.reports.count == 1)
    }

    @Test("only the forwarder that was asked answers: not another EUI, address or token")
    func strays() {
        var port = Port()
        var forwarder = TestForwarder()
        var other = TestForwarder(1)
        forwarder.pull(&port)
        other.pull(&port)
        port.transmit(ForwarderDownlink(name: .own(1), windows: [.test()]))
        port.pass(milliseconds: 100)
        let token = port.handed[0].token
        other.answer(token, "", &port)
        forwarder.answer(token &+ 1, "", &port)
        var elsewhere = forwarder
        elsewhere.down = DatagramAddress(ipv4: 0x7f00_0001, port: 5)
        elsewhere.answer(token, "", &port)
        #expect(port.server.counters[.strayAnswer] == 3)
        #expect(port.reports.isEmpty)
    }
}
