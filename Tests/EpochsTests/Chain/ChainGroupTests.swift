import Airwaves
import Attestation
import CoverageRules
import HexGrid
import HotspotLogic
import Primitives
import ProofWorld
import Signing
import Testing
import Units

@testable import Epochs

@Suite("Selection, reciprocity and what lower rules answer, through the whole chain")
struct ChainGroupTests {
    private func outcome(_ network: WrittenNetwork, epoch: UInt64 = 0) throws -> EpochOutcome {
        var network = network
        network.lastEpoch = epoch
        let log = network.written()
        let world = LoggedWorld(log.entries, network: log.network)
        return try #require(try world.outcomes(Int(epoch) + 1).last)
    }

    /// What window 2's reports say of W-19, with the beacon's selection.
    private func selected(
        _ network: WrittenNetwork
    ) throws -> (taken: [UInt32], left: [UInt32]) {
        let outcome = try outcome(network)
        let beacon = try #require(
            try outcome.beacons().first { $0.verdict.window == Window(2) })
        let reports = try outcome.reports().filter { $0.beacon == beacon.verdict.id }
        #expect(reports.allSatisfy { $0.verdict.outcome == .pass })
        let left = reports.filter { $0.verdict.notJudged.contains(.w19) }
        return (beacon.selected, left.compactMap(\.verdict.hotspot).sorted())
    }

    @Test("W-19 rankTooHigh: of fifteen witnesses the fifteenth by rank; of fourteen nobody")
    func ranks() throws {
        var network = WrittenNetwork()
        network.hearAt(Array(repeating: 0, count: 15))
        let (taken, left) = try selected(network)
        #expect(taken.count == 14 && left.count == 1)
        let log = network.written()
        let beacon = log.beacon()
        let last = (1...15).max { one, other in
            func rank(_ box: Int) -> Hash256 {
                ProofHash.rank(
                    seed: beacon.draw.seed, witness: WrittenNetwork.key(box), by: SHA256.self)
            }
            return rank(one) < rank(other)
        }
        #expect(left == [UInt32(try #require(last))])
        network.boxes.removeLast()
        let fewer = try selected(network)
        #expect(fewer.taken.count == 14 && fewer.left.isEmpty)
    }

    @Test("W-19 siteTaken: of two witnesses within 300 m one is selected, at 301 m both")
    func site() throws {
        for (metres, expected) in [(300, 1), (301, 2)] as [(Int64, Int)] {
            var network = WrittenNetwork()
            let first = network.boxes[1]
            network.boxes.append(WrittenBox(WrittenBox.cell(metres, from: first.cell)))
            network.hears = { hearer, sender in hearer > 0 && sender == 0 }
            let (taken, left) = try selected(network)
            #expect(taken.count == expected && left.count == 2 - expected)
        }
    }

    @Test(
        "W-3 edgeDoubted: once a found notice is in force it answers, although W-14 fails as well")
    func doubted() throws {
        let outcomes = try TrustTests.cheated.get().1
        let doubted = try outcomes[9].reports().filter { $0.verdict.failed.contains(.w3) }
        let finding = Verdict.Finding(rule: .w3, reason: .edgeDoubted, measured: 0, limit: 0)
        #expect(!doubted.isEmpty && doubted.allSatisfy { $0.verdict.finding == finding })
        #expect(doubted.contains { $0.verdict.failed.contains(.w14) })
        #expect(try outcomes[0].reports().allSatisfy { !$0.verdict.failed.contains(.w3) })
    }

    @Test("B-9 dwellExceeded: a frame a millisecond too long; the nearest that fits passes")
    func dwell() throws {
        func airtime(_ log: WrittenLog) throws -> Int64 {
            let beacon = log.beacon()
            let modulation = LoRaModulation(spreadingFactor: beacon.draw.spreadingFactor)
            let time = try modulation.airtime(of: beacon.draw.frameLength)
            return Int64((time.value + 999_999) / 1_000_000)
        }
        // Draws follow from the rule book's hash: the row is sought among nonces.
        func sought(_ wanted: Int64) throws -> (WrittenLog, VerdictRecord) {
            let row = ChainRow.beacon(.b9, .dwellExceeded, bad: { _ in })
            for salt in UInt64(0)..<200 {
                var network = row.network()
                network.rules = WrittenNetwork.rules(dwell: 90, of: "EU868")
                network.salt = salt
                let log = network.written()
                if try airtime(log) == wanted { return (log, try row.record(log)) }
            }
            throw LoggedWorldError.noFile
        }
        // SF7 has frames of 88 to 90 ms and of 93; which of them is drawn does not matter.
        let times = (24...52).compactMap { length in
            try? LoRaModulation(spreadingFactor: .sf7).airtime(of: length)
        }.map { Int64(($0.value + 999_999) / 1_000_000) }
        let most = try #require(times.filter { $0 <= 90 }.max())
        let past = try #require(times.filter { $0 > 90 }.min())
        let bad = try sought(past).1
        #expect(
            bad.finding
                == Verdict.Finding(
                    rule: .b9, reason: .dwellExceeded, measured: past, limit: 90))
        #expect(bad.failed.rules == [.b9])
        #expect(try sought(most).1.outcome == .pass)
    }

    @Test("B-5 answers before B-6, B-8, B-9 and B-10 have nothing to judge: no record, no slot")
    func noSlot() throws {
        var network = WrittenNetwork()
        network.silent = [2]
        network.sendings = [WrittenSending(0, 1)]
        network.statements.append((180, { Self.reveal(of: 2, in: $0.network.id) }))
        let row = ChainRow.beacon(.b5, .noRecord, bad: { _ in })
        let record = try row.record(network.written())
        #expect(record.finding?.rule == .b5 && record.finding?.reason == .noRecord)
        #expect(record.failed.rules == [.b5, .b7])
        #expect(
            RuleSet(rawValue: record.notJudged.rawValue).rules.starts(with: [.b6, .b8, .b9, .b10]))
    }

    @Test("B-3 answers before B-8 and B-9 have nothing drawn")
    func nothingDrawn() throws {
        let row = try #require(ChainRow.beacons.first { $0.reason == .planUnknown })
        let record = try row.record(row.network(row.bad).written())
        // Nobody's report of such a beacon passes W-11, so B-12 is not judged either.
        #expect(record.notJudged.rules == [.b8, .b9, .b12])
    }

    @Test("a statement signed for another network is passed over: it has no record")
    func badSignature() throws {
        let other = NetworkID(bits: 7)
        var network = WrittenNetwork()
        let honest = try outcome(network)
        network.statements = [(119, { _ in Self.reveal(of: 1, in: other) })]
        let log = network.written()
        let world = LoggedWorld(log.entries, network: log.network)
        let found = try world.outcome(world.genesis)
        #expect(try found.beacons().count == honest.beacons().count)
        let judge = try LoggedWorld.Judge(
            world.genesis, world.scan(world.genesis), maps: [])
        let chunks = world.chunks(judge.evidenceRange, size: 1_000)
        #expect(chunks.map { $0.refusals(.badSignature) }.reduce(0, +) == 1)
    }

    /// A reveal by the first box's key of a beacon that nothing drew.
    private static func reveal(of window: UInt64, in network: NetworkID) -> [UInt8] {
        let frame = [0xe0, 1] + [UInt8](repeating: 3, count: 22)
        let first = WrittenNetwork.periods.firstPeriod(of: Window(window)).number
        let transmission = Transmission(
            frame: frame, frequency: Hertz(868_100_000), spreadingFactor: 7,
            bandwidth: Hertz(125_000), power: SignalLevel(hundredths: 1_400),
            powerBasis: .confirmed,
            sent: WrittenNetwork.genesis + Nanoseconds(first * 1_000_000_000), clock: .gps,
            counterMicroseconds: 5, airtimeMilliseconds: 100, plan: "EU868", regionTable: 1)
        let reveal = Reveal(
            sequence: 700, window: Window(window), slot: .slot,
            nonce: Hash256(words: (5, 5, 5, 5)), transmission: transmission,
            radio: RadioDescription(radioClass: .full, measures: .counter, firmware: .known),
            position: nil, commitments: CommitmentNews())
        return ScriptedLog.sign(reveal, network, JudgedNetwork.hotspotKey(0))
    }
}

