public import Attestation
internal import Primitives
public import Units

/// The uplinks that no router has acknowledged, each with its number.
///
/// Numbers rise by one and are never used for two frames, though a frame may be sent before it is
/// durable in the spool. Each run begins `numbersInDoubt` behind the highest number the spool knows,
/// makes that beginning durable (a mark) before it sends anything, and never sends further than that
/// span beyond what is durable. So no run knows less than the one before it used. Decision 0191.
public struct UplinkQueue: Sendable {
    /// What the spool is to do, in order.
    public enum Order: Hashable, Sendable {
        case keep(number: UInt64, kind: UInt8, payload: [UInt8])
        /// Acknowledged, or given up because there was no room or nobody took it.
        case forget(number: UInt64, wasAcknowledged: Bool)
    }

    struct Held: Sendable {
        var number: UInt64
        /// When it came to this queue.
        var since: Nanoseconds
        var received: Nanoseconds
        /// Held by a run of the program before this one.
        var isOld: Bool
        /// An `uplink-batch` of this one uplink, as it is kept.
        var payload: [UInt8]
    }

    /// The kind of its records in the spool.
    public static let recordKind: UInt8 = 1
    /// The kind of the mark that a run begins with; its payload says nothing.
    public static let markKind: UInt8 = 2
    /// More numbers than a box gives out between two commits of its spool.
    public static let numbersInDoubt: UInt64 = 1_024
    /// Of memory; some 10,000 uplinks.
    public static let usualBytes = 2 << 20
    /// What the table of messages.md allows `hold_ms` to say.
    static let longestHold = Nanoseconds(2_592_000_000_000_000)
    /// What an entry takes besides its payload.
    private static let overhead = 96
    static let greatestNumber: UInt64 = 9_007_199_254_740_991

    private let mostBytes: Int
    private var held: [Held] = []
    private var head = 0
    private var bytes = 0
    /// The next uplink's.
    public private(set) var nextNumber: UInt64 = 1
    /// The greatest number that a router may know: sent in this run, or held by an earlier one.
    private var toldThrough: UInt64 = 0
    /// This run's mark, until it is durable; nothing of this run is told before.
    private var mark: UInt64?
    private var keptThrough: UInt64 = 0
    /// The spool cannot write; numbers come from the clock.
    private var isWithoutSpool = false
    private var orders: [Order] = []
    public private(set) var acknowledged: UInt64 = 0
    public private(set) var evicted: UInt64 = 0
    public private(set) var expired: UInt64 = 0

    public init(mostBytes: Int = UplinkQueue.usualBytes) { self.mostBytes = mostBytes }

    public var count: Int { held.count - head }
    public var isEmpty: Bool { count == 0 }
    /// The number of the oldest, or of the next when none is held.
    public var first: UInt64 { isEmpty ? nextNumber : held[head].number }
    /// When the oldest that is held was received, in UTC.
    public var oldestReceived: Nanoseconds? { isEmpty ? nil : held[head].received }

    /// What the spool is to do since the last call.
    public mutating func takeOrders() -> [Order] {
        defer { orders.removeAll(keepingCapacity: true) }
        return orders
    }

    // MARK: Coming in

    /// A record of the spool, in rising order, before anything else. Refuses what this queue did not
    /// write; such a record is given up and its number stays used.
    public mutating func replay(
        number: UInt64, kind: UInt8, payload: [UInt8], at time: BoxTime
    ) throws(MessageError) {
        guard number >= nextNumber, number < Self.greatestNumber else {
            throw MessageError(.notAscending, "number", found: number, wanted: nextNumber)
        }
        nextNumber = number + 1
        toldThrough = number
        do throws(MessageError) {
            try replay(number, kind, payload, time)
        } catch {
            orders.append(.forget(number: number, wasAcknowledged: false))
            throw error
        }
        evict()
    }

