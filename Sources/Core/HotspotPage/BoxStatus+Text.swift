internal import HotspotStatus
internal import Notation

extension BoxStatus {
    /// For people without script: a line per part, what to do below it.
    var text: String {
        var lines = ["\(name)  \(address)", "at \(RFC3339.text(of: at))", ""]
        for (name, condition) in parts {
            let state = condition.state.rawValue
            let since = condition.since.map { ", since \(RFC3339.text(of: $0))" } ?? ""
            lines.append("\(Self.padded(name))\(Self.padded(state))\(condition.why ?? "")\(since)")
            if let advice = condition.advice {
                lines.append("\(Self.padded(""))\(Self.padded("do"))\(advice)")
            }
        }
        return lines.map(Quote.harmless).joined(separator: "\n") + "\n"
    }

    private static func padded(_ text: String) -> String {
        text + String(repeating: " ", count: max(1, 8 - text.utf8.count))
    }
}
