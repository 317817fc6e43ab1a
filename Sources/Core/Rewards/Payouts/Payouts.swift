public import Units

/// What each hotspot gets for one epoch, with the way there.
public struct Payout: Hashable, Sendable {
    public var hotspot: UInt32
    /// Credits burned for packets it carried, and the pay for them.
    public var credits: UInt64
    public var data: Grains
    /// Units x pool / max(total, floor), before anything is taken away.
    public var gross: Grains
    /// What demand added beyond its bound, and what its cell had beyond the cap.
    public var demandCut: Grains
    public var capCut: Grains
    /// By a fraud proof: all of data and what coverage had left.
    public var withheld: Grains
    /// Kept for the deposit, and what of it is missing after that.
    public var deposit: Grains
    public var depositMissing: Grains
    /// A deposit given back.
    public var returned: Grains
    /// Coverage pay that is claimable.
    public var coverage: Grains

    public init(hotspot: UInt32) {
        self.hotspot = hotspot
        credits = 0
        (data, gross, demandCut, capCut) = (Grains(0), Grains(0), Grains(0), Grains(0))
        (withheld, deposit, depositMissing) = (Grains(0), Grains(0), Grains(0))
        (returned, coverage) = (Grains(0), Grains(0))
    }

    /// What is added to the lifetime amount.
    public var total: Grains { Grains(data.value + coverage.value + returned.value) }

    /// Whether there is anything to say.
    var isEmpty: Bool {
        credits == 0 && gross.value == 0 && returned.value == 0
    }
}

/// All payouts of an epoch and their sum (PROTOCOL 6 "Money", decision 0234).
public struct Payouts: Sendable {
    /// Ascending by hotspot, of those for whom there is anything to say.
    public let lines: [Payout]
    public let totals: PayoutTotals
    /// Lifetime amounts after the epoch, by number; as many as there are registrations.
    public let lifetime: [Grains]

    /// Refuses lifetime amounts that grow beyond what a message can say.
    public init(
        _ tally: UnitTally, _ sites: Sites, _ multipliers: Multipliers, _ input: RewardInput,
        by rules: RewardRules
    ) throws(RewardInputError) {
        let data = DataPay(input, by: rules)
        let pool = Self.coveragePool(input.pool.value, data: data.total, by: rules)
        let coverage = CoveragePay(
            tally.earned, sites, multipliers, pool: pool, input, by: rules)
        var drafts = Self.drafts(coverage, sites)
        Self.add(data, to: &drafts)
        Self.add(input.returnedDeposits, to: &drafts)
        for index in drafts.indices { Self.settle(&drafts[index], sites) }
        lines = drafts.filter { !$0.isEmpty }
        lifetime = try Self.lifetime(input, lines)
        var totals = Self.totals(input, data, coverage, pool: pool, lines, lifetime)
        totals.medianCredits = multipliers.demand.median
        self.totals = totals
    }

    /// max(20 % of the pool, 80 % of what data left), each rounded down.
    static func coveragePool(_ pool: UInt64, data: UInt64, by rules: RewardRules) -> UInt64 {
        max(
            DataPay.part(pool, rules.coverageAtLeast),
            DataPay.part(pool - data, rules.coverageOfUnused))
    }
}

extension Payouts {
    /// One line for each hotspot that is there, ascending by number.
    private static func drafts(_ coverage: CoveragePay, _ sites: Sites) -> [Payout] {
        sites.hotspots.indices.map { position in
            var line = Payout(hotspot: sites.hotspots[position].number)
            line.gross = Grains(coverage.gross[position])
            line.demandCut = Grains(coverage.demandCut[position])
            line.capCut = Grains(coverage.capCut[position])
            line.coverage = Grains(coverage.grains[position])
            return line
        }
    }

    private static func add(_ data: DataPay, to lines: inout [Payout]) {
        join(data.lines.map { ($0.number, ($0.credits, $0.grains)) }, to: &lines) { line, pay in
            line.credits += pay.0
            line.data = Grains(line.data.value + pay.1)
        }
    }

