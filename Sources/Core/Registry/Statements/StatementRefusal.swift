public import Attestation

/// Why a statement is not taken, or has no effect where it is logged.
public struct StatementRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    public let code: RefusalCode
    /// For a person: what was measured and what the limit is. At most 100 bytes of ASCII.
    public let detail: String

    public init(_ code: RefusalCode, _ detail: String) {
        self.code = code
        let ascii = detail.utf8.map { $0 >= 0x20 && $0 < 0x7f ? $0 : UInt8(ascii: "?") }
        self.detail = String(decoding: ascii.prefix(Self.longestDetail), as: UTF8.self)
    }

    public static let longestDetail = 100

    public var description: String { "\(code.rawValue): \(detail)" }
}
