import Airwaves
public import Attestation
import HexGrid
public import Primitives

/// Who a key is, where it stands, what it owes and who may say what, as the log has it: fed with the
/// log's statements in log order and with the beginnings of windows, and with nothing else.
///
///     var registry = try Registry(file, places: tables)     // log entry 0
///     for entry in log {
///         if entry begins a window { try registry.begin(window, at: entry.index) }
///         registry.apply(entry.statement, at: entry.index)
///     }
///
/// Whether a statement has an effect is decided by `refusal(of:)` alone, before it is logged and
/// whenever the log is read. The same entries give the same registry on every machine.
public struct Registry: Sendable {
    public let network: NetworkID
    /// Log entry 0.
    public let file: NetworkFile
    /// Who signed it.
    public let founder: PublicKey
    public var periods: NetworkPeriods { file.periods }
    let places: PlaceTables

    /// The window of the newest record: log time. Nothing before the first one.
    public internal(set) var now: Window?
    /// Where the windows of the last epoch began.
    var starts: [(window: UInt64, index: UInt64)] = []

    var hotspots: [HotspotRecord] = []
    var keys: [KeyRecord] = []
    var keyIndex = KeyIndex()
    var accounts = Accounts()

    var parameters = Timeline<ParameterChange>()
    var members = Timeline<MemberChange>()
    var books = Timeline<RegisteredRuleBook>()
    /// The greatest version of a rule book taken.
    var bookVersion: UInt64 = 0
    /// Grains per credit, as the last buyer paid.
    var lastPrice: UInt64

    /// Ascending by hotspot, then as they were logged.
    var suspensions: [Suspension] = []
    var probations: [Probation] = []
    /// As they were logged.
    var standings: [StandingEntry] = []
    var returned: [ReturnedDeposit] = []

    var routes: [RouteRecord] = []
    var routeIndex: [RouteName: Int] = [:]  // order: only looked up
    var mappers: [RegisteredMapper] = []

    /// For so many windows back the registry knows what it was: as many as a statement may be late by,
    /// and as a commitment may be early by.
    public static let memory: UInt64 = 64
    /// As long as anything lowers a standing.
    public static let longestEffect: UInt64 = 14
    /// So long a suspension is remembered where it happened.
    public static let placeMemory: UInt64 = 30

    struct RouteName: Hashable { let account: UInt32, route: UInt32 }

    /// Begins with log entry 0.
    public init(_ file: CheckedStatement, places: PlaceTables) throws(RegistryError) {
        guard file.type == .network else { throw .notTheNetworkFile(file.type) }
        try self.init(
            file.read(as: NetworkFile.self), network: file.network, founder: file.key,
            places: places)
        for balance in self.file.balances { accounts.add(balance.credits, to: balance.account) }
    }

    init(
        _ file: NetworkFile, network: NetworkID, founder: PublicKey, places: PlaceTables
    ) throws(RegistryError) {
        self.network = network
        self.founder = founder
        self.file = file
        self.places = places
        lastPrice = file.grainsPerCredit
        try checkPlaces(version: file.regionTable)
    }

    func checkPlaces(version: UInt64) throws(RegistryError) {
        guard places.has(version) else {
            throw .missingRegionTable(version: version, known: places.versions)
        }
    }
}

// MARK: - Log time

extension Registry {
    /// A record of a new window was logged at this index. Refuses windows that do not rise, and an
    /// epoch whose region table this program has not.
    public mutating func begin(_ window: Window, at index: UInt64) throws(RegistryError) {
        if let now, window <= now {
            throw .notRising(window: window.number, after: now.number)
        }
        // Everything that is counted from here fits in its type.
        guard window.number < 1 << 35 else { throw .beyondLife(window: window.number) }
        let isNewEpoch = now.map { periods.epoch(of: $0) < periods.epoch(of: window) } ?? true
        if isNewEpoch {
            let epoch = periods.epoch(of: window)
            try checkPlaces(version: parameters(in: epoch).regionTable)
        }
        now = window
        let span = periods.windowsPerEpoch
        starts.removeAll { $0.window + span <= window.number }
        starts.append((window.number, index))
        if isNewEpoch { forget(before: periods.epoch(of: window)) }
    }

    /// The epoch of log time; 0 before the first record.
    public var epoch: Epoch { now.map { periods.epoch(of: $0) } ?? Epoch(0) }

    /// The window whose values a statement logged now changes: values of a window are those below
    /// its first record.
    var coming: UInt64 { now.map { $0.number + 1 } ?? 0 }

    /// The epoch from which on a statement logged now holds that holds for whole epochs: the next.
    var comingEpoch: Epoch { now == nil ? Epoch(0) : Epoch(epoch.number + 1) }

    /// The earliest epoch e for which now lies before epoch e - 1 began (docs/messages.md, rule 17).
    var earliestFirst: Epoch { now == nil ? Epoch(1) : Epoch(epoch.number + 2) }

    var oldest: UInt64 {
        let now = now?.number ?? 0
        return now < Self.memory ? 0 : now - Self.memory
    }
}

// MARK: - Hotspots and keys

extension Registry {
    /// How many registrations were taken.
    public var hotspotCount: Int { hotspots.count }

    /// A hotspot as it is in a window of the last `memory` or in the coming one; nothing before its
    /// first window and from its retirement on. O(1) but for hotspots that moved within that time.
    public func hotspot(_ number: HotspotNumber, in window: Window) -> RegisteredHotspot? {
        guard number.value < hotspots.count else { return nil }
        let record = hotspots[Int(number.value)]
        guard window.number < record.retired, let version = record.version(in: window.number)
        else { return nil }
        return hotspot(number, record, version)
    }

