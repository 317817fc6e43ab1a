import Attestation
import CoverageRules
import EvidenceLog
import HexGrid
import Primitives
import Registry
import Rewards
import Units

/// The stages `sites`, `units`, `payouts` and `rewards`.
extension EpochBench {
    func rewards(
        _ verdicts: EpochVerdicts, _ data: DataReckoning
    ) throws(EpochError) -> EpochRewards {
        let registry = replay.registry
        let parameters = registry.parameters(in: state.next)
        var input = RewardInput(
            epoch: state.next.number, registered: UInt32(registry.hotspotCount),
            pool: parameters.pool(in: state.next).map { Grains($0.hotspotsGrains) } ?? Grains(0))
        input.hotspots = verdicts.sites.hotspots
        input.beacons = paidBeacons(verdicts)
        input.coverage = state.history.coverage
        input.demand = state.demand
        input.edges = edges()
        input.mappers = contacts()
        input.receipts = data.receipts
        input.returnedDeposits = registry.returnedDeposits(in: state.next).map {
            Rewards.ReturnedDeposit(hotspot: $0.hotspot.value, grains: Grains($0.grains))
        }
        input.lifetime = state.lifetime
        input.grainsPerCredit = parameters.grainsPerCredit
        input.floorUnits = parameters.floorUnits
        do throws(RewardInputError) {
            return try EpochRewards(input, sites: verdicts.sites, by: rewardRules)
        } catch {
            throw .rewards(error)
        }
    }

    /// The beacons that pass, each with its selected witnesses.
    private func paidBeacons(_ verdicts: EpochVerdicts) -> [PaidBeacon] {
        var paid: [PaidBeacon] = []
        for (place, beacon) in verdicts.beacons.enumerated() where beacon.earns {
            guard let hotspot = beacon.hotspot,
                places.sites.position(of: hotspot) != nil
            else { continue }
            let witnesses = verdicts.selected(of: place)
            if !witnesses.isEmpty {
                paid.append(PaidBeacon(beaconer: hotspot, witnesses: witnesses))
            }
        }
        return paid
    }

    private func edges() -> [TwoWayEdge] {
        state.history.twoWayEdges(except: doubts.isDoubted)
            .filter {
                places.sites.position(of: $0.a) != nil && places.sites.position(of: $0.b) != nil
            }
    }

    private func contacts() -> [MapperContact] {
        state.contacts
            .filter {
                $0.last.number + MapperMemory.epochs > state.next.number
                    && places.sites.position(of: $0.hotspot) != nil
            }
            .map { MapperContact(owner: $0.owner, hotspot: $0.hotspot) }
    }

    /// What the epoch does to the registry.
    func settlement(_ data: DataReckoning, _ rewards: EpochRewards) -> Settlement {
        var settlement = Settlement()
        settlement.spent = data.spent
        settlement.filled = rewards.payouts.lines.filter { $0.deposit.value > 0 }.map {
            Settlement.Filled(hotspot: HotspotNumber($0.hotspot), grains: $0.deposit.value)
        }
        settlement.anchored = rewards.sites.hotspots.indices.filter { position in
            let site = rewards.sites.siteOf[position]
            return rewards.sites.hotspots[position].condition == .probation && site >= 0
                && rewards.multipliers.anchors.isAnchored(Int(site))
        }.map { HotspotNumber(rewards.sites.hotspots[$0].number) }
        return settlement
    }

    /// The files, their hashes and the root over them.
    func outcome(
        _ verdicts: EpochVerdicts, _ trust: TrustFile, _ rewards: EpochRewards,
        _ next: EpochState, logSize: UInt64, logRoot: Hash256, dividing division: some Division
    ) -> EpochOutcome {
        let files = RewardFiles(rewards)
        let stages = StageName.allCases.map { name in
            StageFile(name, bytes(of: name, verdicts, trust, files, next, division), by: D.self)
        }
        let tree = rewards.tree(by: D.self)
        let root = EpochRoot(
            network: terms.network, epoch: state.next, logSize: logSize, logRoot: logRoot,
            ruleBook: bookHash,
            stages: stages.map { EpochRoot.Stage(name: $0.name.rawValue, hash: $0.hash) },
            rewardRoot: tree.root, rewardLeaves: UInt64(rewards.payouts.lifetime.count),
            total: rewards.payouts.totals.lifetime)
        return EpochOutcome(
            epoch: state.next, stages: stages, root: root, next: next, rewards: files)
    }

    private func bytes(
        of stage: StageName, _ verdicts: EpochVerdicts, _ trust: TrustFile,
        _ files: RewardFiles, _ next: EpochState, _ division: some Division
    ) -> [UInt8] {
        switch stage {
        case .registry: next.registry.encoded()
        case .beacons: BeaconRecord.bytes(of: verdicts.beaconRecords)
        case .witnesses: verdicts.witnessFile(dividing: division)
        case .trust: trust.bytes
        case .sites: files.bytes(of: .sites)
        case .units: files.bytes(of: .units)
        case .payouts: files.bytes(of: .payouts)
        case .rewards: files.bytes(of: .rewards)
        case .state: next.encoded()
        }
    }
}

extension JudgedBeacon {
    /// Passed B-1 to B-12.
    var earns: Bool { verdict.hasPassed && verdict.passed.contains(.b12) }
}

extension EpochVerdicts {
    /// The hotspots that W-19 selected for a beacon, ascending.
    func selected(of beacon: Int) -> [UInt32] {
        reports[ranges[beacon]].filter { $0.verdict.passed.contains(.w19) }
            .compactMap(\.hotspot).sorted()
    }

    var beaconRecords: [BeaconRecord] {
        beacons.indices.map { place in
            BeaconRecord(
                beacons[place],
                heard: UInt64(reports[ranges[place]].count { $0.hasPassedAlone }),
                selected: selected(of: place))
        }.sorted { $0.precedes($1) }
    }

    /// Ascending by id. Written record by record: there are ten million of them in a day of 200,000
    /// hotspots.
    func witnessFile(dividing division: some Division) -> [UInt8] {
        var order = reports.indices.map { (id: reports[$0].id.words.0, place: UInt32($0)) }
        order.sort { left, right in
            guard left.id == right.id else { return left.id < right.id }
            return reports[Int(left.place)].id < reports[Int(right.place)].id
        }
        return division.items(count: order.count) { [order] range in
            var writer = CBORWriter(reservingCapacity: 104 * range.count)
            for item in order[range] { record(of: Int(item.place)).encode(into: &writer) }
            return writer.finish()
        }
    }

    private func record(of place: Int) -> WitnessRecord {
        let report = reports[place]
        let beacon = report.entry.beacon
        return WitnessRecord(
            report,
            beacon: beacon == WitnessDocket.Entry.unmatched ? nil : beacons[Int(beacon)].id,
            seal: report.sealPlace)
    }
}