    private static func add(_ deposits: [ReturnedDeposit], to lines: inout [Payout]) {
        let sorted = deposits.sorted { $0.hotspot < $1.hotspot }
        join(sorted.map { ($0.hotspot, $0.grains.value) }, to: &lines) { line, grains in
            line.returned = Grains(line.returned.value + grains)
        }
    }

    /// Adds items ascending by number to lines ascending by number; whoever has no line gets one.
    private static func join<Item>(
        _ items: [(number: UInt32, item: Item)], to lines: inout [Payout],
        _ add: (inout Payout, Item) -> Void
    ) {
        guard !items.isEmpty else { return }
        var joined: [Payout] = []
        joined.reserveCapacity(lines.count)
        var next = 0
        for (number, item) in items {
            while next < lines.count, lines[next].hotspot <= number {
                joined.append(lines[next])
                next += 1
            }
            if joined.last?.hotspot != number { joined.append(Payout(hotspot: number)) }
            add(&joined[joined.count - 1], item)
        }
        joined.append(contentsOf: lines[next...])
        lines = joined
    }

    /// Fraud first, then the deposit: half of coverage pay, rounded down, at most what is missing.
    private static func settle(_ line: inout Payout, _ sites: Sites) {
        guard let position = sites.position(of: line.hotspot) else { return }
        let hotspot = sites.hotspots[position]
        if hotspot.fraudProven {
            line.withheld = Grains(line.coverage.value + line.data.value)
            (line.coverage, line.data) = (Grains(0), Grains(0))
        }
        let kept = min(hotspot.depositMissing.value, line.coverage.value / 2)
        line.deposit = Grains(kept)
        line.coverage = Grains(line.coverage.value - kept)
        line.depositMissing = Grains(hotspot.depositMissing.value - kept)
    }

    private static func lifetime(
        _ input: RewardInput, _ lines: [Payout]
    ) throws(RewardInputError) -> [Grains] {
        var lifetime = input.lifetime
        let missing = Int(input.registered) - lifetime.count
        lifetime.append(contentsOf: repeatElement(Grains(0), count: missing))
        for line in lines {
            let amount = lifetime[Int(line.hotspot)].value + line.total.value
            guard amount <= RewardInput.greatestGrains else {
                throw .beyondMoney(
                    "lifetime amount", found: amount, most: RewardInput.greatestGrains)
            }
            lifetime[Int(line.hotspot)] = Grains(amount)
        }
        let sum = lifetime.reduce(UInt128(0)) { $0 + UInt128($1.value) }
        guard sum <= UInt128(RewardInput.greatestGrains) else {
            throw .beyondMoney(
                "sum of lifetime amounts", found: UInt64(clamping: sum),
                most: RewardInput.greatestGrains)
        }
        return lifetime
    }

    private static func totals(
        _ input: RewardInput, _ data: DataPay, _ coverage: CoveragePay, pool: UInt64,
        _ lines: [Payout], _ lifetime: [Grains]
    ) -> PayoutTotals {
        var totals = PayoutTotals()
        totals.epoch = input.epoch
        totals.pool = input.pool
        totals.coveragePool = Grains(pool)
        totals.unused = Grains(input.pool.value - data.total - pool)
        totals.shortfall = Grains(coverage.shortfall)
        totals.totalUnits = coverage.totalUnits
        (totals.capSites, totals.capGrains) = (coverage.capSites, Grains(coverage.capGrains))
        totals.floorUnits = input.floorUnits
        totals.grainsPerCredit = input.grainsPerCredit
        for line in lines {
            totals.credits += line.credits
            totals.data = Grains(totals.data.value + line.data.value)
            totals.coverage = Grains(totals.coverage.value + line.coverage.value)
            totals.deposits = Grains(totals.deposits.value + line.deposit.value)
            totals.demandCut = Grains(totals.demandCut.value + line.demandCut.value)
            totals.capCut = Grains(totals.capCut.value + line.capCut.value)
            totals.withheld = Grains(totals.withheld.value + line.withheld.value)
            totals.returned = Grains(totals.returned.value + line.returned.value)
        }
        totals.lifetime = Grains(lifetime.reduce(0) { $0 + $1.value })
        totals.dust = Grains(totals.pool.value - totals.minted - totals.notMinted)
        return totals
    }
}
