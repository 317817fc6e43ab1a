import Attestation
import CoverageRules
import Primitives
import ProofWorld
import Registry
import Seeds
import Signing
import Synchronization
import Testing

@testable import Epochs

/// Counts what it is asked.
private enum CountingCheck: SignatureCheck {
    static let asked = Mutex(0)

    static func isValid(_ signature: Signature, of message: RawSpan, by key: PublicKey) -> Bool {
        asked.withLock { $0 += 1 }
        return Ed25519.isValid(signature, of: message, by: key)
    }
}

extension LoggedWorld {
    /// An epoch computed twice, with everything read whole and with no more than has to be; and which
    /// entries were asked for after all.
    func twice(_ state: EpochState) throws -> (outcome: EpochOutcome, asked: [UInt64]) {
        let whole = try outcome(state, isWhole: true)
        let asked = Mutex<[UInt64]>([])
        let lean = try outcome(state, asking: { index in asked.withLock { $0.append(index) } })
        for stage in StageName.allCases {
            #expect(lean[stage].bytes == whole[stage].bytes, "\(stage) of \(whole.epoch)")
        }
        #expect(lean.root == whole.root)
        return (lean, asked.withLock { $0 })
    }

    /// So many epochs from genesis, each computed twice.
    func twice(_ count: Int) throws -> [(outcome: EpochOutcome, asked: [UInt64])] {
        var state = try genesis
        return try (0..<count).map { _ in
            let result = try twice(state)
            state = result.outcome.next
            return result
        }
    }
}

@Suite("F: of the range before, only what can matter is read whole, and the results are the same")
struct ReachTests {
    /// Box 0 sends in windows 2 and 3 of epoch 0 and in window 5 of epoch 1, box 1 hears it and sends in
    /// window 4.
    private func network() -> WrittenNetwork {
        var network = WrittenNetwork()
        network.sendings = [
            WrittenSending(0, 2), WrittenSending(0, 3), WrittenSending(1, 4), WrittenSending(0, 5),
        ]
        network.lastEpoch = 1
        return network
    }

    private func judged(
        _ network: WrittenNetwork
    ) throws -> [(outcome: EpochOutcome, asked: [UInt64])] {
        let log = network.written()
        return try LoggedWorld(log.entries, network: log.network).twice(2)
    }