@Suite("W-21 through the whole chain: who is heard is heard back, and each excuse")
struct ChainReciprocityTests {
    /// The witness (1) sends six beacons in two epochs and hears the beaconer (0), who hears a third
    /// (2) and never the witness.
    private static func oneWay() -> WrittenNetwork {
        var network = WrittenNetwork()
        let home = network.boxes[0].cell
        network.boxes.append(WrittenBox(WrittenBox.cell(2_000, from: home)))
        network.sendings =
            (4...9).map { WrittenSending(1, $0) } + [WrittenSending(0, 9), WrittenSending(2, 9)]
        network.hears = { hearer, sender in (hearer, sender) == (1, 0) || (hearer, sender) == (0, 2)
        }
        network.hear(ratio: 1_000, noise: -11_500)
        return network
    }

    private func record(_ network: WrittenNetwork, window: UInt64 = 9) throws -> VerdictRecord {
        let row = ChainRow.report(.w21, .neverHeardBack, bad: { _ in }).with {
            ($0.window, $0.hotspot) = (window, 1)
        }
        var network = network
        network.lastEpoch = row.epoch
        return try row.record(network.written())
    }

    @Test("a strong edge heard one way only fails, with every bound just met")
    func neverHeardBack() throws {
        let record = try record(Self.oneWay())
        let finding = Verdict.Finding(rule: .w21, reason: .neverHeardBack, measured: 0, limit: 1)
        #expect(record.finding == finding && record.failed.rules == [.w21])
    }

