public import Primitives

/// What `earshot message verify` answers: envelope, fields, network, type and signature of one
/// statement, without any registry.
public enum StatementVerdict: Equatable, Sendable {
    case valid(MessageType, Address, id: Hash256)
    case invalid(reason: String)

    /// Checks a statement for a network. A reason is one word of the published lists.
    public static func of<Check: SignatureCheck, D: Digest & ~Copyable>(
        _ bytes: RawSpan, network: NetworkID, by check: Check.Type, hashing digest: D.Type
    ) -> StatementVerdict {
        do throws(StatementError) {
            let statement = try SignedStatement(bytes)
            do throws(MessageError) {
                let type = try MessageCheck.type(of: statement.payload)
                guard type.form == .statement else { return .invalid(reason: "otherType") }
                let context = StatementContext(network: network, type: type.name)
                if let refusal = refusal(statement, in: context, by: check) {
                    return .invalid(reason: refusal.code.rawValue)
                }
                return .valid(
                    type, Address(statement.key), id: statement.id(in: context, by: digest))
            } catch {
                return .invalid(reason: error.code.rawValue)
            }
        } catch {
            return .invalid(reason: error.code.rawValue)
        }
    }

    private static func refusal<Check: SignatureCheck>(
        _ statement: borrowing SignedStatement, in context: StatementContext, by check: Check.Type
    ) -> StatementError? {
        do throws(StatementError) {
            try statement.verify(in: context, by: check)
            return nil
        } catch {
            return error
        }
    }
}
