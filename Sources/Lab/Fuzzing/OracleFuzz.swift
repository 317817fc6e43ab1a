import Attestation
import EvidenceLog
import Notation
import OracleAPI
import Primitives
import Signing
import Units

extension FuzzTarget {
    /// What an oracle's server is asked: a path that is read is written the same way or in full.
    static let oracleTarget = FuzzTarget(name: "oracle-target") { bytes in
        let text = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
        guard let resource = try? OracleResource(parsing: text) else { return }
        guard let again = try? OracleResource(parsing: resource.target) else {
            preconditionFailure("written, but not to be read")
        }
        precondition(again == resource)
    }

    /// Notes, checkpoints and proofs: one spelling each.
    static let logNote = FuzzTarget(name: "log-note") { bytes in
        if let note = try? SignedNote(parsing: bytes) {
            precondition(note.bytes.rawSpan.isSame(as: bytes), "a second spelling of a note")
            if let head = try? Checkpoint(text: note.text) { precondition(head.text == note.text) }
        }
        guard let proof = try? LogProof(parsing: bytes) else { return }
        precondition(proof.bytes.rawSpan.isSame(as: bytes), "a second spelling of a proof")
        let root = Hash256(words: (1, 2, 3, 4))
        let inclusion = InclusionProof(index: proof.index, size: proof.index + 1, path: proof.path)
        _ = try? inclusion.check(leaf: root, root: root, by: SHA256.self)
    }

    /// Bodies that an oracle answers, read by everything that reads any.
    static let oracleAnswer = FuzzTarget(name: "oracle-answer") { bytes in
        if let ranges = try? StatementSequence.ranges(in: bytes) {
            precondition(ranges.last?.upperBound ?? 0 == bytes.byteCount)
        }
        _ = Problem(reading: bytes)
        if let view = try? HotspotView(parsing: bytes) {
            let text = Array(view.json.text.utf8)
            precondition((try? HotspotView(parsing: text.rawSpan)) == view)
        }
        if let report = try? ReportView(parsing: bytes) {
            let text = Array(report.json.text.utf8)
            precondition((try? ReportView(parsing: text.rawSpan)) == report)
        }
        _ = try? ReportList(parsing: bytes)
    }

    /// A box's conversation, whose every question is answered by a piece of the input: it must
    /// never trap, never forget what nobody took, and never ask without a pause.
    static let oracleConversation = FuzzTarget(name: "oracle-conversation") { bytes in
        let key = PublicKey(bytes: Hash256(words: (1, 2, 3, 4)))
        let endpoint = OracleEndpoint(
            url: "http://127.0.0.1:1", key: key, logKey: key, receiptKey: key, entropyKey: key)
        var conversation = OracleConversation<SHA256, Credulous>(
            OracleSettings(
                network: NetworkID(bits: 1), address: Address(key), oracles: [endpoint],
                periods: .demo, seed: key.bytes))
        var now = Nanoseconds(0)
        var effects = conversation.handle(.started, at: now)
        effects += conversation.handle(.post(id: key.bytes, order: 1), at: now)
        var isDone = false
        var offset = 0
        for _ in 0..<64 {
            var next: [OracleEffect] = []
            for effect in effects {
                switch effect {
                case .receipt, .refused: isDone = true
                case .collect: next += conversation.handle(.collected([]), at: now)
                case .request(let request):
                    guard offset + 2 < bytes.byteCount else { break }
                    let length = min(Int(bytes.byte(at: offset + 1)), bytes.byteCount - offset - 2)
                    let body = bytes.extracting(offset + 2..<offset + 2 + length)
                    let statuses = [200, 200, 200, 404, 400, 429, 503, 302]
                    let answer = OracleAnswer(
                        status: statuses[Int(bytes.byte(at: offset) & 7)], retryAfter: "5",
                        body: [UInt8](copying: body))
                    offset += 2 + length
                    next += conversation.handle(.answered(request.id, answer), at: now)
                default: break
                }
            }
            guard let wake = conversation.wake else { break }
            now = max(wake, now)
            effects = next + conversation.handle(.tick, at: now)
        }
        _ = isDone
    }

    /// Believes every signature: fuzzed bytes reach what stands behind the check.
    private enum Credulous: SignatureCheck {
        static func isValid(_: Signature, of _: RawSpan, by _: PublicKey) -> Bool { true }
    }
}
