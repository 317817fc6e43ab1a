import Attestation
import HexGrid
import Primitives

extension Registry {
    /// Reads what `encoded` wrote of the network whose log begins with this file. Refuses what no
    /// registry would have written, so that no later statement or question meets a contradiction; who
    /// must know that it is the right one compares its hash.
    public init(
        decoding bytes: RawSpan, file: CheckedStatement, places: PlaceTables
    ) throws(RegistryFormatError) {
        guard file.type == .network else {
            throw RegistryFormatError(
                record: 0, reason: .registry(.notTheNetworkFile(file.type)))
        }
        do throws(RegistryError) {
            try self.init(
                file.read(as: NetworkFile.self), network: file.network, founder: file.key,
                places: places)
        } catch {
            throw RegistryFormatError(record: 0, reason: .registry(error))
        }
        try read(bytes)
    }

    private mutating func read(_ bytes: RawSpan) throws(RegistryFormatError) {
        var record = 0
        do throws(RecordFlaw) {
            var reader = try RecordReader(bytes)
            var last = RecordKind.head
            while !reader.isAtEnd {
                guard let kind = RecordKind(rawValue: try reader.begin()) else {
                    throw .flaw(.kind)
                }
                guard (kind == .head) == (record == 0) else { throw .flaw(.noHead) }
                guard last.rawValue <= kind.rawValue else { throw .flaw(.order) }
                last = kind
                try read(kind, &reader)
                try reader.end()
                record += 1
            }
            guard record > 0 else { throw .flaw(.noHead) }
        } catch {
            throw RegistryFormatError(record: record, reason: error.reason)
        }
    }

    private mutating func read(
        _ kind: RecordKind, _ reader: inout RecordReader
    ) throws(RecordFlaw) {
        switch kind {
        case .head: try readHead(&reader)
        case .account: try readAccount(&reader)
        case .hotspot: try readHotspot(&reader)
        case .parameters:
            let (index, first, change) = try reader.change(ParameterChange.self)
            try check(parameters.changes.last.map { $0.index < index })
            parameters.add(change, from: first, index: index)
        case .members:
            let (index, first, change) = try reader.change(MemberChange.self)
            try check(members.changes.last.map { $0.index < index })
            members.add(change, from: first, index: index)
        case .ruleBook: try readRuleBook(&reader)
        case .route: try readRoute(&reader)
        case .mapper: try readMapper(&reader)
        case .suspension: try readSuspension(&reader)
        case .probation: try readProbation(&reader)
        case .standing: try readStanding(&reader)
        case .returned:
            returned.append(
                ReturnedDeposit(
                    hotspot: try hotspot(&reader), epoch: try reader.epoch(),
                    grains: try reader.number(upTo: RecordReader.greatestGrains)))
        }
    }

    /// That a record stands above the one before it; nothing where there is none.
    func check(_ isAbove: Bool?) throws(RecordFlaw) {
        guard isAbove ?? true else { throw .flaw(.order) }
    }

    private mutating func readHead(_ reader: inout RecordReader) throws(RecordFlaw) {
        guard try reader.eight() == network.bits, try reader.publicKey() == founder else {
            throw .flaw(.otherNetwork)
        }
        now = try reader.optional { r throws(RecordFlaw) in try r.window() }
        starts = try reader.list(upTo: 64) { r throws(RecordFlaw) in
            try r.array(2)
            let start = (try r.item(upTo: 1 << 35), try r.item())
            try r.endArray()
            return start
        }
        bookVersion = try reader.number(upTo: 65_535)
        lastPrice = try reader.number(upTo: 1_000_000_000_000)
    }

    private mutating func readAccount(_ reader: inout RecordReader) throws(RecordFlaw) {
        let key = try reader.publicKey()
        try check(accounts.all.last.map { $0.key < key })
        let place = accounts.open(key)
        accounts[place].credits = try reader.number(upTo: Account.greatest)
        accounts[place].hasHeld = try reader.flag()
    }

    private func account(_ reader: inout RecordReader) throws(RecordFlaw) -> UInt32 {
        try account(try reader.publicKey())
    }

    private func account(_ key: PublicKey) throws(RecordFlaw) -> UInt32 {
        guard let place = accounts.find(key) else { throw .flaw(.unknownAccount) }
        return place
    }

    func hotspot(_ reader: inout RecordReader) throws(RecordFlaw) -> HotspotNumber {
        let number = try reader.number(upTo: UInt64(UInt32.max))
        guard number < hotspots.count else { throw .flaw(.unknownHotspot) }
        return HotspotNumber(UInt32(number))
    }

    // MARK: Hotspots

