import Attestation
import Primitives

/// Credits, routes and mappers.
extension Registry {
    func moneyChange(by statement: CheckedStatement) throws(StatementRefusal) -> RegistryChange {
        let members = members(in: epoch)
        switch statement.type {
        case .creditGrant:
            guard statement.key == members.creditKey else {
                throw StatementRefusal(
                    .wrongRole, "not signed by the credit key of epoch \(epoch.number)")
            }
            return .grant(statement.read(as: CreditGrant.self))
        case .routeKey: return .route(try route(by: statement))
        case .packetReceipt:
            try checkReceipt(statement)
            return .none
        case .mapperPoints:
            guard members.isIngest(statement.key) else {
                throw StatementRefusal(
                    .wrongRole, "not signed by a mapper ingest of epoch \(epoch.number)")
            }
            return .none
        default: return try mapper(by: statement, members)
        }
    }

    private func route(by statement: CheckedStatement) throws(StatementRefusal) -> RouteKey {
        let route = statement.read(as: RouteKey.self)
        guard let place = accounts.find(statement.key), accounts[place].hasHeld else {
            throw StatementRefusal(.noCredits, "the account never held credits")
        }
        let name = RouteName(account: place, route: route.route)
        guard routeIndex[name] != nil || accounts[place].routes < RouteRecord.greatestRoutes
        else {
            throw StatementRefusal(
                .overLimit, "the account has named \(accounts[place].routes) routes")
        }
        return route
    }

    private func checkReceipt(_ statement: CheckedStatement) throws(StatementRefusal) {
        let receipt = PacketReceiptHead(statement)
        guard receipt.window.number <= coming else {
            throw StatementRefusal(
                .windowAhead, "window \(receipt.window.number) has not begun")
        }
        let epoch = periods.epoch(of: receipt.window)
        guard let route = route(receipt.route, of: receipt.account, in: epoch), route.isActive,
            route.receiptKey == statement.key
        else {
            throw StatementRefusal(
                .wrongRole,
                "not signed by the key of route \(receipt.route) in epoch \(epoch.number)")
        }
    }

    private func mapper(
        by statement: CheckedStatement, _ members: Members
    ) throws(StatementRefusal) -> RegistryChange {
        let stake = statement.read(as: MapperStake.self)
        let known = mappers.firstIndex {
            $0.device == stake.device && $0.owner == statement.key && $0.until == nil
        }
        guard stake.credits > 0 else {
            guard let known else {
                throw StatementRefusal(.notOwner, "the signer has no stake in such a mapper")
            }
            return .unstake(mapper: known)
        }
        guard members.isIngest(stake.ingest) else {
            throw StatementRefusal(
                .unknownIngest, "no mapper ingest of epoch \(epoch.number)")
        }
        if let known {
            throw StatementRefusal(.alreadyRegistered, "the device is mapper \(known)")
        }
        let held = accounts.credits(of: statement.key)
        guard stake.credits <= held else {
            throw StatementRefusal(
                .noCredits, "stakes \(stake.credits) credits; the account has \(held)")
        }
        return .stake(stake)
    }

    mutating func set(_ route: RouteKey, of account: PublicKey) {
        let place = accounts.open(account)
        let name = RouteName(account: place, route: route.route)
        let key = RegisteredRoute(
            receiptKey: route.receiptKey, router: route.router, isActive: route.isActive)
        let first = comingEpoch.number
        let oldest = first < Self.longestEffect + 2 ? 0 : first - Self.longestEffect - 2
        if let index = routeIndex[name] {
            routes[index].set(key, from: first, oldest: oldest)
        } else {
            routeIndex[name] = routes.count
            accounts[place].routes += 1
            routes.append(
                RouteRecord(account: place, route: route.route, keys: [(first, key)]))
        }
    }

    mutating func add(_ stake: MapperStake, of owner: PublicKey) {
        accounts.take(stake.credits, from: accounts.open(owner))
        mappers.append(
            RegisteredMapper(
                number: UInt32(mappers.count), owner: owner, device: stake.device,
                ingest: stake.ingest, stake: stake.credits, since: Window(coming), until: nil))
    }
}

/// Who pays, in which window, by a packet receipt.
struct PacketReceiptHead {
    let account: PublicKey
    let route: UInt32
    let window: Window

    init(_ statement: CheckedStatement) { self.init(payload: statement.payload) }

    private init(payload: RawSpan) {
        do throws(CBORError) {
            var reader = try CBORReader(payload)
            _ = try reader.beginMap()
            try reader.key(0)
            try reader.skip()
            try reader.key(1)
            try reader.skip()
            try reader.key(2)
            account = try reader.publicKey()
            try reader.key(3)
            route = UInt32(try reader.unsigned())
            try reader.key(4)
            window = Window(try reader.unsigned())
        } catch {
            preconditionFailure("a checked packet receipt does not read: \(error)")
        }
    }
}
