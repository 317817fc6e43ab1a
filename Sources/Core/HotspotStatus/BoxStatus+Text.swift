internal import Notation
internal import Settings
internal import Units

// What `earshot status`, `earshot top` and the page's `/status.txt` print.

extension BoxStatus {
    /// For people: a line per part, what to do below it, then the figures. Whatever came from
    /// elsewhere is made harmless to a terminal.
    public func text(coloured: Bool) -> String {
        let width = parts.map(\.name.count).max() ?? 0
        var text = "\(Quote.harmless(name))  \(network.map(Quote.harmless) ?? "no network")"
        text += "  \(region.plan.map(Quote.harmless) ?? "no plan")"
        text += "  up \(Self.span(from: started, to: at))\n"
        text += "\(Quote.harmless(address))  at \(Self.moment(at))\n"
        for (name, condition) in parts {
            let pad = String(repeating: " ", count: width - name.count)
            text += " \(condition.state.mark(coloured: coloured)) \(name)\(pad)  "
            text += Quote.harmless(summary(of: name, condition)) + "\n"
            guard condition.state == .warn || condition.state == .fail else { continue }
            let indent = String(repeating: " ", count: width + 8)
            if let since = condition.since {
                text += "\(indent)since \(Self.moment(since)), \(Self.span(from: since, to: at))\n"
            }
            if let advice = condition.advice {
                text += "\(indent)do: \(Quote.harmless(advice))\n"
            }
        }
        return text + figures
    }

    private func summary(of name: String, _ condition: Condition) -> String {
        if condition.state != .ok { return condition.why ?? condition.state.rawValue }
        let note = condition.why.map { ", \($0)" } ?? ""
        return switch name {
        case "radio":
            radio.devices.map { "\($0.model) (\($0.class.rawValue))" }.joined(separator: "; ")
        case "gps": gps.source + note
        case "clock": clock.source.map { "vouched for by \($0)" } ?? "trusted"
        case "oracle": oracle.address ?? "-"
        case "router": router.address ?? "-"
        case "region": region.plan ?? "-"
        case "spool": "\(spool.evidence.records) records wait, \(spool.packets.records) packets"
        default:
            beacon.next.map { "next at \(Self.moment($0))" } ?? "none planned"
        }
    }

    private var figures: String {
        var lines = [
            "heard \(counters.heard) frames, \(counters.badChecksums) of them damaged; "
                + "sent \(counters.sent)",
            "made \(counters.statements) statements; carried \(counters.uplinks) packets, "
                + "\(counters.downlinks) downlinks",
            "evidence \(spool.evidence.acknowledged) acknowledged, "
                + "\(spool.evidence.evicted) lost for want of room",
        ]
        if let last = beacon.last {
            let outcome = Quote.harmless(last.outcome)
            lines.append("last beacon at \(Self.moment(last.at)): \(outcome)")
        }
        if beacon.sealed > 0 {
            let when = beacon.opens.map { ", details from \(Self.moment($0)) on" } ?? ""
            lines.append("heard \(beacon.sealed) beacons of others that are sealed\(when)")
        }
        let drops = counters.drops.filter { $0.count > 0 }
        if !drops.isEmpty {
            lines.append(
                "dropped: " + drops.map { "\($0.name) \($0.count)" }.joined(separator: ", "))
        }
        return lines.map { " \($0)\n" }.joined()
    }

    static func moment(_ instant: Nanoseconds) -> String {
        RFC3339.text(of: Nanoseconds(instant.value / 1_000_000_000 * 1_000_000_000))
    }

    /// In whole seconds; nothing of a clock that was set back.
    static func span(from start: Nanoseconds, to end: Nanoseconds) -> String {
        guard end > start else { return "0s" }
        return DurationText.text(
            of: Nanoseconds(end.gap(to: start).value / 1_000_000_000 * 1_000_000_000))
    }
}

extension Condition.State {
    /// Four letters wide, the colour by the codes every terminal knows.
    fileprivate func mark(coloured: Bool) -> String {
        let (word, colour) =
            switch self {
            case .ok: ("OK  ", 32)
            case .warn: ("WARN", 33)
            case .fail: ("FAIL", 31)
            case .off: ("OFF ", 90)
            }
        return coloured ? "\u{1b}[\(colour)m\(word)\u{1b}[0m" : word
    }
}

extension HeardFrames {
    /// A line per frame, the newest first.
    public func text(lines most: Int) -> String {
        var text = ""
        for frame in frames.prefix(most) {
            let age = BoxStatus.span(from: frame.at, to: at)
            let signal = frame.signal.map { "\($0.number) dBm" } ?? "-"
            let ratio = frame.signalToNoise.map { "\($0.number) dB" } ?? "-"
            let damaged = frame.hasGoodChecksum == false ? "  damaged" : ""
            text += " \(Self.padded(age, 8)) \(Self.padded(frame.kind, 20)) "
            text += "\(frame.frequency)  \(Self.padded(frame.dataRate, 10)) "
            text += "\(Self.padded(signal, 12)) \(Self.padded(ratio, 9)) "
            text += "\(frame.bytes) B\(damaged)\n"
        }
        if frames.isEmpty { text += " no frame yet\n" }
        return text
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        let text = Quote.harmless(text)
        return text + String(repeating: " ", count: max(0, width - text.count))
    }
}
