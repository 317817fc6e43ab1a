import CoverageRules
import Notation
import OracleAPI
import Primitives
import Registry
import Signing
import WebServer

/// `/v1/rules`: what `earshot rules --json` says of the rule book of this epoch.
enum RulesAnswer {
    /// - Parameter book: nil while none is in force.
    static func answer(_ book: RegisteredRuleBook?) -> ServedAnswer {
        guard let book, let rules = try? RuleBook(parsing: book.rules.rawSpan) else {
            return .problem(.busy, "no rule book is in force yet", retryAfter: 60)
        }
        var writer = JSONWriter()
        writer.object { json in
            json.member("schema", "earshot.rules.v1")
            json.member("rule_book_hash", book.hash.hexText)
            json.member("rules") { json in
                json.array { json in
                    for line in RuleLine.lines(of: rules) { json.object { line.write(to: &$0) } }
                }
            }
        }
        return .bytes(writer.bytes, type: "application/json").with("Cache-Control", "no-cache")
    }
}
