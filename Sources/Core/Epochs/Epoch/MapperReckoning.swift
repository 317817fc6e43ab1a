import Attestation
import HexGrid
import Primitives
import Registry
import Rewards

/// Whom staked mappers heard, or were heard by: what anchors spread from (PROTOCOL 6).
enum MapperReckoning {
    /// The contacts up to this epoch: those remembered and those of its points. A point counts when
    /// its mapper is staked, through the ingest that signs.
    static func contacts(
        _ points: [CheckedStatement], _ places: EpochPlaces, _ terms: EpochTerms,
        before: [MapperMemory]
    ) -> [MapperMemory] {
        var contacts = before.filter { $0.last.number + MapperMemory.epochs > terms.epoch.number }
        for statement in points {
            guard let message = try? Message(parsing: statement.payload),
                case .list(let items)? = message["points"]
            else { continue }
            for item in items {
                contacts += found(item, statement.key, places, terms)
            }
        }
        contacts.sort { ($0, $0.last) < ($1, $1.last) }
        var newest: [MapperMemory] = []
        for contact in contacts {
            if let last = newest.last, last.owner == contact.owner, last.hotspot == contact.hotspot
            {
                newest[newest.count - 1] = contact
            } else {
                newest.append(contact)
            }
        }
        return newest
    }

    private static func found(
        _ point: MessageValue, _ ingest: PublicKey, _ places: EpochPlaces, _ terms: EpochTerms
    ) -> [MapperMemory] {
        // The fields of a point: period, cell, mapper, frequency, SF, bandwidth, power, missed, heard.
        guard case .record(let fields) = point, case .unsigned(let period)? = fields[0],
            case .unsigned(let number)? = fields[2], case .list(let heard)? = fields[8],
            let mapper = places.registry.mapper(UInt32(clamping: number)),
            mapper.ingest == ingest
        else { return [] }
        let window = terms.time.periods.window(of: Period(period))
        guard terms.slot(of: window) != nil, mapper.since <= window,
            mapper.until.map({ window < $0 }) ?? true
        else { return [] }
        return heard.compactMap { item in
            guard case .record(let fields) = item, case .unsigned(let hotspot)? = fields[0],
                places.sites.position(of: UInt32(clamping: hotspot)) != nil
            else { return nil }
            return MapperMemory(
                owner: mapper.owner, hotspot: UInt32(hotspot), last: terms.epoch)
        }
    }
}
