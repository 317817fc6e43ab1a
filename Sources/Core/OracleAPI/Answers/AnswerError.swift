public import Attestation
public import EvidenceLog
import Notation
public import Primitives

/// Why an oracle's answer is not taken. Nothing in the box depends on such an answer, and nothing
/// is forgotten because of it.
public enum AnswerError: Error, Equatable, Sendable {
    /// Nobody answered, or not in time or measure.
    case failed(OracleFailure)
    /// Another status than 200.
    case status(Int, code: String?, detail: String?)
    case tooLong(bytes: Int, limit: Int)
    // Answers to statements.
    case notIngestAnswer(MessageError)
    /// It names no statement of the request: nothing was achieved by it.
    case namesNothing
    case foreignRefusal(statement: Hash256)
    /// It takes and refuses one statement.
    case contradicts(statement: Hash256)
    case receipt(ReceiptError)
    // Log time.
    case sequence(SequenceError)
    case entropy(EntropyError)
    // Look-ups and reports.
    case view(ViewError)
    case otherHotspot(Address)
    case otherNetwork(NetworkID)
    case otherReport(Hash256)
    // Proofs.
    case notProof(NoteError)
    case proof(LogProofError)
    /// Two heads of one size: the oracle shows different logs to different people.
    case twoHeads(size: UInt64)

    public enum Code: String, CaseIterable, Sendable {
        case failed, status, tooLong, notIngestAnswer, namesNothing, foreignRefusal, contradicts
        case receipt, sequence, entropy, view, otherHotspot, otherNetwork, otherReport, notProof
        case proof, twoHeads
    }

    public var code: Code {
        switch self {
        case .failed: .failed
        case .status: .status
        case .tooLong: .tooLong
        case .notIngestAnswer: .notIngestAnswer
        case .namesNothing: .namesNothing
        case .foreignRefusal: .foreignRefusal
        case .contradicts: .contradicts
        case .receipt: .receipt
        case .sequence: .sequence
        case .entropy: .entropy
        case .view: .view
        case .otherHotspot: .otherHotspot
        case .otherNetwork: .otherNetwork
        case .otherReport: .otherReport
        case .notProof: .notProof
        case .proof: .proof
        case .twoHeads: .twoHeads
        }
    }
}

extension AnswerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .failed(let failure): failure.sentence
        case .status(let status, let code, let detail): Self.sentence(status, code, detail)
        case .tooLong(let bytes, let limit):
            "the answer has \(bytes) bytes where at most \(limit) are read"
        case .notIngestAnswer(let reason): "the answer to statements is none: \(reason)"
        case .namesNothing: "the answer names none of the statements that were sent"
        case .foreignRefusal(let id): "the answer refuses \(id.hexText), which was not sent"
        case .contradicts(let id): "the answer both takes and refuses \(id.hexText)"
        case .receipt(let reason): "a receipt in the answer is not taken: \(reason)"
        case .sequence(let reason): "the records are no sequence of statements: \(reason)"
        case .entropy(let reason): "the records are not taken: \(reason)"
        case .view(let reason): "the oracle's JSON is not as the page has it: \(reason)"
        case .otherHotspot(let address): "the answer speaks of \(address), who was not asked about"
        case .otherNetwork(let network):
            "the answer speaks of network \(network): the address leads to another network's oracle"
        case .otherReport(let id):
            "the answer speaks of another report than \(id.hexText), which was asked"
        case .notProof(let reason): "the proof of inclusion is none: \(reason)"
        case .proof(let reason): "the proof does not show the statement in the log: \(reason)"
        case .twoHeads(let size):
            "the oracle has signed two different logs of \(size) entries; keep both and tell people"
        }
    }

    private static func sentence(_ status: Int, _ code: String?, _ detail: String?) -> String {
        let what =
            switch status {
            case 300..<400: "a redirection, which is not followed: check the network file's url"
            case 429: "too many requests"
            case 503: "no room now"
            case 500...: "the oracle's own mistake"
            default: code ?? "not what an oracle answers: check what stands between"
            }
        return "status \(status), \(what)" + (detail.map { ": \($0)" } ?? "")
    }
}
