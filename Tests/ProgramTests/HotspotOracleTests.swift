import Attestation
import Foundation
import ScriptedOracle
import Testing

/// What an oracle does wrong, and what the daemon says of it meanwhile.
struct OracleMisdeed: Sendable, CustomTestStringConvertible {
    let fault: ScriptedFault
    /// In the log.
    let says: String
    /// Whether the box's statement is lost to it: refused for good, or claimed against the oracle.
    var isFinal = false

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
    @Test(
        "said by name; when it ends, the statement is receipted and proved",
        arguments: OracleMisdeed.all)
    func outlived(misdeed: OracleMisdeed) throws {
        let network = try BoxNetwork(age: 2)
        try network.letNeighbourPost()
        network.err(misdeed.fault)
        let box = try Hotspot()
        try network.adopt(box)
        let program = try box.start()
        let said = program.line(with: misdeed.says)
        #expect(said != nil, "\(program.lines.suffix(12).joined(separator: "\n"))")
        network.err()
        let isProved = try eventually(within: 40) {
            try box.why("recommit").contains { $0.contains("was proved") }
        }
        #expect(isProved, "\(program.lines.suffix(20).joined(separator: "\n"))")
        let key = try box.key
        #expect(network.count(.recommit, of: key) == 1)
        #expect(eventually { (try? box.status("clock", "trustworthy") as? Bool) == true })
        program.kill()
        #expect(program.ending() == 0)
    }
}
