import Attestation
import Foundation
import OracleAPI
import OracleHost
import Primitives
import Signing
import Testing
import Units

@Suite("Entropy of an oracle: the newest, by period, by day") struct EntropyLookTests {
    private func period(_ bytes: [UInt8]) throws -> Period {
        try read(bytes, as: EntropyRecord.self).step.period
    }

    @Test("the newest record and that of a period are answered as they are logged")
    func records() throws {
        let bench = try OracleBench()
        try bench.pass(20)
        let newest = try bench.host.newestRecord
        #expect(try period(newest) == bench.host.newest)
        #expect(try bench.host.entry(bench.host.size - 1) == newest)
        let third = try #require(try bench.host.record(of: Period(3)))
        #expect(try period(third) == Period(3))
        #expect(try bench.host.record(of: Period(9_999)) == nil)
        // A pause leaves periods without a record.
        bench.clock = bench.clock + Nanoseconds(5 * OracleBench.second)
        try bench.pass(2)
        #expect(try bench.host.record(of: Period(23)) == nil)
        #expect(try bench.host.record(of: Period(26)) != nil)
    }

    @Test("a day that is over becomes one file, once, with all its records and ends of chains")
    func days() throws {
        // 2027-01-14, 23:59:30.
        let midnight: UInt64 = 1_799_971_200_000_000_000
        let bench = try OracleBench(began: Nanoseconds(midnight - 30 * OracleBench.second))
        var next: UInt64 = 0
        #expect(bench.host.entropyDay(from: &next) == nil)
        while bench.clock.value < midnight + 3 * OracleBench.second { try bench.pass(1) }
        let day = try #require(bench.host.entropyDay(from: &next))
        #expect(EntropyDay.name(of: day.number) == "2027-01-14")
        #expect(EntropyDay.number(of: "2027-01-14") == day.number)
        for wrong in ["2027-1-14", "2027-01-32", "today", "2027-01-14T00"] {
            #expect(EntropyDay.number(of: wrong) == nil, "\(wrong)")
        }
        try day.write()
        #expect(bench.host.entropyDay(from: &next) == nil && next == day.number + 1)
        let path = "\(bench.data.path)/\(EntropyDay.path(of: day.number))"
        let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let news = try EntropyNews(
            file.rawSpan, after: nil, limit: 1_000, network: bench.founded.network,
            key: bench.host.file.oracles[0].entropyKey, by: Ed25519.self)
        let last = (midnight - bench.host.file.genesis.value) / OracleBench.second
        #expect(news.periods == (0..<last).map { Period($0) })
        // Whoever checks the folder finds a byte that is another than the log's.
        #expect(try DataCheck.run(bench.data).lines.contains("days     1, as the log has them"))
        var changed = file
        changed[changed.count / 2] ^= 1
        try Data(changed).write(to: URL(fileURLWithPath: path))
        #expect(try DataCheck.run(bench.data).isGood == false)
        var again: UInt64 = 0
        try FileManager.default.removeItem(atPath: path)
        #expect(bench.host.entropyDay(from: &again)?.number == day.number)
    }
}