    private mutating func replay(
        _ number: UInt64, _ kind: UInt8, _ payload: [UInt8], _ time: BoxTime
    ) throws(MessageError) {
        guard kind != Self.markKind else {
            return orders.append(.forget(number: number, wasAcknowledged: true))
        }
        guard kind == Self.recordKind else {
            throw MessageError(
                .unknownType, "kind", found: UInt64(kind), wanted: UInt64(Self.recordKind))
        }
        let batch = try UplinkBatch(parsing: payload.rawSpan)
        guard batch.firstNumber == number, batch.uplinks.count == 1 else {
            throw MessageError(.wrongCount, "uplinks", found: batch.firstNumber, wanted: number)
        }
        append(
            Held(
                number: number, since: time.uptime, received: batch.uplinks[0].received,
                isOld: true, payload: payload))
    }

    /// All records were replayed; this run begins.
    /// - Parameter highest: the highest number the spool ever was given, 0 for none.
    public mutating func replayed(highest: UInt64) {
        toldThrough = max(toldThrough, highest)
        let first = toldThrough == 0 ? 1 : toldThrough + Self.numbersInDoubt
        mark = first
        orders.append(.keep(number: first, kind: Self.markKind, payload: [0xa0]))
        nextNumber = first + 1
    }

    // MARK: What the spool says

    /// All records up to here are durable.
    public mutating func kept(through number: UInt64) {
        keptThrough = max(keptThrough, number)
        isWithoutSpool = false
        guard let mark, number >= mark else { return }
        self.mark = nil
        orders.append(.forget(number: mark, wasAcknowledged: true))
    }

    /// The spool cannot write. Packets go on without it: numbers that no run before can have used come
    /// from the clock, microseconds since 1970.
    public mutating func notKept(at time: BoxTime) {
        guard !isWithoutSpool else { return }
        isWithoutSpool = true
        let first = max(nextNumber, min(time.utc.value / 1_000, Self.greatestNumber / 2))
        renumber(from: first)
    }

    /// Whether a router may be told of it.
    private func isTellable(_ entry: Held) -> Bool {
        if entry.isOld || isWithoutSpool || entry.number <= toldThrough { return true }
        return mark == nil && entry.number < keptThrough + Self.numbersInDoubt
    }

    /// Takes an uplink in and gives it its number.
    @discardableResult
    public mutating func add(_ uplink: Uplink, at time: BoxTime) throws(MessageError) -> UInt64 {
        let number = nextNumber
        let payload = try UplinkBatch(firstNumber: number, uplinks: [uplink]).payload()
        nextNumber += 1
        append(
            Held(
                number: number, since: time.uptime, received: uplink.received, isOld: false,
                payload: payload))
        orders.append(.keep(number: number, kind: Self.recordKind, payload: payload))
        evict()
        return number
    }

    private mutating func append(_ entry: Held) {
        held.append(entry)
        bytes += entry.payload.count + Self.overhead
    }

    private mutating func evict() {
        while bytes > mostBytes, count > 1 {
            removeFirst(wasAcknowledged: false)
            evicted += 1
        }
    }

    // MARK: Going out

    /// Removes what nobody took for thirty days.
    public mutating func expire(at time: BoxTime) {
        while !isEmpty, Self.hold(held[head], at: time) >= Self.longestHold {
            removeFirst(wasAcknowledged: false)
            expired += 1
        }
    }

    /// The uplinks from a number on, as many as follow without a gap, fit and are allowed; nil when
    /// that number is not held. Each tells how long it has waited.
    public mutating func batch(
        from number: UInt64, most: Int, at time: BoxTime
    ) -> UplinkBatch? {
        guard var place = place(of: number) else { return nil }
        var uplinks: [Uplink] = []
        var room = LinkFrames.longest - Self.batchHead
        while place < held.count, uplinks.count < most {
            let entry = held[place]
            guard entry.number == number + UInt64(uplinks.count), isTellable(entry) else { break }
            room -= entry.payload.count + Self.holdBytes
            guard room >= 0 else { break }
            uplinks.append(Self.uplink(entry, at: time))
            place += 1
        }
        guard !uplinks.isEmpty else { return nil }
        toldThrough = max(toldThrough, number + UInt64(uplinks.count) - 1)
        return UplinkBatch(firstNumber: number, uplinks: uplinks)
    }

