import Attestation
import HexGrid
import Primitives
import Units

/// Proofs, notices, decisions and appeals: what may be said, and what follows.
extension Registry {
    func standingChange(by statement: CheckedStatement) throws(StatementRefusal) -> RegistryChange {
        switch statement.type {
        case .fraudProof: return try fraudProof(by: statement)
        case .trustNotice:
            try checkOracle(of: statement)
            let notice = statement.read(as: TrustNotice.self)
            try checkKnown(notice.hotspot)
            if let other = notice.otherHotspot { try checkKnown(other) }
            return .notice(notice)
        case .decision: return .decide(try decision(by: statement))
        case .appeal: return try appeal(by: statement)
        default:
            try checkClaim(statement)
            return .none
        }
    }

    private func checkOracle(of statement: CheckedStatement) throws(StatementRefusal) {
        guard members(in: epoch).isOracle(statement.key) else {
            throw StatementRefusal(.wrongRole, "not signed by an oracle of epoch \(epoch.number)")
        }
    }

    private func checkKnown(_ number: UInt32) throws(StatementRefusal) {
        guard number < hotspots.count else {
            throw StatementRefusal(.notProven, "no hotspot has number \(number)")
        }
    }

    private func checkClaim(_ statement: CheckedStatement) throws(StatementRefusal) {
        if let flaw = statement.flaw { throw flaw }
        let claim = statement.read(as: ReceiptClaim.self)
        guard let (signer, newest) = Self.receipt(in: claim.receipt.rawSpan) else {
            preconditionFailure("a checked claim holds a receipt")
        }
        guard newest.number < coming * periods.periodsPerWindow else {
            throw StatementRefusal(
                .notProven, "the receipt names period \(newest.number), which has not begun")
        }
        let epoch = periods.epoch(of: periods.window(of: newest))
        guard members(in: epoch).isReceiptKey(signer) else {
            throw StatementRefusal(
                .notProven, "the receipt is by no oracle of epoch \(epoch.number)")
        }
    }

    private static func receipt(in bytes: RawSpan) -> (signer: PublicKey, newest: Period)? {
        guard let signed = try? SignedStatement(bytes),
            let receipt = try? Receipt(parsing: signed.payload)
        else { return nil }
        return (signed.key, receipt.newest)
    }

    /// A statement that is named by its index counts if it stands in the evidence of the epoch the
    /// proof will be read in: where the log keeps it, whoever computes an epoch has it at hand.
    private func fraudProof(
        by statement: CheckedStatement
    ) throws(StatementRefusal) -> RegistryChange {
        if let flaw = statement.flaw { throw flaw }
        let proof = statement.read(as: FraudProof.self)
        let first = starts.first?.index ?? 0
        for named in proof.statements where named.bytes == nil {
            guard let index = named.index, index >= first else {
                throw StatementRefusal(
                    .notProven,
                    "entry \(named.index ?? 0) lies over an epoch back: send its bytes")
            }
        }
        guard let place = keyIndex.find(proof.accused, at: { keys[$0].key }) else {
            guard members(in: epoch).has(proof.accused) else {
                throw StatementRefusal(.notProven, "nobody here has the accused key")
            }
            return .none
        }
        let number = HotspotNumber(keys[place].hotspot)
        guard proof.accusedSequence > keys[place].proven else {
            throw StatementRefusal(
                .notProven, "number \(keys[place].proven) of this key is proven already")
        }
        let active = suspensions.last {
            $0.hotspot == number && $0.key == proof.accused && $0.last >= epoch
        }
        if let active {
            throw StatementRefusal(
                .notProven, "the key is suspended up to epoch \(active.last.number) already")
        }
        return .suspend(proof, number)
    }

    private func decision(by statement: CheckedStatement) throws(StatementRefusal) -> Decision {
        try checkOracle(of: statement)
        let decision = statement.read(as: Decision.self)
        try checkKnown(decision.hotspot)
        guard
            let about = standings.first(where: { $0.id == decision.about && epoch <= $0.last })
        else {
            throw StatementRefusal(.notProven, "what it is about is not in force in the log")
        }
        guard about.concerns(decision.hotspot) else {
            throw StatementRefusal(.notProven, "what it is about concerns \(about.hotspot)")
        }
        if decision.outcome == .depositLost {
            guard decision.rule.hasPrefix("X-"), !decision.evidence.isEmpty else {
                throw StatementRefusal(
                    .notProven, "a deposit is lost by an X rule and its evidence only")
            }
        }
        return decision
    }

    private func appeal(by statement: CheckedStatement) throws(StatementRefusal) -> RegistryChange {
        let appeal = statement.read(as: Appeal.self)
        _ = try owned(appeal.hotspot, by: statement.key, evenRetired: true)
        guard let about = standings.first(where: { $0.id == appeal.about }), epoch <= about.last
        else {
            throw StatementRefusal(.notProven, "what it appeals is not in the log or has expired")
        }
        guard about.concerns(appeal.hotspot) else {
            throw StatementRefusal(.notProven, "what it appeals concerns \(about.hotspot)")
        }
        if case .appeal = about.matter {
            throw StatementRefusal(.notProven, "an appeal cannot be appealed")
        }
        let isAppealed = standings.contains {
            guard case .appeal(appeal.about) = $0.matter else { return false }
            return true
        }
        guard !isAppealed else {
            throw StatementRefusal(.notProven, "it is appealed already")
        }
        return .appeal(appeal, about)
    }
}