    @Test("heard back once, it passes")
    func heardBack() throws {
        var network = Self.oneWay()
        network.hears = { hearer, sender in
            (hearer, sender) == (1, 0) || hearer == 0 && sender > 0
        }
        let record = try record(network)
        #expect(record.outcome == .pass && !record.notJudged.contains(.w21))
    }

    @Test("newBox: one window earlier it is not judged")
    func newBox() throws {
        var network = Self.oneWay()
        network.sendings = network.sendings.map { sending in
            var sending = sending
            if sending.box != 1 { sending.window = 8 }
            return sending
        }
        let record = try record(network, window: 8)
        #expect(record.outcome == .pass && record.notJudged.contains(.w21))
    }

    @Test("fewBeacons: five beacons of the witness are too few")
    func fewBeacons() throws {
        var network = Self.oneWay()
        network.sendings.removeFirst()
        let record = try record(network)
        #expect(record.outcome == .pass && record.notJudged.contains(.w21))
    }

    @Test("weakEdge: at 10 dB over the floor it is judged, a hundredth under it is not")
    func weakEdge() throws {
        for (over, isJudged) in [(1_000, true), (999, false)] as [(Int32, Bool)] {
            var network = Self.oneWay()
            network.sealChanges.append { seals in
                guard seals[0].hearer == 1 else { return }
                let draw = seals[0].beacon.draw
                let ratio =
                    draw.spreadingFactor.demodulationFloor + draw.power
                    + Decibels(hundredths: over)
                seals[0].heard.ratio = ratio
                let level = SignalLevel(hundredths: -11_500) + ratio
                (seals[0].heard.signal, seals[0].heard.level) = (level, level)
            }
            let record = try record(network)
            #expect(record.failed.contains(.w21) == isJudged)
            #expect(record.notJudged.contains(.w21) != isJudged)
        }
    }

    @Test("unevenNoise: floors 10 dB apart are judged, a hundredth more is not")
    func unevenNoise() throws {
        for (apart, isJudged) in [(1_000, true), (1_001, false)] as [(Int32, Bool)] {
            var network = Self.oneWay()
            network.sealChanges.append { seals in
                guard seals[0].hearer == 0 else { return }
                let level = SignalLevel(hundredths: -11_500 + 1_000 + apart)
                (seals[0].heard.signal, seals[0].heard.level) = (level, level)
            }
            let record = try record(network)
            #expect(record.failed.contains(.w21) == isJudged)
            #expect(record.notJudged.contains(.w21) != isJudged)
        }
    }
}

extension WrittenNetwork {
    /// All reports have this ratio, and imply this noise.
    fileprivate mutating func hear(ratio: Int32, noise: Int32) {
        sealChanges.append { seals in
            for place in seals.indices {
                let level = SignalLevel(hundredths: noise + ratio)
                (seals[place].heard.signal, seals[place].heard.level) = (level, level)
                seals[place].heard.ratio = Decibels(hundredths: ratio)
            }
        }
    }
}
