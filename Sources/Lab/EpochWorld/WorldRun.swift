internal import Airwaves
internal import Attestation
internal import Epochs
internal import Primitives
internal import Signing
internal import Storage
internal import Units

/// A made-up day, period by period.
struct WorldRun<Work: Division> {
    var counts = EpochWorldCounts()
    private let founding: WorldFounding
    private let country: Country
    private let writer: WorldWriter
    private let radio: WorldRadio
    private let log: LogFolder
    private let seed: UInt64
    private let division: Work
    private let periods: NetworkPeriods
    /// The first window whose evidence the log does not hold whole.
    private let end: Window
    private var root: Hash256
    private var rootSize: UInt64 = 2
    /// value(m) of each period so far.
    private var values: [Hash256] = []
    /// Who beacons in a period of the window, and when.
    private var slots: [[(hotspot: Int, offset: WindowOffset)]] = []
    private var boxes: [Box]
    /// Beacons that wait to be revealed, and who seals or may open, by period.
    private var reveals: [[WorldBeacon]] = []
    private var sealing: [[Int]] = []
    private var opening: [[Int]] = []

    private struct Box {
        var unsealed: [WitnessReport] = []
        /// The period of the newest of them.
        var newest: UInt64 = 0
        var sealed: [(opening: SealBundle.Opening, newest: UInt64)] = []
        /// From this period on it may open again.
        var opens: UInt64 = 0
    }

    init(
        _ founding: WorldFounding, _ country: Country, _ writer: WorldWriter, _ log: LogFolder,
        seed: UInt64, end: Window, _ division: Work
    ) throws(LogFolderError) {
        (self.founding, self.country, self.writer) = (founding, country, writer)
        (self.log, self.seed, self.division) = (log, seed, division)
        (periods, self.end) = (founding.periods, end)
        radio = WorldRadio(
            network: founding.network, periods: founding.periods, country: country, writer: writer)
        boxes = Array(repeating: Box(), count: country.stands.count)
        root = try log.root(at: 2)
    }

    /// The record of a period, what is due in it, and what is on the air until the next.
    mutating func pass(_ period: Period) throws(LogFolderError) {
        let record = founding.record(period, size: rootSize, root: root)
        values.append(record.value)
        let place = period.number % periods.periodsPerWindow
        let window = periods.window(of: period)
        if place == 0 { slots = slots(of: window, record.value) }
        let first = log.size
        let statements =
            period.number == 1
            ? boxes.indices.map { .recommit($0) } : due(at: period.number, window)
        try append([record.statement] + write(statements, in: period))
        (rootSize, root) = (first + 1, try log.root(at: first + 1))
        if period.number == 0 { try register() }
        // Commitments are made in the first window.
        if window.number > 0 { transmit(Int(place), window, period) }
    }

    private mutating func register() throws(LogFolderError) {
        let statements = division.map(count: boxes.count) { [founding, country] range in
            range.map { founding.registration($0, country.stands[$0]) }
        }
        for part in statements { try append(part) }
    }

    private func slots(
        of window: Window, _ value: Hash256
    ) -> [[(hotspot: Int, offset: WindowOffset)]] {
        var slots: [[(hotspot: Int, offset: WindowOffset)]] = Array(
            repeating: [], count: Int(periods.periodsPerWindow))
        for (number, stand) in country.stands.enumerated() {
            let offset = BeaconSlots(
                network: founding.network, hotspot: stand.key, firstValue: value,
                periods: periods, by: SHA256.self
            ).slot
            slots[Int(offset.milliseconds / periods.milliseconds)].append((number, offset))
        }
        return slots
    }

    // MARK: Statements

    private func due(at period: UInt64, _ window: Window) -> [WorldStatement] {
        var due: [WorldStatement] = []
        if period < sealing.count {
            due += sealing[Int(period)].map { .seal($0, window, boxes[$0].unsealed) }
        }
        if period < opening.count {
            for number in Set(opening[Int(period)]) where boxes[number].opens <= period {
                let ripe = boxes[number].sealed.prefix { $0.newest + periods.opening <= period }
                if !ripe.isEmpty { due.append(.bundle(number, ripe.map(\.opening))) }
            }
        }
        if period < reveals.count { due += reveals[Int(period)].map { .reveal($0) } }
        // The order in which they reach the oracle.
        return due.sorted { ($0.hotspot, $0.kind) < ($1.hotspot, $1.kind) }
    }