    /// Type, first number and the list's head.
    private static let batchHead = 32
    /// What `hold_ms` has more than the one byte it is kept with.
    private static let holdBytes = 8

    private static func uplink(_ entry: Held, at time: BoxTime) -> Uplink {
        guard let batch = try? UplinkBatch(parsing: entry.payload.rawSpan), batch.uplinks.count == 1
        else { preconditionFailure("uplink \(entry.number) was checked when it came in") }
        var uplink = batch.uplinks[0]
        uplink.holdMilliseconds = hold(entry, at: time).value / 1_000_000
        return uplink
    }

    /// Within one run by the clock that never goes back. Across a restart only UTC knows: while it is
    /// not to be trusted, the wait is what this run saw of it, which is never too much.
    private static func hold(_ entry: Held, at time: BoxTime) -> Nanoseconds {
        let here = Nanoseconds(time.uptime.value - min(time.uptime.value, entry.since.value))
        guard entry.isOld, time.isTrusted, time.utc > entry.received else {
            return min(here, longestHold)
        }
        return min(max(here, time.utc.gap(to: entry.received)), longestHold)
    }

    private func place(of number: UInt64) -> Int? {
        guard !isEmpty, number >= held[head].number else { return nil }
        var (low, high) = (head, held.count)
        while low < high {
            let middle = (low + high) / 2
            if held[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < held.count && held[low].number == number ? low : nil
    }

    // MARK: Going

    /// A router has all up to here.
    public mutating func acknowledge(through number: UInt64) {
        while !isEmpty, held[head].number <= number {
            removeFirst(wasAcknowledged: true)
            acknowledged += 1
        }
    }

    /// A router has, it says, all up to here, at the beginning of a link. When it never was told of
    /// the oldest of this run and yet has its number, then this box has lost its memory of numbers:
    /// what it was not told gets numbers behind, and behind what it may have without saying so.
    public mutating func resume(after number: UInt64) {
        acknowledge(through: min(number, toldThrough))
        guard number > toldThrough, number < Self.greatestNumber, number >= first else { return }
        renumber(from: number + Self.numbersInDoubt)
    }

    /// New numbers for what no router was told.
    private mutating func renumber(from first: UInt64) {
        let place = held[head...].firstIndex { $0.number > toldThrough } ?? held.count
        let moved = Array(held[place...])
        held.removeLast(moved.count)
        nextNumber = first
        for entry in moved {
            bytes -= entry.payload.count + Self.overhead
            orders.append(.forget(number: entry.number, wasAcknowledged: false))
            move(entry)
        }
    }

    private mutating func move(_ entry: Held) {
        let then = BoxTime(uptime: entry.since, utc: entry.received, isTrusted: false)
        let batch = UplinkBatch(
            firstNumber: nextNumber, uplinks: [Self.uplink(entry, at: then)])
        guard let payload = try? batch.payload() else {
            preconditionFailure("uplink \(entry.number) was checked when it came in")
        }
        var entry = entry
        entry.number = nextNumber
        entry.payload = payload
        orders.append(.keep(number: nextNumber, kind: Self.recordKind, payload: payload))
        append(entry)
        nextNumber += 1
    }

    private mutating func removeFirst(wasAcknowledged: Bool) {
        let entry = held[head]
        orders.append(.forget(number: entry.number, wasAcknowledged: wasAcknowledged))
        bytes -= entry.payload.count + Self.overhead
        held[head].payload = []
        head += 1
        if head > 64, head > held.count / 2 {
            held.removeFirst(head)
            head = 0
        }
    }
}
