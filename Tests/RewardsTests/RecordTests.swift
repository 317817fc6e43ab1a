import Attestation
import Foundation
import HexGrid
import Primitives
import Testing
import Units

@testable import Rewards

@Suite("Records of the stages of pay") struct RecordTests {
    private func files(seed: UInt64 = 5) throws -> RewardFiles {
        RewardFiles(
            try EpochRewards(Network(seed: seed, hotspots: 120).input, by: .first))
    }

    @Test("what is written is read again", arguments: 1...4 as ClosedRange<UInt64>)
    func inverse(seed: UInt64) throws {
        let files = try files(seed: seed)
        let sites = files.bytes(of: .sites)
        #expect(try ResultFile.records(SiteRecord.self, in: sites.rawSpan) == files.sites)
        let units = files.bytes(of: .units)
        #expect(try ResultFile.records(UnitsRecord.self, in: units.rawSpan) == files.units)
        let payouts = try RewardFiles.payouts(in: files.bytes(of: .payouts).rawSpan)
        #expect(payouts.totals == files.totals && payouts.payouts == files.payouts)
        let lifetime = files.bytes(of: .rewards)
        #expect(try RewardFiles.lifetime(in: lifetime.rawSpan) == files.lifetime)
        // Records with and without each optional field have been seen.
        #expect(Swift.Set(files.sites.map { $0.holder == nil }).count == 2)
        #expect(Swift.Set(files.sites.map { $0.anchorSteps == nil }).count == 2)
        #expect(Swift.Set(files.sites.map { $0.limits.isEmpty }).count == 2)
        #expect(Swift.Set(files.units.map { $0.unpaid }).count == 4)
    }

    @Test("a site's factors make its multiplier")
    func explanation() throws {
        for site in try files().sites {
            let product = site.density * site.gap * site.demand / 1_000_000_000
            let bound: UInt64 = site.anchorSteps == nil ? 500_000 : 4_000_000
            #expect(site.multiplier == min(product, bound))
            var (kept, counted) = (UInt128(1_000_000), UInt128(1))
            for limit in site.limits {
                kept *= UInt128(limit.kept)
                counted *= UInt128(limit.counted)
            }
            #expect(site.density == UInt64(kept / counted))
        }
    }

    @Test("every single changed byte is refused or read as something else")
    func changed() throws {
        let files = try files()
        let bytes = Array(files.bytes(of: .payouts).prefix(400))
        let whole = files.bytes(of: .payouts)
        for index in bytes.indices {
            var other = whole
            other[index] ^= 1
            if let read = try? RewardFiles.payouts(in: other.rawSpan) {
                #expect(read.totals != files.totals || read.payouts != files.payouts)
            }
        }
    }

    @Test("refused: a record out of order, twice, cut short, with a gap, unbalanced")
    func refusals() throws {
        let files = try files()
        func code<Result>(_ body: () throws(ResultFileError) -> Result) -> ResultFileError.Code? {
            do throws(ResultFileError) {
                _ = try body()
                return nil
            } catch {
                #expect(!error.description.isEmpty)
                return error.code
            }
        }
        let swapped = ResultFile.bytes(of: [files.sites[1], files.sites[0]])
        #expect(
            code { () throws(ResultFileError) in
                try ResultFile.records(SiteRecord.self, in: swapped.rawSpan)
            } == .order)
        let twice = ResultFile.bytes(of: [files.units[1], files.units[1]])
        #expect(
            code { () throws(ResultFileError) in
                try ResultFile.records(UnitsRecord.self, in: twice.rawSpan)
            } == .order)
        let short = Array(files.bytes(of: .sites).dropLast())
        #expect(
            code { () throws(ResultFileError) in
                try ResultFile.records(SiteRecord.self, in: short.rawSpan)
            } == .record)
        let gap = ResultFile.bytes(of: [RewardLeaf(hotspot: 1, amount: Grains(0))])
        #expect(
            code { () throws(ResultFileError) in try RewardFiles.lifetime(in: gap.rawSpan) }
                == .order)
        var unbalanced = files
        unbalanced.totals.dust = Grains(files.totals.dust.value + 1)
        let payouts = unbalanced.bytes(of: .payouts)
        #expect(
            code { () throws(ResultFileError) in try RewardFiles.payouts(in: payouts.rawSpan) }
                == .contradiction)
    }

    @Test("docs/epochs.md has each table as it is")
    func page() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/epochs.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        for table in RewardFiles.tables {
            #expect(text.contains(table.markdown), "write it so:\n\(table.markdown)")
            #expect(table.fields.map(\.key) == Array(1...UInt64(table.fields.count)))
        }
    }
}