    /// Their bytes, and what follows from their being sent.
    private mutating func write(_ statements: [WorldStatement], in period: Period) -> [[UInt8]] {
        let milliseconds =
            WorldFounding.genesis.value / 1_000_000 + period.number * periods.milliseconds
        let parts = division.map(count: statements.count) { [writer] range in
            range.map { place in
                // One of each kind at most in a period.
                let statement = statements[place]
                return writer.write(
                    statement, sequence: milliseconds + UInt64(statement.kind))
            }
        }
        var bytes: [[UInt8]] = []
        for written in parts.joined() {
            settle(statements[bytes.count], written, period.number)
            bytes.append(written.bytes)
        }
        if period.number < opening.count { reopen(at: period.number) }
        return bytes
    }

    private mutating func append(_ statements: [[UInt8]]) throws(LogFolderError) {
        var rest = statements[...]
        while !rest.isEmpty {
            // A commit takes at most 65,536 entries and 16 MiB; a bundle has at most some kB.
            let part = Array(rest.prefix(2_048))
            try log.append(part)
            counts.bytes += part.reduce(0) { $0 + UInt64($1.count) }
            rest = rest.dropFirst(part.count)
        }
    }

    private mutating func settle(
        _ statement: WorldStatement, _ written: WorldStatement.Written, _ period: UInt64
    ) {
        counts.count(statement, before: end)
        switch statement {
        case .recommit, .reveal: return
        case .seal(let number, _, _):
            guard let opening = written.opening else { return }
            boxes[number].sealed.append((opening, boxes[number].newest))
            boxes[number].unsealed = []
            Self.add(number, at: boxes[number].newest + periods.opening, to: &self.opening)
        case .bundle(let number, let openings):
            boxes[number].sealed.removeFirst(openings.count)
            boxes[number].opens = period + periods.openingInterval
        }
    }

    /// Who had to wait asks again when it may open.
    private mutating func reopen(at period: UInt64) {
        let waiting = Set(opening[Int(period)]).sorted().filter { number in
            boxes[number].opens > period
                && boxes[number].sealed.first.map { $0.newest + periods.opening <= period } ?? false
        }
        for number in waiting { Self.add(number, at: boxes[number].opens, to: &opening) }
        opening[Int(period)] = []
    }

    private static func add<Item>(_ item: Item, at period: UInt64, to calendar: inout [[Item]]) {
        while calendar.count <= Int(period) { calendar.append([]) }
        calendar[Int(period)].append(item)
    }

    // MARK: The air

    private mutating func transmit(_ place: Int, _ window: Window, _ period: Period) {
        let senders = slots[place]
        guard !senders.isEmpty else { return }
        let parts = division.map(count: senders.count) { [radio, country, seed, values] range in
            range.map { place in
                let beacon = radio.beacon(
                    senders[place].hotspot, senders[place].offset, window, values)
                return (beacon, beacon.heard(in: country, seed: seed))
            }
        }
        for (beacon, heard) in parts.joined() {
            Self.add(beacon, at: beacon.drawn.number + periods.opening, to: &reveals)
            for item in heard { hear(item.report, by: item.witness) }
        }
        if period.number < reveals.count { reveals[Int(period.number)] = [] }
        if period.number < sealing.count { sealing[Int(period.number)] = [] }
    }

    private mutating func hear(_ report: WitnessReport, by number: Int) {
        let period =
            (report.time.value - WorldFounding.genesis.value) / 1_000_000 / periods.milliseconds
        if boxes[number].unsealed.isEmpty {
            Self.add(number, at: period + max(1, periods.sealDue - 1), to: &sealing)
            boxes[number].newest = 0
        }
        boxes[number].newest = max(boxes[number].newest, period)
        boxes[number].unsealed.append(report)
    }
}
