public import Attestation
public import Primitives

/// What the pay of an epoch does to the registry: no statement does, so it enters where every machine
/// lets it in, at a record of the log.
public struct Settlement: Hashable, Sendable {
    /// Credits that packet receipts burned.
    public var spent: [Spent]
    /// Grains kept of pay for deposits.
    public var filled: [Filled]
    /// Whose probation ends because they were anchored.
    public var anchored: [HotspotNumber]

    public struct Spent: Hashable, Sendable {
        public var account: PublicKey
        public var credits: UInt64

        public init(account: PublicKey, credits: UInt64) {
            self.account = account
            self.credits = credits
        }
    }

    public struct Filled: Hashable, Sendable {
        public var hotspot: HotspotNumber
        public var grains: UInt64

        public init(hotspot: HotspotNumber, grains: UInt64) {
            self.hotspot = hotspot
            self.grains = grains
        }
    }

    public init(
        spent: [Spent] = [], filled: [Filled] = [], anchored: [HotspotNumber] = []
    ) {
        self.spent = spent
        self.filled = filled
        self.anchored = anchored
    }
}

extension Registry {
    /// Lets an epoch's pay in. Credits and deposits that changed in the meantime are taken and filled
    /// as far as there is room: nobody goes below zero, nothing above what is due. Grains for which a
    /// deposit has no room were earned and go back to the earner.
    /// - Parameter epoch: the first that has not closed: in it an anchored hotspot is on probation no
    ///   more, and with its pay grains go back.
    mutating func settle(_ settlement: Settlement, before epoch: Epoch) {
        for item in settlement.spent { spend(item.credits, of: item.account) }
        for item in settlement.filled { fill(item, before: epoch) }
        for number in settlement.anchored { endProbation(of: number, before: epoch) }
    }

    /// Whose hotspot is retired gets the grains as late as a deposit.
    private mutating func fill(_ item: Settlement.Filled, before epoch: Epoch) {
        let isRetired = retirement(of: item.hotspot) != nil
        let missing = isRetired ? 0 : missingDeposit(of: item.hotspot, in: self.epoch)
        let taken = min(item.grains, missing)
        if taken > 0 { fillDeposit(of: item.hotspot, by: taken) }
        guard taken < item.grains else { return }
        let wait = isRetired ? Self.longestEffect : 0
        returned.append(
            ReturnedDeposit(
                hotspot: item.hotspot, epoch: Epoch(epoch.number + wait),
                grains: item.grains - taken))
    }

    /// Credits that packet receipts burned. Takes what is there, and returns how much that was.
    @discardableResult
    public mutating func spend(_ credits: UInt64, of account: PublicKey) -> UInt64 {
        guard let place = accounts.find(account) else { return 0 }
        let taken = min(credits, accounts[place].credits)
        accounts[place].credits -= taken
        return taken
    }

    /// Grains kept of a hotspot's pay for its deposit. More than is missing is our own mistake.
    public mutating func fillDeposit(of number: HotspotNumber, by grains: UInt64) {
        precondition(
            grains <= missingDeposit(of: number, in: epoch),
            "\(grains) grains for the deposit of hotspot \(number)")
        hotspots[Int(number.value)].deposit += grains
    }

    /// A hotspot was anchored: its probation ends before this epoch.
    public mutating func endProbation(of number: HotspotNumber, before epoch: Epoch) {
        for place in probations.indices
        where probations[place].hotspot == number && probations[place].last >= epoch {
            probations[place].last = Epoch(epoch.number == 0 ? 0 : epoch.number - 1)
        }
    }
}
