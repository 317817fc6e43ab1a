public import Units

/// Spans of time as configuration writes them: `30s`, `5m`, `1h30m`, `250ms`. Units d, h, m, s,
/// ms, us, ns, larger before smaller, each once, whole numbers. Printing is in the fewest parts
/// (`1m30s`), but `90s` is read too: that is how people say it.
public enum DurationText {
    private static let units: [(name: String, nanoseconds: UInt64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
        ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000), ("ns", 1),
    ]

    public static func text(of duration: Nanoseconds) -> String {
        var rest = duration.value
        var text = ""
        for unit in units where rest >= unit.nanoseconds {
            text += "\(rest / unit.nanoseconds)\(unit.name)"
            rest %= unit.nanoseconds
        }
        return text.isEmpty ? "0s" : text
    }

    public static func duration(
        from text: some StringProtocol
    ) throws(DurationError) -> Nanoseconds {
        let shown = Quote.text(text)
        guard !text.isEmpty, text.utf8.count <= 100 else { throw .notADuration(shown) }
        var rest = Array(text.utf8)[...]
        var allowed = units[...]
        var total: UInt64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            let name = rest.dropFirst(digits.count).prefix { (0x61...0x7a).contains($0) }
            rest = rest.dropFirst(digits.count + name.count)
            guard !digits.isEmpty else { throw .notADuration(shown) }
            guard !name.isEmpty else { throw .noUnit(shown) }
            let word = String(decoding: name, as: UTF8.self)
            guard let index = allowed.firstIndex(where: { $0.name == word }) else {
                throw units.contains { $0.name == word }
                    ? .wrongOrder(shown) : .unknownUnit(shown, Quote.text(word))
            }
            let unit = units[index]
            allowed = units[(index + 1)...]
            guard let count = UInt64(String(decoding: digits, as: UTF8.self)) else {
                throw .tooLong(shown)
            }
            let (product, overflow) = count.multipliedReportingOverflow(by: unit.nanoseconds)
            let (sum, carry) = total.addingReportingOverflow(product)
            guard !overflow, !carry else { throw .tooLong(shown) }
            total = sum
        }
        return Nanoseconds(total)
    }
}

/// Why a text is not a span of time. Carries the text as quoted for a person.
public enum DurationError: Error, Equatable, Sendable, CustomStringConvertible {
    case notADuration(String)
    case noUnit(String)
    case unknownUnit(String, String)
    case wrongOrder(String)
    case tooLong(String)

    public var description: String {
        switch self {
        case .notADuration(let text):
            "\(text) is not a span of time: write it as in 30s, 5m or 1h30m"
        case .noUnit(let text): "\(text) has a number without a unit: write it as in 30s or 5m"
        case .unknownUnit(let text, let unit):
            "\(text): there is no unit \(unit), only d, h, m, s, ms, us and ns"
        case .wrongOrder(let text): "\(text): write larger units first, and each only once"
        case .tooLong(let text): "\(text) is longer than 584 years"
        }
    }
}
