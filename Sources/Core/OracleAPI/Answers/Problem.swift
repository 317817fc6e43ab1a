public import Notation
import Primitives

/// The codes of `docs/oracle-api.md`, "Problems".
public enum ProblemCode: String, CaseIterable, Sendable {
    case malformed
    case unknownPath = "unknown_path"
    case unknownHotspot = "unknown_hotspot"
    case unknownReport = "unknown_report"
    case unknownRecord = "unknown_record"
    case unknownCell = "unknown_cell"
    case notLoggedYet = "not_logged_yet"
    case wrongMethod = "wrong_method"
    case tooSlow = "too_slow"
    case tooLarge = "too_large"
    case wrongType = "wrong_type"
    case tooMany = "too_many"
    case broken
    case busy

    public var status: Int {
        switch self {
        case .malformed: 400
        case .unknownPath, .unknownHotspot, .unknownReport, .unknownRecord, .unknownCell,
            .notLoggedYet:
            404
        case .wrongMethod: 405
        case .tooSlow: 408
        case .tooLarge: 413
        case .wrongType: 415
        case .tooMany: 429
        case .broken: 500
        case .busy: 503
        }
    }

    public var title: String {
        switch self {
        case .malformed: "The request is not as the page has it"
        case .unknownPath: "No such path"
        case .unknownHotspot: "No hotspot has this key"
        case .unknownReport: "No report has this id"
        case .unknownRecord: "No record was made in this period"
        case .unknownCell: "Nothing is computed of this cell"
        case .notLoggedYet: "The log has not reached this entry"
        case .wrongMethod: "The path takes another method"
        case .tooSlow: "The request took too long"
        case .tooLarge: "The request is too large"
        case .wrongType: "Another content type is due"
        case .tooMany: "Too many requests"
        case .broken: "The oracle made a mistake"
        case .busy: "No room now"
        }
    }
}

/// What an answer that is not 200 says (RFC 9457).
public struct Problem: Hashable, Sendable {
    /// One of `ProblemCode`, or of a later list; nil where whoever answered knows of none.
    public var code: String?
    public var detail: String?
    /// The first bad statement of a body, from 0.
    public var position: Int?

    public static let contentType = "application/problem+json"
    public static let greatestBytes = 4_096

    public init(_ code: ProblemCode, _ detail: String, position: Int? = nil) {
        self.init(code: code.rawValue, detail: detail, position: position)
    }

    public init(code: String?, detail: String?, position: Int? = nil) {
        self.code = code
        self.detail = detail
        self.position = position
    }

    /// What can be read of a body that may be anything, a proxy's page too: never refused, since
    /// the status has said already that the request failed.
    public init(reading body: RawSpan) {
        let limits = JSONLimits(bytes: Self.greatestBytes, depth: 4)
        guard let json = try? JSON(parsing: body, limits: limits) else { return }
        code = json["code"]?.string.flatMap { $0.utf8.count <= 64 ? $0 : nil }
        detail = json["detail"]?.string.flatMap { $0.utf8.count <= 1_000 ? $0 : nil }
        if case .number(.integer(let number))? = json["position"] { position = Int(number) }
    }

    public func json(status: Int, title: String) -> JSON {
        var members: [(String, JSON)] = [
            ("type", .string("about:blank")), ("title", .string(title)),
            ("status", .integer(Int64(status))),
        ]
        if let detail { members.append(("detail", .string(detail))) }
        if let code { members.append(("code", .string(code))) }
        if let position { members.append(("position", .integer(Int64(position)))) }
        return .object(members)
    }
}

/// How long an answer asks to wait.
public enum RetryAfter {
    public static let longest: UInt64 = 3_600

    /// Whole seconds, bounded to an hour; nothing for a date or any other text.
    public static func seconds(_ text: String?) -> UInt64? {
        guard let text, let seconds = QueryReader.number(Array(text.utf8)[...]) else { return nil }
        return min(max(seconds, 1), longest)
    }
}
