import Airwaves
import Attestation
import Primitives

/// What owners may do.
extension Registry {
    func ownersChange(by statement: CheckedStatement) throws(StatementRefusal) -> RegistryChange {
        switch statement.type {
        case .registration: return try registration(by: statement)
        case .location: return try location(by: statement)
        case .transfer:
            let transfer = statement.read(as: Transfer.self)
            let number = try owned(transfer.hotspot, by: statement.key)
            if let flaw = statement.flaw { throw flaw }
            return .transfer(number, to: transfer.newOwner)
        case .rotation:
            let rotation = statement.read(as: Rotation.self)
            let number = try owned(rotation.hotspot, by: statement.key)
            try checkFree(rotation.hotspotKey, statement)
            return .rotate(number, to: rotation.hotspotKey)
        case .payout:
            let payout = statement.read(as: PayoutChange.self)
            let number = try owned(payout.hotspot, by: statement.key, evenRetired: true)
            return .payout(number, payout.payout)
        case .deposit: return try deposit(by: statement)
        default:
            let retirement = statement.read(as: Retirement.self)
            return .retire(try owned(retirement.hotspot, by: statement.key))
        }
    }

    private func registration(
        by statement: CheckedStatement
    ) throws(StatementRefusal) -> RegistryChange {
        let registration = statement.read(as: Registration.self)
        try checkFree(registration.hotspotKey, statement)
        guard hotspots.count < Int(UInt32.max) else {
            throw StatementRefusal(.overLimit, "the network has 4294967295 hotspots")
        }
        let place = try checkedPlace(registration.place)
        let fee = parameters(in: epoch).fees.registrationCredits
        _ = try depositGrains(registration.depositCredits, paid: 0)
        try checkCredits(fee + registration.depositCredits, of: statement.key)
        return .register(registration, place)
    }

    private func location(
        by statement: CheckedStatement
    ) throws(StatementRefusal) -> RegistryChange {
        let location = statement.read(as: LocationChange.self)
        let number = try owned(location.hotspot, by: statement.key)
        let place = try checkedPlace(location.place)
        try checkCredits(parameters(in: epoch).fees.moveCredits, of: statement.key)
        return .move(number, place)
    }

    private func deposit(
        by statement: CheckedStatement
    ) throws(StatementRefusal) -> RegistryChange {
        let deposit = statement.read(as: DepositPayment.self)
        let number = try owned(deposit.hotspot, by: statement.key)
        let paid = hotspots[Int(number.value)].deposit
        let grains = try depositGrains(deposit.credits, paid: paid)
        try checkCredits(deposit.credits, of: statement.key)
        return .deposit(number, credits: deposit.credits, grains: grains)
    }

    /// The account of who may speak for a hotspot now: a transfer holds from the coming window on.
    func actingOwner(of number: HotspotNumber) -> UInt32 {
        let record = hotspots[Int(number.value)]
        let version = record.version(in: now?.number ?? 0)
        return (version ?? record.earlier.first ?? record.newest).owner
    }

    func owned(
        _ number: UInt32, by key: PublicKey, evenRetired: Bool = false
    ) throws(StatementRefusal) -> HotspotNumber {
        guard number < hotspots.count else {
            throw StatementRefusal(.notOwner, "no hotspot has number \(number)")
        }
        guard accounts[actingOwner(of: HotspotNumber(number))].key == key else {
            throw StatementRefusal(.notOwner, "hotspot \(number) is not the signer's")
        }
        guard evenRetired || hotspots[Int(number)].retired == KeyRecord.forEver else {
            throw StatementRefusal(.notOwner, "hotspot \(number) is retired")
        }
        return HotspotNumber(number)
    }

    /// A key that says it is this owner's hotspot, and was never one.
    private func checkFree(
        _ key: PublicKey, _ statement: CheckedStatement
    ) throws(StatementRefusal) {
        if let flaw = statement.flaw { throw flaw }
        if let number = number(ofFormer: key) {
            throw StatementRefusal(
                .alreadyRegistered, "the key is or was that of hotspot \(number)")
        }
    }

    private func checkedPlace(
        _ place: AssertedPlace
    ) throws(StatementRefusal) -> RegisteredPlace {
        let table = parameters(in: epoch).regionTable
        guard let plan = RegionalPlan(parsing: place.plan) else {
            throw StatementRefusal(.placeRefused, "\(place.plan) is no plan of table \(table)")
        }
        let verdict = places.verdict(at: place.cell, by: table)
        guard verdict.rule != .sea else {
            throw StatementRefusal(.placeRefused, "\(place.cell) lies at sea")
        }
        guard verdict.allows(plan) else {
            throw StatementRefusal(
                .placeRefused, "\(plan) is not allowed there; table \(table) says \(verdict)")
        }
        return RegisteredPlace(
            cell: place.cell, height: place.height, gain: place.gain, plan: plan)
    }

    private func checkCredits(
        _ credits: UInt64, of key: PublicKey
    ) throws(StatementRefusal) {
        let held = accounts.credits(of: key)
        guard credits <= held else {
            throw StatementRefusal(.noCredits, "costs \(credits) credits; the account has \(held)")
        }
    }

    /// What credits are worth as a deposit: no more of them than it takes to fill what is missing.
    private func depositGrains(
        _ credits: UInt64, paid: UInt64
    ) throws(StatementRefusal) -> UInt64 {
        let parameters = parameters(in: epoch)
        let due = parameters.fees.depositGrains
        let missing = paid >= due ? 0 : due - paid
        let price = parameters.grainsPerCredit
        let wanted = missing / price + (missing % price == 0 ? 0 : 1)
        guard credits <= wanted else {
            throw StatementRefusal(
                .noCredits, "the deposit lacks \(wanted) credits; \(credits) are offered")
        }
        return credits * price
    }
}
