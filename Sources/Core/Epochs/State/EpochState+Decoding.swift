public import Attestation
import CoverageRules
import HexGrid
import Primitives
public import Registry
import Rewards
public import Units

/// Why a file is no epoch's state.
public enum EpochStateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A record cannot be read.
    case record(Int, CBORError)
    /// A number no state has: a cell, a kind, a sum beyond its bounds.
    case value(Int)
    /// No head at the beginning, or a second one.
    case head(Int)
    /// It says what a state says, but in another spelling or order.
    case otherSpelling

    public enum Code: String, CaseIterable, Sendable { case record, value, head, otherSpelling }

    public var code: Code {
        switch self {
        case .record: .record
        case .value: .value
        case .head: .head
        case .otherSpelling: .otherSpelling
        }
    }

    public var description: String {
        switch self {
        case .record(let index, let error): "state: record \(index): \(error)"
        case .value(let index): "state: record \(index) holds a number no state has"
        case .head(let index): "state: record \(index): the head stands first and once"
        case .otherSpelling: "state: records are out of order, or spelt as no state is"
        }
    }
}

extension EpochState {
    /// Reads what `encoded` wrote, on top of the registry and lifetime amounts of the same epoch's
    /// files. Refuses every other spelling; whether it is the right state is asked of its hash.
    public init(
        decoding bytes: RawSpan, registry: Registry, lifetime: [Grains]
    ) throws(EpochStateError) {
        var reading = StateReading(registry)
        var index = 0
        do throws(CBORError) {
            var reader = try CBORReader(bytes, limit: ResultFile.greatestBytes)
            while reader.offset < bytes.byteCount {
                let start = reader.offset
                _ = try reader.beginMap(upTo: 16)
                guard let kind = StateKind(rawValue: try reader.number(0)) else {
                    throw CBORError(.outOfRange, at: start)
                }
                if (kind == .head) != (index == 0) { throw CBORError(.missingItem, at: start) }
                try reading.take(kind, &reader)
                try reader.endMap()
                index += 1
            }
        } catch {
            throw .record(index, error)
        }
        guard index > 0 else { throw .head(0) }
        if let wrong = reading.wrong { throw .value(wrong) }
        self = reading.state(lifetime: lifetime)
        guard isAscending, encoded().rawSpan.isSame(as: bytes) else { throw .otherSpelling }
    }
}

/// A state while its records are read.
private struct StateReading {
    private var state: EpochState
    private var head: (completeFrom: Period, rootSize: UInt64, step: EntropyStep?)?
    private var chain: EntropyChainEnd?
    private var nextChain: EntropyChainEnd?
    private var records: [LogRecord] = []
    private var epochs: [EpochSummary] = []
    private var edges: [EdgeHistory] = []
    private var hotspots: [HotspotHistory] = []
    private var waiting = WaitingReading()
    /// The first record that holds what no state has.
    private(set) var wrong: Int?
    private var count = 0

    init(_ registry: Registry) { state = EpochState(genesis: registry) }

    func state(lifetime: [Grains]) -> EpochState {
        var state = state
        state.time = LogTime(
            network: state.registry.network, periods: state.registry.periods, records: records,
            follower: EntropyFollowing(
                chain: chain, next: nextChain, step: head?.step, rootSize: head?.rootSize ?? 2),
            completeFrom: head?.completeFrom ?? Period(0))
        state.history = EpochHistory(epochs, edges: edges, hotspots: hotspots)
        state.waiting = waiting.queue
        state.lifetime = lifetime
        return state
    }

