import Attestation
import Primitives

extension Registry {
    /// Does what was found to be right.
    mutating func perform(
        _ change: RegistryChange, by statement: CheckedStatement, at index: UInt64
    ) {
        switch change {
        case .none: break
        case .register(let registration, let place):
            register(registration, at: place, by: statement.key, index)
        case .move(let number, let place): move(number, to: place, index)
        case .transfer(let number, let owner):
            let place = accounts.open(owner)
            edit(number) { $0.owner = place }
        case .rotate(let number, let key): rotate(number, to: key)
        case .payout(let number, let account): hotspots[Int(number.value)].payout = account
        case .deposit(let number, let credits, let grains):
            accounts.take(credits, from: accounts.open(statement.key))
            hotspots[Int(number.value)].deposit += grains
        case .retire(let number): retire(number)
        case .parameters(let change):
            parameters.add(change, from: max(change.first, earliestFirst), index: index)
        case .members(let change):
            members.add(change, from: max(change.first, earliestFirst), index: index)
        case .ruleBook(let book, let hash): add(book, hash, index)
        case .grant(let grant):
            accounts.add(grant.credits, to: grant.account)
            lastPrice = grant.grainsPerCredit ?? lastPrice
        case .route(let route): set(route, of: statement.key)
        case .stake(let stake): add(stake, of: statement.key)
        case .unstake(let mapper): mappers[mapper].until = Window(coming)
        case .suspend(let proof, let number):
            suspend(number, by: proof, statement.id, index)
        case .notice(let notice): add(notice, statement.id, index)
        case .decide(let decision): decide(decision, statement.id, index)
        case .appeal(let appeal, let about):
            add(appeal, about, statement.id, index)
        }
    }

    /// Changes a hotspot from the coming window on.
    mutating func edit(_ number: HotspotNumber, _ body: (inout HotspotVersion) -> Void) {
        hotspots[Int(number.value)].change(from: coming, oldest: oldest, body)
    }

    mutating func addKey(_ key: PublicKey, of number: UInt32) -> UInt32 {
        keys.append(
            KeyRecord(key: key, hotspot: number, from: coming, until: KeyRecord.forEver))
        let all = keys
        keyIndex.append(key) { all[$0].key }
        return UInt32(keys.count - 1)
    }

    private mutating func register(
        _ registration: Registration, at place: RegisteredPlace, by owner: PublicKey,
        _ index: UInt64
    ) {
        let parameters = parameters(in: epoch)
        let number = UInt32(hotspots.count)
        let account = accounts.open(owner)
        accounts.take(
            parameters.fees.registrationCredits + registration.depositCredits, from: account)
        var version = HotspotVersion(
            since: coming, placeIndex: index, cell: 0,
            key: addKey(registration.hotspotKey, of: number),
            owner: account, height: 0, gain: 0, plan: 0)
        version.set(place, index: index)
        hotspots.append(
            HotspotRecord(
                newest: version, registrationIndex: index,
                radioClass: UInt8(registration.radioClass.rawValue),
                measures: UInt8(registration.measures.rawValue), payout: registration.payout,
                deposit: registration.depositCredits * parameters.grainsPerCredit))
        putOnProbation(HotspotNumber(number), at: place.cell)
    }

    private mutating func move(
        _ number: HotspotNumber, to place: RegisteredPlace, _ index: UInt64
    ) {
        let owner = actingOwner(of: number)
        accounts.take(parameters(in: epoch).fees.moveCredits, from: owner)
        edit(number) { $0.set(place, index: index) }
        putOnProbation(number, at: place.cell)
    }

    private mutating func rotate(_ number: HotspotNumber, to key: PublicKey) {
        let old = hotspots[Int(number.value)].newest.key
        keys[Int(old)].until = coming
        let place = addKey(key, of: number.value)
        edit(number) { $0.key = place }
    }

    private mutating func retire(_ number: HotspotNumber) {
        let place = Int(number.value)
        hotspots[place].retired = coming
        let grains = hotspots[place].deposit
        hotspots[place].deposit = 0
        guard grains > 0 else { return }
        returned.append(
            ReturnedDeposit(
                hotspot: number, epoch: Epoch(epoch.number + Self.longestEffect), grains: grains))
    }
}
