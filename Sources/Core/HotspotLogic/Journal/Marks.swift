import Attestation
import Primitives

/// Small facts that must outlive a restart and belong to no statement that waits. One record, written
/// anew when one of them changes.
struct Marks: Hashable, Sendable {
    /// The newest record when the last bundle was made: at most one per interval (PROTOCOL 3.6).
    var lastOpening: Period?
    /// When the last test beacon was sent, in milliseconds since 1970.
    var lastTest: UInt64?
    /// The epoch in which nonces were last declared lost (PROTOCOL 3.1).
    var lastLost: Epoch?
    /// A step of the chain that was checked, so that a restart need not walk from its end.
    var step: EntropyStep?
    /// What the last windows have used of their limits.
    var budgets: [SealBudget] = []

    var body: [UInt8] {
        var writer = CBORWriter()
        writer.beginArray(6)
        writer.unsigned(lastOpening.map { $0.number + 1 } ?? 0)
        writer.unsigned(lastTest.map { $0 + 1 } ?? 0)
        writer.unsigned(lastLost.map { $0.number + 1 } ?? 0)
        writer.unsigned(step.map { $0.period.number + 1 } ?? 0)
        writer.bytes(step?.value ?? Hash256(words: (0, 0, 0, 0)))
        writer.beginArray(3 * budgets.count)
        for budget in budgets {
            writer.unsigned(budget.window.number)
            writer.unsigned(budget.seals)
            writer.unsigned(budget.bytes)
        }
        writer.endArray()
        writer.endArray()
        return writer.finish()
    }

    init() {}

    init(reading body: RawSpan) throws(CBORError) {
        var reader = try CBORReader(body)
        try reader.beginArray(exactly: 6)
        lastOpening = try reader.number(below: EntropyFollower.greatestPeriod).map { Period($0) }
        lastTest = try reader.number(below: .max - 1)
        lastLost = try reader.number(below: Epoch.limit).map { Epoch($0) }
        let period = try reader.number(below: EntropyFollower.greatestPeriod).map { Period($0) }
        let value = try reader.hash256()
        step = period.map { EntropyStep(period: $0, value: value) }
        let count = try reader.beginArray(upTo: 3 * SealBudget.mostWindows)
        for _ in 0..<(count / 3) {
            let window = Window(try reader.unsigned(upTo: Window.limit))
            let seals = try reader.unsigned(upTo: SealBudget.mostSeals)
            let bytes = try reader.unsigned(upTo: SealBudget.mostBytes)
            budgets.append(SealBudget(window: window, seals: seals, bytes: bytes))
        }
        try reader.endArray()
        try reader.endArray()
        try reader.finish()
    }
}

extension CBORReader {
    /// A number one above what it stands for; nothing for 0.
    fileprivate mutating func number(below limit: UInt64) throws(CBORError) -> UInt64? {
        let number = try unsigned(upTo: limit + 1)
        return number == 0 ? nil : number - 1
    }
}
