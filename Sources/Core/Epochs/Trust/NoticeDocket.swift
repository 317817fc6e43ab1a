import Attestation
import CoverageRules
import Primitives
import Registry

/// The notices of an epoch: those that were in force, and those that its range brought. A notice has
/// an effect if it is word for word what the state's finding says, else none (decision 0244): an
/// oracle can leave one out, in public, and invent none.
struct NoticeDocket {
    /// What became of notices in this epoch; ascending by index.
    private(set) var records: [NoticeRecord] = []
    /// What the next epoch begins with; ascending by subject and rule.
    private(set) var held: [HeldNotice] = []
    /// Of the next epoch's, those on hotspots that begin in it.
    private(set) var entering: [Entering] = []
    /// What withdrawn notices had taken.
    // order: only asked for one hotspot at a time.
    private(set) var returned: [UInt32: UInt16] = [:]

    struct Entering {
        let notice: HeldNotice
        /// By how much it lowers trust at most.
        let change: UInt16
    }

    private let epoch: Epoch
    private var next: Epoch { Epoch(epoch.number + 1) }

    init(_ state: EpochState, _ replay: EpochRegistry) {
        epoch = state.next
        var notices = state.notices
        withdraw(&notices, replay.registry)
        held = notices.filter { $0.last > epoch }
        for logged in replay.notices { take(logged, state, replay.registry) }
        held.sort { $0.precedes($1) }
        records.sort { $0.index < $1.index }
    }

    /// Notices that a decision ended: what they took is given back, unless another one that began in
    /// the same epoch would have taken it.
    private mutating func withdraw(_ notices: inout [HeldNotice], _ registry: Registry) {
        let ended = notices.indices.filter { place in
            guard !notices[place].isWithdrawn,
                let entry = registry.standing(notices[place].id)
            else { return false }
            return entry.last < notices[place].last && entry.last <= epoch
        }
        for place in ended {
            notices[place].isWithdrawn = true
            notices[place].last = Epoch(epoch.number + UInt64(EpochHistory.length))
        }
        for place in ended {
            let notice = notices[place]
            notices[place].taken = 0
            records.append(
                NoticeRecord(
                    index: registry.standing(notice.id)?.index ?? 0, id: notice.id,
                    hotspot: notice.hotspot, other: notice.other, outcome: .withdrawn,
                    change: notice.taken))
            let heir = notices.firstIndex { other in
                !other.isWithdrawn && other.hotspot == notice.hotspot && other.other == nil
                    && other.first == notice.first
                    && (other.weight == nil || notice.weight != nil)
            }
            if let heir {
                notices[heir].taken = min(1_000, notices[heir].taken + notice.taken)
            } else {
                let sum = notice.taken + (returned[notice.hotspot] ?? 0)
                returned[notice.hotspot] = min(1_000, sum)
            }
        }
    }

    private mutating func take(
        _ statement: CheckedStatement, _ state: EpochState, _ registry: Registry
    ) {
        guard let entry = registry.standing(statement.id) else { return }
        let notice = statement.read(as: TrustNotice.self)
        var record = NoticeRecord(
            index: entry.index, id: statement.id, hotspot: notice.hotspot,
            other: notice.otherHotspot, outcome: .notBacked, change: 0)
        defer { records.append(record) }
        let backing = state.findings.first {
            $0.concerns(notice.hotspot, notice.otherHotspot)
                && $0.notice(in: notice.epoch, sequence: notice.sequence) == notice
        }
        guard let backing, notice.epoch.number + 1 == epoch.number, entry.first == next else {
            return
        }
        guard !isHeld(backing, in: next) else { return record.outcome = .repeated }
        record.outcome = .inForce
        let new = HeldNotice(
            id: statement.id, hotspot: backing.hotspot, other: backing.other,
            rule: backing.rule, weight: backing.weight, first: next, last: backing.expires,
            taken: 0, isWithdrawn: false)
        held.append(new)
        if new.other == nil {
            entering.append(Entering(notice: new, change: backing.change ?? 0))
        }
    }

    /// Whether nothing new is noticed of a subject and rule in an epoch.
    func isHeld(_ finding: FindingRecord, in epoch: Epoch) -> Bool {
        held.contains {
            finding.concerns($0.hotspot, $0.other) && $0.rule == finding.rule && epoch <= $0.last
        }
    }

    /// Findings of this epoch, ascending, without a second notice of one subject and rule: neither
    /// beside one that will be in force when it would begin, nor for another reason; the hotspot's own
    /// word comes first.
    func withoutRepeats(_ findings: [FindingRecord]) -> [FindingRecord] {
        let begin = Epoch(epoch.number + 2)
        return findings.indices.map { place in
            var finding = findings[place]
            guard finding.effect != nil,
                isSecond(place, of: findings) || isHeld(finding, in: begin)
            else { return finding }
            (finding.effect, finding.change) = (nil, nil)
            return finding
        }
    }

    /// Whether another finding of one subject and rule, which stand beside each other, comes first.
    private func isSecond(_ place: Int, of findings: [FindingRecord]) -> Bool {
        let finding = findings[place]
        func comesFirst(_ other: Int) -> Bool {
            let one = findings[other]
            return one.rule == finding.rule && one.effect != nil
                && (one.weight == nil ? 0 : 1, other) < (finding.weight == nil ? 0 : 1, place)
        }
        func isOfSubject(_ other: Int) -> Bool {
            findings[other].concerns(finding.hotspot, finding.other)
        }
        return findings[..<place].indices.reversed().prefix(while: isOfSubject)
            .contains(where: comesFirst)
            || findings[(place + 1)...].indices.prefix(while: isOfSubject)
                .contains(where: comesFirst)
    }

    /// Writes down what the notices that begin took of a hotspot's trust: the first that may.
    mutating func note(taken: UInt16, of hotspot: UInt32) {
        guard taken > 0 else { return }
        let own = entering.map(\.notice).filter { $0.hotspot == hotspot }
        guard let first = own.first(where: { $0.weight == nil }) ?? own.first else { return }
        for place in held.indices where held[place].id == first.id { held[place].taken = taken }
        for place in records.indices where records[place].id == first.id {
            records[place].change = taken
        }
    }
}
