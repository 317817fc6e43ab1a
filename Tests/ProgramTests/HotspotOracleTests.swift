import Attestation
import Foundation
import ScriptedOracle
import Testing

/// What an oracle does wrong, and what the daemon says of it meanwhile.
struct OracleMisdeed: Sendable, CustomTestStringConvertible {
    let fault: ScriptedFault
    /// In the log.
    let says: String

    var testDescription: String { fault.rawValue }

    static let all: [OracleMisdeed] = [
        OracleMisdeed(fault: .away, says: "oracle trouble"),
        OracleMisdeed(fault: .broken, says: "status 500, the oracle's own mistake"),
        OracleMisdeed(fault: .busy, says: "status 503, no room now"),
        OracleMisdeed(fault: .redirect, says: "redirects are not followed"),
        OracleMisdeed(fault: .garbage, says: "oracle trouble"),
        OracleMisdeed(fault: .truncated, says: "oracle trouble"),
        OracleMisdeed(fault: .oversized, says: "oracle trouble"),
        OracleMisdeed(fault: .wrongKeyReceipt, says: "a receipt in the answer is not taken"),
        OracleMisdeed(fault: .otherNetworkReceipt, says: "a receipt in the answer is not taken"),
        OracleMisdeed(fault: .foreignReceipt, says: "a receipt in the answer is not taken"),
        OracleMisdeed(fault: .replayedReceipt, says: "a receipt in the answer is not taken"),
        OracleMisdeed(fault: .aheadReceipt, says: "a receipt in the answer is not taken"),
        OracleMisdeed(fault: .namesNothing, says: "names none of the statements"),
        OracleMisdeed(fault: .foreignRefusal, says: "which was not sent"),
        OracleMisdeed(fault: .takesAndRefuses, says: "both takes and refuses"),
        OracleMisdeed(fault: .refusesForNow, says: "statement taken later"),
        OracleMisdeed(fault: .malformed, says: "malformed"),
        OracleMisdeed(fault: .unchainedEntropy, says: "does not lead to the logged end"),
        OracleMisdeed(fault: .aheadEntropy, says: "entropy refused"),
        OracleMisdeed(fault: .wrongKeyEntropy, says: "the records are not taken"),
        OracleMisdeed(fault: .unfitProof, says: "the proof does not show the statement"),
        OracleMisdeed(fault: .otherProof, says: "the proof does not show the statement"),
        OracleMisdeed(fault: .wrongKeyHead, says: "the proof does not show the statement"),
        OracleMisdeed(fault: .otherNetworkView, says: "another network's oracle"),
        OracleMisdeed(fault: .otherHotspotView, says: "who was not asked about"),
    ]
}

@Suite("earshot-hotspot, whole: an oracle that errs, lies or is away")
struct HotspotOracleTests {
    /// Six at a time, because most of each is waiting.
    static let groups = stride(from: 0, to: OracleMisdeed.all.count, by: 6).map {
        Array(OracleMisdeed.all[$0..<min($0 + 6, OracleMisdeed.all.count)])
    }

    struct Case {
        let misdeed: OracleMisdeed
        let network: BoxNetwork
        let box: Hotspot
        let program: RunningProgram

        init(_ misdeed: OracleMisdeed) throws {
            self.misdeed = misdeed
            network = try BoxNetwork(age: 2)
            try network.letNeighbourPost()
            network.err(misdeed.fault)
            box = try Hotspot()
            try network.adopt(box)
            program = try box.start()
        }

        var log: String { program.lines.suffix(12).joined(separator: "\n") }
    }

    @Test("said by name; when it ends, the statement is receipted and proved", arguments: groups)
    func outlived(misdeeds: [OracleMisdeed]) throws {
        let cases = try misdeeds.map { try Case($0) }
        for item in cases {
            let said = item.program.line(with: item.misdeed.says)
            #expect(said != nil, "\(item.misdeed.fault.rawValue): \(item.log)")
            item.network.err()
        }
        for item in cases {
            let isProved = try eventually(within: 40) {
                try item.box.why("recommit").contains { $0.contains("was proved") }
            }
            #expect(isProved, "\(item.misdeed.fault.rawValue): \(item.log)")
            let key = try item.box.key
            #expect(item.network.count(.recommit, of: key) == 1)
            let isTrusted = eventually {
                (try? item.box.status("clock", "trustworthy") as? Bool) == true
            }
            #expect(isTrusted, "\(item.misdeed.fault.rawValue): \(item.log)")
            item.program.kill()
        }
        for item in cases { #expect(item.program.ending() == 0) }
    }
}
