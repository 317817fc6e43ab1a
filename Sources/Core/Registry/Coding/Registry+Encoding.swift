import Attestation
import HexGrid
import Primitives

/// The kinds of records, in the order in which they stand.
enum RecordKind: UInt64, CaseIterable {
    case head, account, hotspot, parameters, members, ruleBook, route, mapper, suspension
    case probation, standing, returned
}

/// The registry as bytes: a CBOR sequence (RFC 8742) of deterministic maps, one a record, ascending
/// by kind and then by number, key or log index. The same entries give the same bytes on every
/// machine. About 140 bytes a hotspot.
extension Registry {
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_024 + 200 * hotspots.count + 64 * accounts.all.count)
        forEachRecord { bytes.append($0) }
        return bytes
    }

    /// Each record's bytes in turn, out of one buffer: for who writes or hashes a registry that
    /// is larger than what should stand in memory twice.
    public func forEachRecord(_ body: (RawSpan) -> Void) {
        var buffer = RecordBuffer()
        buffer.write(.head, body) { writeHead(&$0) }
        let sorted = accounts.all.indices.sorted { accounts.all[$0].key < accounts.all[$1].key }
        for place in sorted {
            buffer.write(.account, body) { Self.write(accounts.all[place], &$0) }
        }
        writeHotspots(&buffer, body)
        writeNetwork(&buffer, body)
        writeRoutes(&buffer, body)
        for mapper in mappers { buffer.write(.mapper, body) { Self.write(mapper, &$0) } }
        for item in suspensions { buffer.write(.suspension, body) { Self.write(item, &$0) } }
        for item in probations { buffer.write(.probation, body) { Self.write(item, &$0) } }
        for item in standings { buffer.write(.standing, body) { item.write(to: &$0) } }
        for item in returned { buffer.write(.returned, body) { Self.write(item, &$0) } }
    }

    private func writeHead(_ fields: inout RecordFields) {
        fields.bytes(network.bits)
        fields.key(founder)
        fields.optional(now?.number)
        fields.list(starts) { start, writer in
            writer.beginArray(2)
            writer.unsigned(start.window)
            writer.unsigned(start.index)
            writer.endArray()
        }
        fields.number(bookVersion)
        fields.number(lastPrice)
    }

    private static func write(_ account: Account, _ fields: inout RecordFields) {
        fields.key(account.key)
        fields.number(account.credits)
        fields.flag(account.hasHeld)
    }

    /// Keys stand with their hotspot, in the order they were registered.
    private func writeHotspots(_ buffer: inout RecordBuffer, _ body: (RawSpan) -> Void) {
        let byHotspot = keys.indices.sorted {
            (keys[$0].hotspot, $0) < (keys[$1].hotspot, $1)
        }
        var start = 0
        for number in hotspots.indices {
            var end = start
            while end < byHotspot.count, keys[byHotspot[end]].hotspot == UInt32(number) { end += 1 }
            buffer.write(.hotspot, body) {
                write(UInt32(number), byHotspot[start..<end], &$0)
            }
            start = end
        }
    }

    private func write(
        _ number: UInt32, _ places: ArraySlice<Int>, _ fields: inout RecordFields
    ) {
        let record = hotspots[Int(number)]
        fields.number(UInt64(number))
        fields.number(record.registrationIndex)
        fields.number(UInt64(record.radioClass))
        fields.number(UInt64(record.measures))
        fields.number(record.deposit)
        fields.optional(record.payout?.bytes)
        fields.optional(record.retired == KeyRecord.forEver ? nil : record.retired)
        fields.list(Array(places)) { place, writer in Self.write(keys[place], &writer) }
        fields.list(Array(record.needed(from: oldest)) + [record.newest]) { version, writer in
            write(version, places, &writer)
        }
    }

    private static func write(_ key: KeyRecord, _ writer: inout CBORWriter) {
        let isOpen = key.until == KeyRecord.forEver
        writer.beginArray(isOpen ? 3 : 4)
        writer.bytes(key.key)
        writer.unsigned(key.from)
        writer.unsigned(key.proven)
        if !isOpen { writer.unsigned(key.until) }
        writer.endArray()
    }

    private func write(
        _ version: HotspotVersion, _ places: ArraySlice<Int>, _ writer: inout CBORWriter
    ) {
        guard let key = places.firstIndex(of: Int(version.key)) else {
            preconditionFailure("key \(version.key) is not the hotspot's")
        }
        writer.beginArray(8)
        writer.unsigned(version.since)
        writer.unsigned(version.placeIndex)
        writer.unsigned(version.cell)
        writer.unsigned(UInt64(version.height))
        writer.integer(Int64(version.gain))
        writer.unsigned(UInt64(version.plan))
        writer.unsigned(UInt64(key - places.startIndex))
        writer.bytes(accounts[version.owner].key)
        writer.endArray()
    }

    // MARK: The network

    private func writeNetwork(_ buffer: inout RecordBuffer, _ body: (RawSpan) -> Void) {
        for change in parameters.changes {
            buffer.write(.parameters, body) {
                Self.write(change.index, change.first, change.value, &$0)
            }
        }
        for change in members.changes {
            buffer.write(.members, body) {
                Self.write(change.index, change.first, change.value, &$0)
            }
        }
        for change in books.changes {
            buffer.write(.ruleBook, body) { fields in
                fields.number(change.index)
                fields.number(change.first.number)
                fields.number(change.value.version)
                fields.hash(change.value.hash)
                fields.bytes(change.value.rules)
            }
        }
    }

    /// A change as the message that made it.
    private static func write<Change: TypedMessage>(
        _ index: UInt64, _ first: Epoch, _ change: Change, _ fields: inout RecordFields
    ) {
        guard let payload = try? change.payload() else {
            preconditionFailure("\(change) passed its table")
        }
        fields.number(index)
        fields.number(first.number)
        fields.bytes(payload)
    }

    private func writeRoutes(_ buffer: inout RecordBuffer, _ body: (RawSpan) -> Void) {
        let sorted = routes.indices.sorted { left, right in
            let (left, right) = (routes[left], routes[right])
            return (accounts[left.account].key, left.route)
                < (accounts[right.account].key, right.route)
        }
        for place in sorted {
            let route = routes[place]
            buffer.write(.route, body) { fields in
                fields.key(accounts[route.account].key)
                fields.number(UInt64(route.route))
                fields.list(route.keys) { change, writer in
                    writer.beginArray(4)
                    writer.unsigned(change.first)
                    writer.bytes(change.key.receiptKey)
                    writer.bytes(change.key.router)
                    writer.boolean(change.key.isActive)
                    writer.endArray()
                }
            }
        }
    }

    private static func write(_ mapper: RegisteredMapper, _ fields: inout RecordFields) {
        fields.number(UInt64(mapper.number))
        fields.key(mapper.owner)
        fields.bytes(mapper.device)
        fields.key(mapper.ingest)
        fields.number(mapper.stake)
        fields.number(mapper.since.number)
        fields.optional(mapper.until?.number)
    }

    // MARK: Standing

    private static func write(_ item: Suspension, _ fields: inout RecordFields) {
        fields.number(UInt64(item.hotspot.value))
        fields.number(item.index)
        fields.hash(item.cause)
        fields.optional(item.key?.bytes.bytes)
        fields.number(item.logged.number)
        fields.number(item.last.number)
        fields.number(item.cell.bits)
    }

    private static func write(_ item: Probation, _ fields: inout RecordFields) {
        fields.number(UInt64(item.hotspot.value))
        fields.hash(item.cause)
        fields.number(item.first.number)
        fields.number(item.last.number)
    }

    private static func write(_ item: ReturnedDeposit, _ fields: inout RecordFields) {
        fields.number(UInt64(item.hotspot.value))
        fields.number(item.epoch.number)
        fields.number(item.grains)
    }
}

extension StandingEntry {
    fileprivate func write(to fields: inout RecordFields) {
        fields.number(index)
        fields.hash(id)
        fields.number(UInt64(hotspot.value))
        fields.number(first.number)
        fields.number(last.number)
        switch matter {
        case .notice(let rule, let effect, let change, let other):
            fields.number(0)
            fields.text(rule)
            fields.number(effect.rawValue)
            fields.optional(change)
            fields.optional(other.map { UInt64($0.value) })
        case .fraudProof(let accused):
            fields.number(1)
            fields.key(accused)
        case .decision(let about, let outcome, let rule):
            fields.number(2)
            fields.text(rule)
            fields.number(outcome.rawValue)
            fields.hash(about)
        case .appeal(let about):
            fields.number(3)
            fields.hash(about)
        }
    }
}
