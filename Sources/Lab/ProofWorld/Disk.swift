/// A spool in memory that forgets what was not committed: what a power cut leaves.
public struct Disk: Sendable {
    public struct Record: Hashable, Sendable {
        public let number: UInt64
        public let kind: UInt8
        public let payload: [UInt8]
    }

    private enum Order: Sendable {
        case keep(Record)
        case forget(UInt64)
    }

    /// Ascending by number.
    public private(set) var durable: [Record] = []
    private var pending: [Order] = []
    /// The highest number that is durable.
    public private(set) var through: UInt64 = 0
    public private(set) var kept = 0

    public init() {}

    public var isClean: Bool { pending.isEmpty }

    public mutating func keep(_ number: UInt64, _ kind: UInt8, _ payload: [UInt8]) {
        pending.append(.keep(Record(number: number, kind: kind, payload: payload)))
    }

    public mutating func forget(_ number: UInt64) { pending.append(.forget(number)) }

    /// Makes everything before this durable.
    public mutating func commit() { apply(pending.count) }

    /// The power fails: of what was not committed any beginning may have reached the disk.
    public mutating func crash(keeping count: Int) {
        apply(min(count, pending.count))
        pending.removeAll()
    }

    public var pendingCount: Int { pending.count }

    private mutating func apply(_ count: Int) {
        for order in pending.prefix(count) {
            switch order {
            case .keep(let record):
                precondition(
                    record.number > through, "record \(record.number) after \(through)")
                durable.append(record)
                through = record.number
                kept += 1
            case .forget(let number):
                durable.removeAll { $0.number == number }
            }
        }
        pending.removeFirst(min(count, pending.count))
    }

    /// The spool's bound is reached: the record goes.
    public mutating func evict(_ number: UInt64) { durable.removeAll { $0.number == number } }
}