    mutating func take(_ kind: StateKind, _ reader: inout CBORReader) throws(CBORError) {
        switch kind {
        case .head: try takeHead(&reader)
        case .chain: try takeChain(&reader)
        case .record:
            let period = Period(try reader.number(1, upTo: Period.limit))
            let index = try reader.number(2)
            records.append(
                LogRecord(period: period, index: index, value: try reader.hash(3)))
        case .book: try takeBook(&reader)
        case .position: try takePosition(&reader)
        case .standing: try takeStanding(&reader)
        case .epoch:
            epochs.append(EpochSummary(epoch: Epoch(try reader.number(1, upTo: Epoch.limit))))
        case .edge: try takeEdge(&reader)
        case .hotspot: try takeHotspot(&reader)
        case .sent, .heard: try takeCell(kind, &reader)
        case .edgeHistory: edges.append(try EdgeHistory(fields: &reader, to: try last(&reader)))
        case .hotspotHistory:
            hotspots.append(try HotspotHistory(fields: &reader, to: try last(&reader)))
        case .finding: state.findings.append(try FindingRecord(fields: &reader))
        case .notice: state.notices.append(try HeldNotice(fields: &reader))
        case .demand, .contact: try takeMoney(kind, &reader)
        default: try takeWaiting(kind, &reader)
        }
        count += 1
    }

    /// The epoch that histories reach to: the last one computed.
    private func last(_ reader: inout CBORReader) throws(CBORError) -> Epoch {
        guard state.next.number > 0 else { throw CBORError(.outOfRange, at: reader.offset) }
        return Epoch(state.next.number - 1)
    }

    private mutating func takeHead(_ reader: inout CBORReader) throws(CBORError) {
        state.next = Epoch(try reader.number(1, upTo: Epoch.limit))
        state.position = try reader.number(2)
        let from = Period(try reader.number(3, upTo: Period.limit))
        let size = try reader.number(4)
        var step: EntropyStep?
        if let period = try reader.number(ifAt: 5, upTo: Period.limit) {
            step = EntropyStep(period: Period(period), value: try reader.hash(6))
        }
        head = (from, size, step)
    }

    private mutating func takeChain(_ reader: inout CBORReader) throws(CBORError) {
        try reader.key(1)
        let isNext = try reader.boolean()
        let sequence = try reader.number(2)
        let first = Period(try reader.number(3, upTo: Period.limit))
        let length = try reader.number(4)
        let end = EntropyChainEnd(
            sequence: sequence, chain: EntropyChain(end: try reader.hash(5), first: first),
            length: length)
        if isNext { nextChain = end } else { chain = end }
    }

    private mutating func takeBook(_ reader: inout CBORReader) throws(CBORError) {
        try reader.key(1)
        let key = try reader.publicKey()
        try reader.key(2)
        var standing: [CommitmentBook.Standing] = []
        for _ in 0..<(try reader.beginArray()) {
            try reader.beginArray(exactly: 3)
            let window = Window(try reader.unsigned(upTo: Window.limit))
            let hash = try reader.hash256()
            standing.append(
                CommitmentBook.Standing(
                    window: window, hash: hash, isSettled: try reader.boolean()))
            try reader.endArray()
        }
        try reader.endArray()
        state.books.append((key, CommitmentBook(standing)))
    }

    private mutating func takePosition(_ reader: inout CBORReader) throws(CBORError) {
        let hotspot = try reader.hotspotNumber(1)
        let place = try reader.number(2)
        try reader.key(3)
        let hasFix = try reader.boolean()
        let windows = UInt8(try reader.number(4, upTo: 255))
        let last = try reader.number(ifAt: 5, upTo: Window.limit).map { Window($0) }
        let history = PositionTable.Kept(
            placeIndex: place,
            history: .init(
                hasFix: hasFix, contradictingWindows: windows, lastContradiction: last))
        state.positions.append((hotspot, history))
    }

    private mutating func takeStanding(_ reader: inout CBORReader) throws(CBORError) {
        let hotspot = try reader.hotspotNumber(1)
        let trust = UInt16(try reader.number(2, upTo: 1_000))
        let paid = PaidHistory(bits: UInt16(try reader.number(3, upTo: 1 << 14 - 1)))
        let cells = (try reader.number(4), try reader.number(5))
        state.standings.append(
            HotspotStanding(
                hotspot: hotspot, trust: trust, paid: paid, paidCell: cells.0,
                trustCell: cells.1,
                losses: LossHistory(
                    bits: try reader.number(6, upTo: LossHistory.greatest))))
    }

    /// The place of an epoch that was named before.
    private mutating func epoch(_ reader: inout CBORReader) throws(CBORError) -> Int {
        let number = try reader.number(1, upTo: Epoch.limit)
        if let place = epochs.firstIndex(where: { $0.epoch.number == number }) { return place }
        wrong = wrong ?? count
        epochs.append(EpochSummary(epoch: Epoch(number)))
        return epochs.count - 1
    }