    /// The bytes of the first entry of a box's that is so.
    private func entry(
        _ network: WrittenNetwork, by box: Int, _ type: Attestation.MessageType,
        where isWanted: (RawSpan) -> Bool
    ) throws -> [UInt8] {
        try #require(
            network.written().entries.first { bytes in
                guard let statement = try? SignedStatement(bytes.rawSpan) else { return false }
                return statement.key == WrittenNetwork.key(box)
                    && statement.typeNumber == type.rawValue && isWanted(statement.payload)
            })
    }

    private static func reveal(_ payload: RawSpan) -> Reveal? { try? Reveal(parsing: payload) }

    /// The signature is the end of a statement.
    private static func forged(_ bytes: [UInt8], _ isForged: Bool) -> [UInt8] {
        var bytes = bytes
        if isForged { bytes[bytes.count - 1] ^= 1 }
        return bytes
    }

    @Test("an honest network: no signature below the epoch's first record is checked")
    func unasked() throws {
        let world = HonestNetwork.world
        let outcomes = try HonestNetwork.outcomes.get()
        let state = outcomes[0].next
        #expect(try world.twice(state).asked.isEmpty)
        let judge = try LoggedWorld.Judge(state, world.scan(state), maps: [])
        func count(_ reach: EvidenceReach?) -> Int {
            CountingCheck.asked.withLock { $0 = 0 }
            var reader = EvidenceReader<CountingCheck, SHA256>(
                network: world.network, reach: reach)
            var chunk = EvidenceChunk()
            for index in judge.evidenceRange.lowerBound..<judge.reach.begin {
                let entry = world.entries[Int(index)]
                reader.read(entry.rawSpan, at: index, into: &chunk)
            }
            #expect(chunk.statements.count + chunk.passed.count > 50)
            return CountingCheck.asked.withLock { $0 }
        }
        #expect(count(nil) > 50)
        #expect(count(judge.reach) == 0)
    }

    @Test(
        "a statement of the range before with a reveal's number fails it; wrongly signed it does not",
        arguments: [false, true])
    func sharedNumber(isForged: Bool) throws {
        var network = network()
        let bytes = try entry(network, by: 0, .reveal) { Self.reveal($0)?.window == Window(5) }
        let sequence = try #require(
            Self.reveal(try SignedStatement(bytes.rawSpan).payload)?.sequence)
        network.say(at: 130) { log in
            let news = CommitmentNews(lost: [Window(12)])
            let twin = Recommit(sequence: sequence, commitments: news)
            return Self.forged(WrittenEvidence.sign(twin, by: 0, in: log), isForged)
        }
        let results = try judged(network)
        #expect(results[1].asked.count == 1)
        let beacon = try #require(try results[1].outcome.beacon(of: 0, in: 5)).verdict
        #expect(beacon.outcome == (isForged ? .pass : .fail))
        #expect(beacon.finding?.rule == (isForged ? nil : .b11))
    }

    @Test(
        "a forged copy of a commitment, logged an epoch early, does not take its place",
        arguments: [false, true])
    func copied(isForged: Bool) throws {
        var network = network()
        let bytes = try entry(network, by: 0, .recommit) { payload in
            (try? Recommit(parsing: payload))?.commitments.made.first?.window == Window(5)
        }
        network.say(at: 130) { _ in Self.forged(bytes, isForged) }
        // The lab's log takes no statement of an id that it has, and so not the box's own.
        network.say(at: 296) { _ in bytes }
        let results = try judged(network)
        #expect(results[1].asked.count == 1)
        #expect(try results[1].outcome.beacon(of: 0, in: 5)?.verdict.outcome == .pass)
    }

    @Test(
        "a reveal of a window of the epoch that stands in the range before is read whole",
        arguments: [false, true])
    func early(isForged: Bool) throws {
        var network = network()
        let bytes = try entry(network, by: 0, .reveal) { Self.reveal($0)?.window == Window(5) }
        var reveal = try #require(Self.reveal(try SignedStatement(bytes.rawSpan).payload))
        reveal.sequence = 9_000
        reveal.nonce = Hash256(words: (1, 2, 3, 4))
        network.say(at: 130) { [reveal] log in
            Self.forged(WrittenEvidence.sign(reveal, by: 0, in: log), isForged)
        }
        let results = try judged(network)
        #expect(results[1].asked.isEmpty)
        let beacons = try results[1].outcome.beacons().filter {
            $0.verdict.window == Window(5) && $0.verdict.hotspot == 0
        }
        #expect(beacons.count == (isForged ? 1 : 2))
        #expect(beacons.count { $0.verdict.outcome == .pass } == (isForged ? 1 : 0))
    }

    @Test(
        "a beacon that was withheld is found in a bundle of the range before, if that is signed",
        arguments: [false, true])
    func withheld(isForged: Bool) throws {
        var network = network()
        network.beaconChanges.append { reveals in
            if reveals[0].sending.window == 3 { reveals[0].revealed = nil }
        }
        let nonce = network.nonce(0, 3)
        network.say(at: 280) { log in
            let news = CommitmentNews(opened: [.init(window: Window(3), nonce: nonce)])
            return WrittenEvidence.sign(
                Recommit(sequence: 9_000, commitments: news), by: 0, in: log)
        }
        let bundle = try entry(network, by: 1, .bundle) { payload in
            (try? SealBundle(parsing: payload))?.openings[0].window == Window(3)
        }
        let seal = try #require(network.written().seals.first { $0.window == 3 })
        let opened = try #require(seal.opened)
        network.sealing(of: 3) { $0[0].opened = nil }
        network.say(at: opened) { _ in Self.forged(bundle, isForged) }
        let results = try judged(network)
        #expect(results[1].asked.count == 1)
        #expect(try results[1].outcome.trust(of: 0).withheld == (isForged ? 0 : 1))
        #expect(try results[0].outcome.trust(of: 1).unopened == (isForged ? 1 : 0))
    }

    @Test(
        "seeded worlds with cheats, cuts and a log full of forgeries: every stage the same bytes",
        arguments: 1...4)
    func seeded(seed: UInt64) throws {
        let world = VandalisedWorld(seed: seed)
        let results = try world.log.twice(3)
        #expect(results[0].asked.isEmpty, "epoch 0 has no range before it")
        #expect(results[1].asked.count + results[2].asked.count > 3)
        #expect(world.forgeries > 50)
        let refused = try results.flatMap { try $0.outcome.beacons() }
            .count { $0.verdict.outcome == .fail }
        #expect(refused > 0)
    }
}

