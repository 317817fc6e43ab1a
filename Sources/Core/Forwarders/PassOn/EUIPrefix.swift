public import Airwaves
internal import Notation

/// All EUIs that begin with the same bits: `70b3d57ed0000000/40`.
public struct EUIPrefix: Hashable, Sendable, CustomStringConvertible {
    public let first: EUI64
    /// 0...64 leading bits that must agree.
    public let length: Int

    public init(covering eui: EUI64, length: Int) {
        precondition(0...64 ~= length, "an EUI prefix of \(length) bits")
        self.length = length
        first = EUI64(bits: eui.bits & Self.mask(length))
    }

    public func contains(_ eui: EUI64) -> Bool { eui.bits & Self.mask(length) == first.bits }

    private static func mask(_ length: Int) -> UInt64 {
        length == 0 ? 0 : ~UInt64(0) << UInt64(64 - length)
    }

    public var description: String { "\(first)/\(length)" }

    /// Accepts what `description` prints and nothing else: bits below the prefix are zero.
    public init(parsing text: some StringProtocol) throws(PassOnServerError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), 0...64 ~= length,
            let eui = try? EUI64(parsing: String(parts[0]))
        else { throw .joinEUI(Quote.text(String(text))) }
        self.init(covering: eui, length: length)
        guard description == text else { throw .otherSpelling(write: description) }
    }
}
