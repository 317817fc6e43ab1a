import HTTPMessages
import OracleAPI
import WebServer

extension ServedAnswer {
    /// A refusal of `docs/oracle-api.md`, "Problems".
    static func problem(
        _ code: ProblemCode, _ detail: String, position: Int? = nil, retryAfter: UInt64? = nil
    ) -> ServedAnswer {
        guard let status = HTTPStatus(rawValue: UInt16(code.status)) else {
            preconditionFailure("\(code) has a status that no server gives")
        }
        return .problem(
            status, title: code.title, code: code.rawValue, detail, position: position,
            retryAfter: retryAfter)
    }

    static let busy = problem(.busy, "too much waits to be decided", retryAfter: 2)
    static let stopping = problem(.busy, "the oracle is stopping", retryAfter: 5)
}
