import Host

/// One line of the table.
struct Row {
    let name: String
    let perSecond: Double
    /// Processor time a statement, in microseconds.
    let server: Double
    let client: Double
    /// Of a post, in nanoseconds.
    let half: UInt64
    let most: UInt64

    static func printHead() {
        let head = ["statements/s", "server us", "client us", "p50 ms", "p99 ms"]
        Swift.print(pad("", 26) + head.map { left($0, 13) }.joined())
    }

    func print() {
        let cells = [
            "\(Int(perSecond))", tenths(server), tenths(client), tenths(Double(half) / 1e6),
            tenths(Double(most) / 1e6),
        ]
        Swift.print("  " + Self.pad(name, 24) + cells.map { Self.left($0, 13) }.joined())
    }

    private func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func left(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

/// What the table says of durability: against a constant, against judging alone, and against the
/// signatures that no oracle can do without. By the clock, which on a machine that others use says
/// little, and by processor time, which says what two cores of its own would give.
struct Ratios {
    let plain: Row
    let refused: Row
    let durable: Row
    let bare: BareChecks

    func print() {
        let most = 1e6 * Double(Processors.count)
        let possible = most / (bare.microseconds + plain.server + plain.client)
        line("durable to constant", durable.perSecond / plain.perSecond, Self.spent(durable, plain))
        line(
            "durable to refused", durable.perSecond / refused.perSecond,
            Self.spent(durable, refused))
        line(
            "durable to bare verifications", durable.perSecond / bare.all,
            bare.microseconds / (durable.server + durable.client))
        line(
            "durable to verification behind the same HTTP", durable.perSecond / possible,
            (bare.microseconds + plain.server + plain.client)
                / (durable.server + durable.client))
    }

    private static func spent(_ row: Row, _ other: Row) -> Double {
        (other.server + other.client) / (row.server + row.client)
    }

    private func line(_ name: String, _ clock: Double, _ processor: Double) {
        let said = "\(hundredths(clock)) by the clock, \(hundredths(processor)) by processor time"
        Swift.print("  \(name): \(said)")
    }

    private func hundredths(_ number: Double) -> String {
        let all = Int((number * 100).rounded())
        return "\(all / 100).\(all % 100 < 10 ? "0" : "")\(all % 100)"
    }
}