// MARK: - What follows

extension Registry {
    mutating func suspend(
        _ number: HotspotNumber, by proof: FraudProof, _ id: Hash256, _ index: UInt64
    ) {
        guard let place = keyIndex.find(proof.accused, at: { keys[$0].key }) else { return }
        keys[place].proven = proof.accusedSequence
        let last = Epoch(epoch.number + Self.longestEffect)
        add(
            Suspension(
                hotspot: number, cause: id, index: index, key: proof.accused, logged: epoch,
                last: last, cell: hotspots[Int(number.value)].newest.center))
        standings.append(
            StandingEntry(
                id: id, index: index, hotspot: number, first: Epoch(epoch.number + 1),
                last: last, matter: .fraudProof(accused: proof.accused)))
    }

    private mutating func add(_ suspension: Suspension) {
        let place = suspensions.partition(by: { $0.hotspot > suspension.hotspot })
        suspensions.insert(suspension, at: place)
    }

    /// It can be appealed and decided about. What it does to trust and edges is asked of F, which
    /// believes what its own findings say (decision 0244).
    mutating func add(_ notice: TrustNotice, _ id: Hash256, _ index: UInt64) {
        let number = HotspotNumber(notice.hotspot)
        let last = min(notice.expires, Epoch(epoch.number + Self.longestEffect))
        standings.append(
            StandingEntry(
                id: id, index: index, hotspot: number, first: Epoch(epoch.number + 1), last: last,
                matter: .notice(
                    rule: notice.rule, notice.effect, change: notice.change,
                    other: notice.otherHotspot.map { HotspotNumber($0) })))
    }

    private mutating func add(_ probation: Probation) {
        guard probation.first <= probation.last else { return }
        let place = probations.partition(by: { $0.hotspot > probation.hotspot })
        probations.insert(probation, at: place)
    }

    mutating func add(
        _ appeal: Appeal, _ about: StandingEntry, _ id: Hash256, _ index: UInt64
    ) {
        standings.append(
            StandingEntry(
                id: id, index: index, hotspot: HotspotNumber(appeal.hotspot), first: epoch,
                last: about.last,
                matter: .appeal(about: appeal.about)))
    }

    /// A decision has its effect from the next epoch on.
    mutating func decide(_ decision: Decision, _ id: Hash256, _ index: UInt64) {
        let number = HotspotNumber(decision.hotspot)
        let last = min(decision.expires, Epoch(epoch.number + Self.longestEffect))
        switch decision.outcome {
        case .upheld: break
        case .withdrawn: withdraw(decision.about)
        case .suspended:
            add(
                Suspension(
                    hotspot: number, cause: id, index: index, key: nil, logged: epoch, last: last,
                    cell: hotspots[Int(number.value)].newest.center))
        case .suspensionLifted:
            for place in suspensions.indices where suspensions[place].hotspot == number {
                suspensions[place].last = min(suspensions[place].last, epoch)
            }
        case .depositLost:
            hotspots[Int(number.value)].deposit = 0
            let epoch = epoch
            returned.removeAll { $0.hotspot == number && $0.epoch > epoch }
        case .depositFreed: free(number)
        }
        standings.append(
            StandingEntry(
                id: id, index: index, hotspot: number, first: Epoch(epoch.number + 1), last: last,
                matter: .decision(about: decision.about, decision.outcome, rule: decision.rule)))
    }

    /// What is withdrawn, or what the appeal that is decided was about, ends with this epoch.
    private mutating func withdraw(_ id: Hash256) {
        var id = id
        if let entry = standings.first(where: { $0.id == id }),
            case .appeal(let about) = entry.matter
        {
            id = about
        }
        for place in standings.indices where standings[place].id == id {
            standings[place].last = min(standings[place].last, epoch)
        }
        for place in suspensions.indices where suspensions[place].cause == id {
            suspensions[place].last = min(suspensions[place].last, epoch)
        }
        for place in probations.indices where probations[place].cause == id {
            probations[place].last = min(probations[place].last, epoch)
        }
    }

    private mutating func free(_ number: HotspotNumber) {
        let grains = hotspots[Int(number.value)].deposit
        guard grains > 0 else { return }
        hotspots[Int(number.value)].deposit = 0
        returned.append(
            ReturnedDeposit(hotspot: number, epoch: Epoch(epoch.number + 1), grains: grains))
    }

    /// A new key near a place of a suspension of the last 30 epochs is on probation: at most 14
    /// epochs, from the one in which it holds there.
    mutating func putOnProbation(_ number: HotspotNumber, at cell: Cell) {
        let entered = hotspots[Int(number.value)].registrationIndex
        let center = cell.center
        let near = suspensions.first { suspension in
            guard suspension.hotspot != number, suspension.index < entered else { return false }
            let now = hotspots[Int(suspension.hotspot.value)].newest.center
            return [suspension.cell, now].contains {
                $0.center.distance(to: center) <= Self.probationDistance
            }
        }
        guard let near else { return }
        let first = periods.epoch(of: Window(coming))
        add(
            Probation(
                hotspot: number, cause: near.cause, first: first,
                last: Epoch(first.number + Self.longestEffect - 1)))
    }

    /// As far as two members of one site may stand apart.
    static let probationDistance = Metres(300)
}
