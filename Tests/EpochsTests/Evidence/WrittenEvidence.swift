import Attestation
import CoverageRules
import HotspotLogic
import Primitives
import ProofWorld
import Signing
import Testing
import Units

@testable import Epochs

/// A written network of a beaconer, box 0, and whoever hears it.
enum WrittenEvidence {
    /// The beaconer sends in windows 1 to 3 of epoch 0, so that each has its records to the close of the
    /// one before: window 2 closes at the record of period 189.
    static func network(_ change: (inout WrittenNetwork) -> Void = { _ in }) -> WrittenNetwork {
        var network = WrittenNetwork()
        network.sendings = [1, 2, 3].map { WrittenSending(0, $0) }
        change(&network)
        return network
    }

    static let close: UInt64 = 189

    /// A message of a box's key; numbers from 9,000 on are no other statement's.
    static func sign(
        _ message: some TypedMessage, by box: Int, in log: ScriptedLog
    ) -> [UInt8] {
        ScriptedLog.sign(message, log.network.id, JudgedNetwork.hotspotKey(box))
    }
}

extension WrittenNetwork {
    /// What its epochs come to, from genesis.
    func judged() throws -> [EpochOutcome] {
        let log = written()
        return try LoggedWorld(log.entries, network: log.network).outcomes(Int(lastEpoch) + 1)
    }

    mutating func say(
        at period: UInt64, _ statement: @escaping @Sendable (ScriptedLog) -> [UInt8]
    ) {
        statements.append((period, statement))
    }

    /// Changes the seals of a beacon's window by one hearer.
    mutating func sealing(
        of window: UInt64, by hearer: Int = 1, _ change: @escaping Change<[WrittenSeal]>
    ) {
        sealChanges.append { seals in
            guard seals[0].beacon.sending.window == window, seals[0].hearer == hearer else {
                return
            }
            change(&seals)
        }
    }

    /// A box's key signs two statements under number 9,000; somebody proves it, by their places in the
    /// log or by their bytes.
    mutating func accuse(_ box: Int, at period: UInt64, byBytes: Bool = false) {
        for lost in [UInt64(6), 7] {
            say(at: period) { log in
                let news = CommitmentNews(lost: [Window(lost)])
                return WrittenEvidence.sign(
                    Recommit(sequence: 9_000, commitments: news), by: box, in: log)
            }
        }
        say(at: period + 1) { log in
            let last = log.entries.indices.filter { log.entries[$0].type == .recommit }.suffix(2)
            let two = last.map { index in
                FraudProof.ProvenStatement(
                    id: log.entries[index].id, index: byBytes ? nil : UInt64(index),
                    bytes: byBytes ? log.entries[index].bytes : nil)
            }
            let proof = FraudProof(
                sequence: 1, accused: WrittenNetwork.key(box), accusedSequence: 9_000,
                statements: two.sorted { $0.id < $1.id })
            return ScriptedLog.sign(proof, log.network.id, ScriptedLog.key(60))
        }
    }
}

extension EpochOutcome {
    /// The only report of a hotspot about a beacon of a window.
    func report(of hotspot: UInt32, in window: UInt64) throws -> WitnessRecord? {
        let found = try reports().filter {
            $0.verdict.hotspot == hotspot && $0.verdict.window == Window(window)
                && $0.beacon != nil
        }
        #expect(found.count <= 1)
        return found.first
    }

    func beacon(of hotspot: UInt32, in window: UInt64) throws -> BeaconRecord? {
        try beacons().first {
            $0.verdict.hotspot == hotspot && $0.verdict.window == Window(window)
        }
    }

    func trust(of hotspot: UInt32) throws -> TrustRecord {
        try #require(try trust().first { $0.hotspot == hotspot })
    }
}
