import Attestation
import CoverageRules
import EvidenceLog
import Maps
import Primitives
import ProofWorld
import Registry
import Seeds
import Signing
import Testing

@testable import Epochs

/// Six hotspots of which some misbehave: one pair hears each other too well to be true, one box is
/// cut off while openings are due, another for a shorter time.
struct TroubledNetwork: Sendable {
    let world: LoggedWorld
    let outcomes: [EpochOutcome]

    static let all = Result { try (1...3).map { try TroubledNetwork(seed: $0) } }

    init(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let world = JudgedNetwork.world(seed: seed, count: 6)
        let loud = numbers.below(5)
        world.pathLoss = { from, to in
            guard from != to else { return nil }
            return from == loud && to == loud + 1 ? 4_000 : 9_000 + Int32(abs(from - to)) * 500
        }
        let (cut, silent) = (numbers.below(6), numbers.below(6))
        world.run(periods: 65)
        for _ in 0..<3 {
            world.run(periods: UInt64(10 + numbers.below(40)))
            world.isReachable[cut] = false
            world.isReachable[silent] = false
            world.run(periods: UInt64(20 + numbers.below(20)))
            world.isReachable[silent] = true
            world.run(periods: UInt64(numbers.below(70)))
            world.isReachable[cut] = true
        }
        world.run(periods: max(0, 2 * 240 + 12 - min(world.period.number, 2 * 240 + 12)))
        self.world = LoggedWorld(world.log)
        outcomes = try self.world.outcomes(2)
    }

    /// The state that an epoch begins with.
    func state(before epoch: Int) throws -> EpochState {
        epoch == 0 ? try world.genesis : outcomes[epoch - 1].next
    }

    func open(_ epoch: Int) throws -> OpenEpoch<Ed25519, SHA256> {
        OpenEpoch(after: try state(before: epoch), maps: [ShippedMaps.places])
    }
}

extension LoggedWorld {
    /// Reads on, up to an index.
    func read(_ open: inout OpenEpoch<Ed25519, SHA256>, to end: UInt64) {
        while open.position < min(end, UInt64(entries.count)), !open.isClosed {
            let entry = entries[Int(open.position)]
            open.read(entry.rawSpan) { tree.root(at: $0) }
        }
    }
}

@Suite("Provisional verdicts: what F will say, as far as it can be told")
struct OpenEpochTests {
    typealias Final = [Hash256: VerdictRecord]

    private func final(_ outcome: EpochOutcome) throws -> Final {
        var final: Final = [:]
        for record in try outcome.beacons() { final[record.verdict.id] = record.verdict }
        for record in try outcome.reports() { final[record.verdict.id] = record.verdict }
        return final
    }

    static let later = RuleSet(.b12).union(RuleSet(.w19)).union(RuleSet(.w21))

    /// Rules of which the judgement differs, but those that are judged later.
    private func difference(_ one: VerdictRecord, _ other: VerdictRecord) -> RuleSet {
        one.failed.symmetricDifference(other.failed)
            .union(one.notJudged.symmetricDifference(other.notJudged)).subtracting(Self.later)
    }

