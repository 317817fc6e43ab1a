import Airwaves
import Attestation
import Foundation
import HexGrid
import Testing
import Units

@testable import CoverageRules

/// 1,500 links judged by another program (Tests/Vectors/rules/make.py): h3's own cells and 40
/// digits.
@Suite("W-9, W-12 to W-16 agree with vectors from elsewhere")
struct LinkVectorTests {
    struct File: Decodable {
        let rows: [Row]
    }

    struct Row: Decodable {
        let one, other: String
        let distance, frequency, channel, bandwidth, error, errorCount, errorSum, sf: Int64
        let eirp, gain, h1, h2, ratio, signal: Int64
        let judged: [String: Answer]
    }

    /// `"pass"`, a reason that is not judged, or `["reason", measured, limit]`; suspicions are a
    /// list of rules.
    enum Answer: Decodable, Equatable {
        case word(String)
        case fail(String, Int64, Int64)
        case list([String])

        init(from decoder: any Decoder) throws {
            if let word = try? decoder.singleValueContainer().decode(String.self) {
                self = .word(word)
            } else if let list = try? decoder.singleValueContainer().decode([String].self) {
                self = .list(list)
            } else {
                var list = try decoder.unkeyedContainer()
                self = .fail(
                    try list.decode(String.self), try list.decode(Int64.self),
                    try list.decode(Int64.self))
            }
        }

        init(_ judgement: Judgement) {
            switch judgement {
            case .pass: self = .word("pass")
            case .notJudged(let reason): self = .word(reason.code)
            case .fail(let reason, let measured, let limit):
                self = .fail(reason.code, measured, limit)
            }
        }
    }

    @Test("every judgement, measured number and limit is the same")
    func links() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Vectors/rules/links.json")
        let rows = try JSONDecoder().decode(File.self, from: Data(contentsOf: path)).rows
        #expect(rows.count == 1_500)
        for row in rows {
            let facts = try facts(row)
            #expect(facts.distance?.value == row.distance)
            let verdict = WitnessRules.judge(facts, GoodFacts.terms)
            for (number, judge) in WitnessRules.all {
                guard let expected = row.judged[number.description] else { continue }
                #expect(Answer(judge(facts, GoodFacts.terms)) == expected, "\(number) \(row)")
            }
            #expect(
                row.judged["suspicions"]
                    == .list(verdict.suspicions.rules.map(\.description)), "\(row)")
        }
    }

    func facts(_ row: Row) throws -> WitnessFacts {
        var beacon = GoodFacts.beacon
        beacon.station = station(1, try Cell(parsing: row.one), height: row.h1, gain: 0)
        beacon.reveal.transmission.frequency = Hertz(UInt64(row.frequency))
        beacon.reveal.transmission.bandwidth = Hertz(UInt64(row.bandwidth))
        beacon.reveal.transmission.spreadingFactor = UInt64(row.sf)
        beacon.reveal.transmission.power = SignalLevel(hundredths: Int32(row.eirp))
        var facts = GoodFacts.witness(
            of: beacon,
            at: station(2, try Cell(parsing: row.other), height: row.h2, gain: row.gain))
        facts.report.first.frequency = Hertz(UInt64(row.channel))
        facts.report.first.frequencyErrorHertz = row.error
        facts.report.first.signal = SignalLevel(hundredths: Int32(row.signal))
        facts.report.first.ratio = Decibels(hundredths: Int32(row.ratio))
        facts.frequencyErrors = FrequencyErrors(
            count: UInt32(row.errorCount), sum: row.errorSum)
        return facts
    }

    func station(_ number: UInt32, _ cell: Cell, height: Int64, gain: Int64) -> Station {
        let key = GoodFacts.key(UInt64(number))
        return Station(
            hotspot: number, key: key, owner: key, cell: cell, height: Metres(height),
            gain: Decibels(hundredths: Int32(gain)), plan: .eu868, radioClass: .full,
            measures: [.frequencyError], site: number, trust: 500, firstWindow: Window(0))
    }
}
