import Attestation
import Notation
import Primitives

extension FuzzTarget {
    /// Messages of any form: what is accepted must come back the same from its values and from its
    /// JSON, and the typed structs must agree with the tables.
    static let message = FuzzTarget(name: "message") { bytes in
        if let type = try? MessageCheck.type(of: bytes) {
            guard let message = try? Message(parsing: bytes) else {
                preconditionFailure("checked, but not read")
            }
            precondition((try? message.payload()) == [UInt8](copying: bytes))
            agrees(bytes, type)
        }
        guard let json = try? StatementJSON.json(of: bytes) else { return }
        guard let again = try? StatementJSON.bytes(of: json) else {
            preconditionFailure("decoded, but not to be encoded")
        }
        precondition(again.rawSpan.isSame(as: bytes), "a second spelling was accepted")
    }

    private static func agrees(_ bytes: RawSpan, _ type: MessageType) {
        let payload: [UInt8]? =
            switch type {
            case .entropy: try? EntropyRecord(parsing: bytes).payload()
            case .entropyChain: try? EntropyChainEnd(parsing: bytes).payload()
            case .receipt: try? Receipt(parsing: bytes).payload()
            case .recommit: try? Recommit(parsing: bytes).payload()
            case .reveal: try? Reveal(parsing: bytes).payload()
            case .seal: try? Seal(parsing: bytes).payload()
            case .bundle: try? SealBundle(parsing: bytes).payload()
            case .testBeacon: try? TestBeacon(parsing: bytes).payload()
            case .witnessReports: try? WitnessReports(parsing: bytes).payload()
            case .ingestAnswer: try? IngestAnswer(parsing: bytes).payload()
            case .sessionKey: try? SessionCertificate(parsing: bytes).payload()
            case .downlinkReport: try? DownlinkReport(parsing: bytes).payload()
            case .hello: try? LinkHello(parsing: bytes).payload()
            case .welcome: try? LinkWelcome(parsing: bytes).payload()
            case .uplinkBatch: try? UplinkBatch(parsing: bytes).payload()
            case .acknowledgement: try? UplinkAcknowledgement(parsing: bytes).payload()
            case .downlink: try? Downlink(parsing: bytes).payload()
            case .downlinkOutcome: try? DownlinkResult(parsing: bytes).payload()
            case .ping: try? LinkPing(parsing: bytes).payload()
            case .goodbye: try? LinkGoodbye(parsing: bytes).payload()
            default: [UInt8](copying: bytes)
            }
        precondition(payload == [UInt8](copying: bytes), "struct and table disagree")
    }
}
