import Attestation
import Primitives

/// What founder and oracles may change.
extension Registry {
    func networkChange(by statement: CheckedStatement) throws(StatementRefusal) -> RegistryChange {
        switch statement.type {
        case .ruleBook: return try ruleBook(by: statement)
        case .members:
            try checkFounder(statement)
            return .members(statement.read(as: MemberChange.self))
        default:
            try checkFounder(statement)
            let change = statement.read(as: ParameterChange.self)
            if let price = change.grainsPerCredit, price > lastPrice {
                throw StatementRefusal(
                    .badMessage,
                    "\(price) grains per credit; buyers last paid \(lastPrice)")
            }
            return .parameters(change)
        }
    }

    private func checkFounder(_ statement: CheckedStatement) throws(StatementRefusal) {
        guard statement.key == founder else {
            throw StatementRefusal(.wrongRole, "not signed by the network's founder")
        }
    }

    private func ruleBook(
        by statement: CheckedStatement
    ) throws(StatementRefusal) -> RegistryChange {
        guard members(in: epoch).isOracle(statement.key) else {
            throw StatementRefusal(.wrongRole, "not signed by an oracle of epoch \(epoch.number)")
        }
        let book = statement.read(as: RuleBook.self)
        guard book.version == bookVersion + 1 else {
            throw StatementRefusal(
                .badMessage, "version \(book.version); \(bookVersion + 1) is due")
        }
        guard let hash = statement.rulesHash else {
            preconditionFailure("a checked rule book has its rules' hash")
        }
        guard bookVersion > 0 || hash == file.ruleBookHash else {
            throw StatementRefusal(
                .badMessage, "the first rule book's hash is not the network file's")
        }
        return .ruleBook(book, hash)
    }

    /// The first rule book holds from the beginning: the network file names it.
    mutating func add(_ book: RuleBook, _ hash: Hash256, _ index: UInt64) {
        let first = bookVersion == 0 ? Epoch(0) : max(book.first, earliestFirst)
        bookVersion = book.version
        books.add(
            RegisteredRuleBook(version: book.version, hash: hash, rules: book.rules),
            from: first, index: index)
    }
}