    private mutating func readHotspot(_ reader: inout RecordReader) throws(RecordFlaw) {
        let number = try reader.number()
        try check(number == UInt64(hotspots.count))
        let index = try reader.number()
        let radioClass = UInt8(try reader.number(upTo: 2))
        let measures = UInt8(try reader.number(upTo: 63))
        let deposit = try reader.number(upTo: RecordReader.greatestGrains)
        let payout = try reader.payout()
        let retired = try reader.optional { r throws(RecordFlaw) in try r.window().number }
        let first = keys.count
        for key in try reader.keys(of: UInt32(number)) { try add(key) }
        let owned = UInt32(first)..<UInt32(keys.count)
        var versions: [HotspotVersion] = []
        for item in try reader.versions() {
            var version = item.version
            guard Int(version.key) < owned.count else { throw .flaw(.value) }
            try check(versions.last.map { $0.since < version.since })
            version.key += owned.lowerBound
            version.owner = try account(item.owner)
            versions.append(version)
        }
        guard let newest = versions.popLast() else { throw .flaw(.noVersion) }
        var record = HotspotRecord(
            newest: newest, registrationIndex: index, radioClass: radioClass, measures: measures,
            payout: payout, deposit: deposit)
        record.earlier = versions
        record.retired = retired ?? KeyRecord.forEver
        hotspots.append(record)
    }

    private mutating func add(_ key: KeyRecord) throws(RecordFlaw) {
        guard keyIndex.find(key.key, at: { keys[$0].key }) == nil else { throw .flaw(.keyTwice) }
        keys.append(key)
        let all = keys
        keyIndex.append(key.key) { all[$0].key }
    }

    // MARK: The network

    private mutating func readRuleBook(_ reader: inout RecordReader) throws(RecordFlaw) {
        let index = try reader.number()
        let first = try reader.epoch()
        try check(books.changes.last.map { $0.index < index })
        let version = try reader.number(upTo: 65_535)
        let hash = try reader.hash()
        let rules = try reader.bytes()
        books.add(
            RegisteredRuleBook(version: version, hash: hash, rules: rules), from: first,
            index: index)
    }

    private mutating func readRoute(_ reader: inout RecordReader) throws(RecordFlaw) {
        let place = try account(&reader)
        let route = UInt32(try reader.number(upTo: UInt64(UInt32.max)))
        try check(
            routes.last.map {
                (accounts[$0.account].key, $0.route) < (accounts[place].key, route)
            })
        let changes = try reader.routeKeys()
        guard !changes.isEmpty else { throw .flaw(.value) }
        for (one, next) in zip(changes, changes.dropFirst()) {
            try check(one.first < next.first)
        }
        accounts[place].routes += 1
        routeIndex[RouteName(account: place, route: route)] = routes.count
        routes.append(RouteRecord(account: place, route: route, keys: changes))
    }

    private mutating func readMapper(_ reader: inout RecordReader) throws(RecordFlaw) {
        let number = try reader.number()
        try check(number == UInt64(mappers.count) && number < UInt64(UInt32.max))
        let owner = accounts[try account(&reader)].key
        mappers.append(
            RegisteredMapper(
                number: UInt32(number), owner: owner, device: try reader.eight(),
                ingest: try reader.publicKey(), stake: try reader.number(upTo: Account.greatest),
                since: try reader.window(),
                until: try reader.optional { r throws(RecordFlaw) in try r.window() }))
    }

    // MARK: Standing

    private mutating func readSuspension(_ reader: inout RecordReader) throws(RecordFlaw) {
        let number = try hotspot(&reader)
        try check(suspensions.last.map { $0.hotspot <= number })
        let index = try reader.number()
        let cause = try reader.hash()
        let key = try reader.optional { r throws(RecordFlaw) in try r.publicKey() }
        suspensions.append(
            Suspension(
                hotspot: number, cause: cause, index: index, key: key,
                logged: try reader.epoch(), last: try reader.epoch(), cell: try reader.cell()))
    }

    private mutating func readProbation(_ reader: inout RecordReader) throws(RecordFlaw) {
        let number = try hotspot(&reader)
        try check(probations.last.map { $0.hotspot <= number })
        probations.append(
            Probation(
                hotspot: number, cause: try reader.hash(), first: try reader.epoch(),
                last: try reader.epoch()))
    }

    private mutating func readStanding(_ reader: inout RecordReader) throws(RecordFlaw) {
        let index = try reader.number()
        try check(standings.last.map { $0.index < index })
        let id = try reader.hash()
        let number = try hotspot(&reader)
        let (first, last) = (try reader.epoch(), try reader.epoch())
        standings.append(
            StandingEntry(
                id: id, index: index, hotspot: number, first: first, last: last,
                matter: try reader.matter()))
    }
}