    @Test(
        "when all evidence is there, every provisional verdict is the final one", arguments: 0..<3)
    func closed(number: Int) throws {
        let network = try TroubledNetwork.all.get()[number]
        for epoch in 0..<2 {
            var open = try network.open(epoch)
            network.world.read(&open, to: .max)
            #expect(open.isClosed)
            let verdicts = try open.verdicts()
            let final = try final(network.outcomes[epoch])
            let judged = verdicts.reports.filter { $0.stage != .late }
            #expect(judged.count == final.count && judged.count > 20)
            for report in judged {
                #expect(report.stage == .provisional)
                guard let record = final[report.verdict.id] else {
                    Issue.record("\(report) is no report of F")
                    continue
                }
                #expect(difference(report.verdict, record).isEmpty, "\(report) \(record)")
                #expect(
                    report.verdict.index == record.index && report.verdict.hotspot == record.hotspot
                )
                if record.finding.map({ !Self.later.contains($0.rule) }) ?? false {
                    #expect(report.verdict.finding == record.finding)
                    #expect(report.verdict.outcome == record.outcome)
                }
            }
            #expect(judged.contains { $0.verdict.outcome == .fail })
        }
    }

    @Test(
        "what was said at any point of the log holds, unless later statements overturn it",
        arguments: 0..<3)
    func stable(number: Int) throws {
        let network = try TroubledNetwork.all.get()[number]
        var numbers = SeededNumbers(seed: UInt64(number))
        // B-11, W-17 and W-18 compare with statements still to come, W-6 knows at the close what
        // was not opened.
        let may = RuleSet(.b11).union(RuleSet(.w6)).union(RuleSet(.w17)).union(RuleSet(.w18))
        var (said, overturned) = (0, 0)
        for epoch in 0..<2 {
            var open = try network.open(epoch)
            let final = try final(network.outcomes[epoch])
            while !open.isClosed {
                network.world.read(&open, to: open.position + 1 + UInt64(numbers.below(120)))
                for report in try open.verdicts().reports where report.stage == .provisional {
                    guard let record = final[report.verdict.id] else {
                        Issue.record("\(report) is no report of F")
                        continue
                    }
                    said += 1
                    let difference = difference(report.verdict, record)
                    if !difference.isEmpty { overturned += 1 }
                    #expect(difference.subtracting(may).isEmpty, "\(report) \(record)")
                }
            }
        }
        #expect(said > 500 && overturned * 10 < said, "\(overturned) of \(said)")
    }

    @Test("a reveal is judged as soon as it is read, an opened report when its beacon is revealed")
    func prompt() throws {
        let network = try TroubledNetwork.all.get()[0]
        var open = try network.open(0)
        var waits: [Hash256] = []
        while !open.isClosed {
            let before = open.position
            network.world.read(&open, to: before + 40)
            let verdicts = try open.verdicts()
            for record in try network.outcomes[0].beacons()
            where record.verdict.index < open.position {
                #expect(verdicts.report(record.verdict.id)?.stage == .provisional)
            }
            for record in try network.outcomes[0].reports()
            where record.verdict.index < open.position {
                switch verdicts.report(record.verdict.id)?.stage {
                case .provisional: break
                case .waiting(let until):
                    let close = try network.world.genesisPeriods.firstPeriod(
                        of: Window(record.verdict.window.number + 1))
                    #expect(until.number == close.number + 9)
                    waits.append(record.verdict.id)
                default: Issue.record("\(record.verdict.id) is neither judged nor waited for")
                }
            }
        }
        #expect(!waits.isEmpty)
        for id in Set(waits) { #expect(try open.verdicts().report(id)?.stage == .provisional) }
    }

    @Test("what came after its window closed is late, and no report of F")
    func late() throws {
        var late = 0
        for network in try TroubledNetwork.all.get() {
            for epoch in 0..<2 {
                var open = try network.open(epoch)
                network.world.read(&open, to: .max)
                let final = try final(network.outcomes[epoch])
                for report in try open.verdicts().reports where report.stage == .late {
                    late += 1
                    #expect(final[report.verdict.id] == nil)
                    #expect(report.verdict.finding == nil && report.verdict.failed.isEmpty)
                }
            }
        }
        #expect(late > 0)
    }

    @Test("an epoch that has not begun has nothing, and reads no further than its close")
    func bounds() throws {
        let network = try TroubledNetwork.all.get()[0]
        var open = try network.open(0)
        #expect(throws: EpochError.self) { try open.verdicts() }
        network.world.read(&open, to: .max)
        let end = open.position
        #expect(end == network.outcomes[0].root.logSize)
        network.world.read(&open, to: .max)
        #expect(open.position == end)
    }
}

extension LoggedWorld {
    fileprivate var genesisPeriods: NetworkPeriods {
        get throws { try genesis.registry.periods }
    }
}
