import Notation
import Primitives

extension RuleBook {
    /// The `rules` content of `networks/rules.toml`, which every program carries: what a new
    /// network logs as its first rule book, and what `earshot rules` prints.
    public static let firstRules: [UInt8] = {
        do throws(HexError) {
            return try Hex.bytes(from: firstHex)
        } catch {
            preconditionFailure("the first rule book is no hex: \(error)")
        }
    }()

    public static let first: RuleBook = {
        do throws(RuleBookError) {
            return try RuleBook(parsing: firstRules.rawSpan)
        } catch {
            preconditionFailure("the first rule book: \(error)")
        }
    }()
}