    /// A hotspot with the newest values decided, also after its retirement.
    public func newest(_ number: HotspotNumber) -> RegisteredHotspot? {
        guard number.value < hotspots.count else { return nil }
        let record = hotspots[Int(number.value)]
        return hotspot(number, record, record.newest)
    }

    /// The first window without the hotspot.
    public func retirement(of number: HotspotNumber) -> Window? {
        guard number.value < hotspots.count else { return nil }
        let retired = hotspots[Int(number.value)].retired
        return retired == KeyRecord.forEver ? nil : Window(retired)
    }

    private func hotspot(
        _ number: HotspotNumber, _ record: HotspotRecord, _ version: HotspotVersion
    ) -> RegisteredHotspot {
        guard let radioClass = RadioClass(rawValue: UInt64(record.radioClass)) else {
            preconditionFailure("radio class \(record.radioClass) was taken")
        }
        return RegisteredHotspot(
            number: number, key: keys[Int(version.key)].key,
            owner: accounts[version.owner].key, since: Window(version.since),
            place: version.place, placeIndex: version.placeIndex, radioClass: radioClass,
            measures: RadioMeasures(rawValue: UInt64(record.measures)), payout: record.payout,
            registrationIndex: record.registrationIndex)
    }

    /// Every place of a hotspot that holds in one of these windows, oldest first.
    public func places(
        of number: HotspotNumber, in windows: ClosedRange<Window>
    ) -> [(since: Window, place: RegisteredPlace)] {
        guard number.value < hotspots.count else { return [] }
        let record = hotspots[Int(number.value)]
        let versions = record.earlier + [record.newest]
        let first = versions.lastIndex { $0.since <= windows.lowerBound.number } ?? 0
        return versions[first...].filter { $0.since <= windows.upperBound.number }
            .map { (Window($0.since), $0.place) }
    }

    /// Whose key it is in a window. O(1).
    public func number(of key: PublicKey, in window: Window) -> HotspotNumber? {
        guard let place = keyIndex.find(key, at: { keys[$0].key }) else { return nil }
        let record = keys[place]
        guard record.from <= window.number, window.number < record.until,
            window.number < hotspots[Int(record.hotspot)].retired
        else { return nil }
        return HotspotNumber(record.hotspot)
    }

    /// Whose key it is or ever was. O(1).
    public func number(ofFormer key: PublicKey) -> HotspotNumber? {
        keyIndex.find(key) { keys[$0].key }.map { HotspotNumber(keys[$0].hotspot) }
    }

    /// Who speaks with this key, of a window or of no window in particular: whose key it is, will be
    /// from the coming window on, or was in the window that is spoken of.
    public func speaker(_ key: PublicKey, of window: Window?) -> HotspotNumber? {
        guard let place = keyIndex.find(key, at: { keys[$0].key }) else { return nil }
        let record = keys[place]
        let window = window?.number ?? now?.number ?? 0
        guard window < record.until, window < hotspots[Int(record.hotspot)].retired else {
            return nil
        }
        return HotspotNumber(record.hotspot)
    }

    /// Whether a key that is or was the hotspot's is one of the network file's founding anchors.
    public func isFoundingAnchor(_ number: HotspotNumber) -> Bool {
        file.anchors.contains { self.number(ofFormer: $0) == number }
    }
}

// MARK: - Money and the network

extension Registry {
    /// The credits an account holds.
    public func credits(of account: PublicKey) -> UInt64 { accounts.credits(of: account) }

    /// What of a hotspot's deposit is paid, in grains.
    public func deposit(of number: HotspotNumber) -> UInt64 {
        number.value < hotspots.count ? hotspots[Int(number.value)].deposit : 0
    }

    /// What is missing of a hotspot's deposit by an epoch's parameters, in grains.
    public func missingDeposit(of number: HotspotNumber, in epoch: Epoch) -> UInt64 {
        let due = parameters(in: epoch).fees.depositGrains
        let paid = deposit(of: number)
        return paid >= due ? 0 : due - paid
    }

    /// Fees and prices in force in an epoch.
    public func parameters(in epoch: Epoch) -> Parameters {
        var result = Parameters(file)
        let changes = parameters.changes.filter { $0.first <= epoch }
            .sorted { ($0.first, $0.index) < ($1.first, $1.index) }
        for change in changes { result.apply(change.value, from: change.first) }
        return result
    }

    /// Oracles, routers, ingests and credit key in force in an epoch.
    public func members(in epoch: Epoch) -> Members {
        var result = Members(file)
        for change in members.holding(in: epoch) { result.apply(change) }
        return result
    }

    /// The rule book in force in an epoch; nothing until the first is logged.
    public func ruleBook(in epoch: Epoch) -> RegisteredRuleBook? {
        books.holding(in: epoch).last
    }

    /// The key whose packet receipts spend an account's credits in an epoch.
    public func route(_ route: UInt32, of account: PublicKey, in epoch: Epoch) -> RegisteredRoute? {
        guard let place = accounts.find(account),
            let index = routeIndex[RouteName(account: place, route: route)]
        else { return nil }
        return routes[index].keys.last { $0.first <= epoch.number }?.key
    }

    /// A mapper by its number; its windows say when it is staked.
    public func mapper(_ number: UInt32) -> RegisteredMapper? {
        number < mappers.count ? mappers[Int(number)] : nil
    }
}