    private mutating func takeEdge(_ reader: inout CBORReader) throws(CBORError) {
        let place = try epoch(&reader)
        let beaconer = try reader.hotspotNumber(2)
        var edge = EdgeSummary(beaconer: beaconer, witness: try reader.hotspotNumber(3))
        edge.heard = try reader.short(4)
        edge.offered = try reader.short(5)
        edge.margins = try reader.shorts(6)
        epochs[place].edges.append(edge)
    }

    private mutating func takeHotspot(_ reader: inout CBORReader) throws(CBORError) {
        let place = try epoch(&reader)
        var item = HotspotSummary(hotspot: try reader.hotspotNumber(2))
        item.sent = try reader.short(3)
        item.reports = try reader.short(4)
        item.noise = try reader.shorts(5)
        epochs[place].hotspots.append(item)
    }

    private mutating func takeCell(
        _ kind: StateKind, _ reader: inout CBORReader
    ) throws(CBORError) {
        let place = try epoch(&reader)
        let bits = try reader.number(2)
        let hotspot = try reader.hotspotNumber(3)
        let count = UInt32(try reader.number(4, upTo: UInt64(UInt32.max)))
        guard let cell = cell(bits) else { return }
        if kind == .sent {
            epochs[place].sent.append(CellSent(cell: cell, hotspot: hotspot, sent: count))
        } else {
            epochs[place].heard.append(CellHeard(cell: cell, hotspot: hotspot, heard: count))
        }
    }

    /// A cell of resolution 8, or the record is wrong.
    private mutating func cell(_ bits: UInt64) -> Cell? {
        if let cell = try? Cell(bits: bits), cell.resolution.value == 8 { return cell }
        wrong = wrong ?? count
        return nil
    }

    private mutating func takeMoney(
        _ kind: StateKind, _ reader: inout CBORReader
    ) throws(CBORError) {
        if kind == .demand {
            let bits = try reader.number(1)
            let payer = PublicKey(bytes: try reader.hash(2))
            let credits = try reader.number(3)
            guard let cell = cell(bits) else { return }
            state.demand.append(CellDemand(cell: cell, payer: payer, credits: credits))
        } else {
            let owner = PublicKey(bytes: try reader.hash(1))
            let hotspot = try reader.hotspotNumber(2)
            let last = Epoch(try reader.number(3, upTo: Epoch.limit))
            state.contacts.append(MapperMemory(owner: owner, hotspot: hotspot, last: last))
        }
    }

    /// What waits has closed below the state's position, and names hotspots that are registered.
    private mutating func takeWaiting(
        _ kind: StateKind, _ reader: inout CBORReader
    ) throws(CBORError) {
        let isGood = try waiting.take(kind, &reader)
        let isKnown = waiting.items.last.map { last in
            last.epoch < state.next && last.closed <= state.position
        }
        if !isGood || isKnown != true { wrong = wrong ?? count }
        let registered = UInt32(state.registry.hotspotCount)
        for settlement in waiting.items.map(\.settlement) {
            let numbers = [settlement.filled.last?.hotspot, settlement.anchored.last]
            if numbers.contains(where: { $0.map { $0.value >= registered } ?? false }) {
                wrong = wrong ?? count
            }
        }
    }
}

extension CBORReader {
    fileprivate mutating func hotspotNumber(_ key: UInt64) throws(CBORError) -> UInt32 {
        UInt32(try number(key, upTo: RecordBound.hotspot))
    }

    fileprivate mutating func short(_ key: UInt64) throws(CBORError) -> UInt16 {
        UInt16(try number(key, upTo: UInt64(UInt16.max)))
    }

    fileprivate mutating func shorts(_ key: UInt64) throws(CBORError) -> [Int16] {
        try self.key(key)
        var numbers: [Int16] = []
        for _ in 0..<(try beginArray()) {
            let range = Int64(Int16.min)...Int64(Int16.max)
            numbers.append(Int16(try integer(in: range)))
        }
        try endArray()
        return numbers
    }
}
