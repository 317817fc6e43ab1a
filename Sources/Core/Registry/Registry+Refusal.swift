import Attestation
import Primitives

/// What a statement does.
enum RegistryChange {
    case none
    case register(Registration, RegisteredPlace)
    case move(HotspotNumber, RegisteredPlace)
    case transfer(HotspotNumber, to: PublicKey)
    case rotate(HotspotNumber, to: PublicKey)
    case payout(HotspotNumber, PayoutAccount)
    case deposit(HotspotNumber, credits: UInt64, grains: UInt64)
    case retire(HotspotNumber)
    case parameters(ParameterChange)
    case members(MemberChange)
    case ruleBook(RuleBook, Hash256)
    case grant(CreditGrant)
    case route(RouteKey)
    case stake(MapperStake)
    case unstake(mapper: Int)
    case suspend(FraudProof, HotspotNumber)
    case notice(TrustNotice)
    case decide(Decision)
    case appeal(Appeal, StandingEntry)
}

extension Registry {
    /// Why a statement would have no effect if it were the log's next entry; nothing: it would have
    /// its effect. The one place where this is decided: asked before a statement is logged, and for
    /// each entry of a log by whoever replays it.
    public func refusal(of statement: CheckedStatement) -> StatementRefusal? {
        do throws(StatementRefusal) {
            _ = try change(by: statement)
            return nil
        } catch {
            return error
        }
    }

    /// The log's entry of this index: does what it says, or nothing if it is refused.
    @discardableResult
    public mutating func apply(
        _ statement: CheckedStatement, at index: UInt64
    ) -> StatementRefusal? {
        do throws(StatementRefusal) {
            let change = try change(by: statement)
            perform(change, by: statement, at: index)
            return nil
        } catch {
            return error
        }
    }

    func change(by statement: CheckedStatement) throws(StatementRefusal) -> RegistryChange {
        precondition(statement.network == network, "a statement of network \(statement.network)")
        switch statement.type {
        case .registration, .location, .transfer, .rotation, .payout, .deposit, .retirement:
            return try ownersChange(by: statement)
        case .recommit, .reveal, .seal, .bundle, .testBeacon, .downlinkReport:
            try checkSpeaker(statement)
            return .none
        case .parameters, .members, .ruleBook: return try networkChange(by: statement)
        case .creditGrant, .routeKey, .packetReceipt, .mapper, .mapperPoints:
            return try moneyChange(by: statement)
        case .trustNotice, .fraudProof, .decision, .appeal, .receiptClaim:
            return try standingChange(by: statement)
        case .entropy, .entropyChain, .epochResult:
            try checkOracle(statement)
            return .none
        default:
            throw StatementRefusal(.typeNotTaken, "a \(statement.type.name) stands in no log here")
        }
    }

    private func checkSpeaker(_ statement: CheckedStatement) throws(StatementRefusal) {
        let window = NamedWindows(statement).oldest
        guard speaker(statement.key, of: window) != nil else {
            let former = number(ofFormer: statement.key)
            let place = window.map { "in window \($0.number)" } ?? "now"
            throw StatementRefusal(
                .unregistered,
                former.map { "no longer the key of hotspot \($0) \(place)" }
                    ?? "the key is no hotspot's")
        }
    }

    private func checkOracle(_ statement: CheckedStatement) throws(StatementRefusal) {
        let oracles = members(in: epoch).oracles
        let isOwn = oracles.contains {
            statement.key == (statement.type == .epochResult ? $0.key : $0.entropyKey)
        }
        guard isOwn else {
            throw StatementRefusal(.wrongRole, "not signed by an oracle of epoch \(epoch.number)")
        }
    }
}