/// Six hotspots of which two are cut off now and then and one hears another too well, while somebody
/// enters what an honest oracle would not: forged and repeated statements, numbers used twice, windows
/// named early, what others heard.
private struct VandalisedWorld {
    let log: LoggedWorld
    let forgeries: Int

    init(seed: UInt64) {
        var numbers = SeededNumbers(seed: 100 + seed)
        let world = JudgedNetwork.world(seed: seed, count: 6)
        let loud = numbers.below(5)
        world.pathLoss = { from, to in
            guard from != to else { return nil }
            return from == loud && to == loud + 1 ? 4_000 : 9_000 + Int32(abs(from - to)) * 500
        }
        let withholder = numbers.below(6)
        world.isKeptBack = { [unowned world] hotspot, type in
            hotspot == withholder && type == .reveal && world.period.number % 120 > 60
        }
        var forgeries = 0
        while world.period.number < 3 * 240 + 12 {
            world.run(periods: min(UInt64(2 + numbers.below(8)), 732 - world.period.number))
            world.isReachable[numbers.below(6)] = numbers.below(4) > 0
            for _ in 0..<1 + numbers.below(3) {
                if Self.enter(into: world.log, &numbers) { forgeries += 1 }
            }
        }
        self.forgeries = forgeries
        log = LoggedWorld(world.log)
    }

    /// Whether what was entered is wrongly signed.
    private static func enter(into log: ScriptedLog, _ numbers: inout SeededNumbers) -> Bool {
        let back = numbers.below(min(log.entries.count - 10, 600))
        let entry = log.entries[log.entries.count - 1 - back]
        let hotspots = (0..<6).map { JudgedNetwork.hotspotKey($0).publicKey }
        guard let box = hotspots.firstIndex(of: entry.signer) else { return false }
        var bytes = statement(by: box, like: entry, in: log, &numbers) ?? entry.bytes
        let isForged = numbers.below(3) > 0
        if isForged {
            bytes[bytes.count - 1 - numbers.below(64)] ^= UInt8(1 << numbers.below(8))
        }
        log.enter(bytes)
        return isForged
    }

    /// Another statement of the same key, as a rule with the same number.
    private static func statement(
        by box: Int, like entry: ScriptedLog.Entry, in log: ScriptedLog,
        _ numbers: inout SeededNumbers
    ) -> [UInt8]? {
        guard let sequence = sequence(of: entry) else { return nil }
        let window = Window(log.records[log.records.count - 1].period.number / 60)
        let ahead = Window(window.number + UInt64(numbers.below(6)))
        switch numbers.below(6) {
        case 0:
            let news = CommitmentNews(lost: [Window(ahead.number + 20)])
            return WrittenEvidence.sign(
                Recommit(sequence: sequence, commitments: news), by: box, in: log)
        case 1:
            return WrittenEvidence.sign(
                Seal(sequence: sequence, window: ahead, seal: Hash256(words: (1, 2, 3, sequence))),
                by: box, in: log)
        case 2:
            guard var bundle = try? SealBundle(parsing: entry.payload.rawSpan) else { return nil }
            bundle.sequence += UInt64(numbers.below(2))
            for place in bundle.openings.indices { bundle.openings[place].window = ahead }
            return WrittenEvidence.sign(bundle, by: box, in: log)
        case 3:
            guard var reveal = try? Reveal(parsing: entry.payload.rawSpan) else { return nil }
            reveal.window = ahead
            return WrittenEvidence.sign(reveal, by: box, in: log)
        default: return nil
        }
    }

    private static func sequence(of entry: ScriptedLog.Entry) -> UInt64? {
        guard let message = try? Message(parsing: entry.payload.rawSpan),
            case .unsigned(let sequence)? = message["sequence"]
        else { return nil }
        return sequence
    }
}
