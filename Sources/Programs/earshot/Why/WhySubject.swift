import Attestation
import CommandTable
import CoverageRules
import Notation
import OracleAPI
import Primitives

/// What somebody asks about.
enum WhySubject {
    case report(Hash256)
    case address(Address)
    case number(UInt32)

    init(_ text: String) throws(CommandFailure) {
        if text.utf8.count == 64, let bytes = try? Hex.bytes(from: text),
            let hash = Hash256(bytes.rawSpan)
        {
            self = .report(hash)
        } else if let number = UInt32(text), "\(number)" == text {
            self = .number(number)
        } else if let address = try? Address(parsing: text) {
            self = .address(address)
        } else {
            throw CommandFailure(
                "\(Quote.text(text)) is no report's id (64 digits), no address and no number of a "
                    + "hotspot", exit: .usage)
        }
    }

    var description: String {
        switch self {
        case .report(let id): "report \(id.hexText)"
        case .address(let address): "hotspot \(address)"
        case .number(let number): "hotspot \(number)"
        }
    }
}

extension ReportView {
    /// One line of what it is and what it came to, then why, and by which evidence.
    func write(to console: any Console, asJSON isJSON: Bool) {
        guard !isJSON else { return console.write(json.text + "\n") }
        var text = "\(id.hexText)  \(kind.rawValue)  window \(window.number)  \(state.rawValue)"
        if let verdict { text += "  \(verdict.words)" }
        if let epoch { text += "  epoch \(epoch.number)" }
        text += "\n" + (finding ?? "")
        if let sentence { text += "    \(Quote.harmless(sentence))\n" }
        if let knownAt {
            text += "    It can be told when the record of period \(knownAt.number) is made.\n"
        }
        if !notYet.isEmpty {
            text += "    judged when the epoch has closed: \(notYet.joined(separator: ", "))\n"
        }
        if let beacon { text += "    beacon    \(beacon.hexText)\n" }
        for id in evidence where id != beacon { text += "    evidence  \(id.hexText)\n" }
        console.write(text)
    }

    private var finding: String? {
        guard let rule else { return nil }
        var text = "    \(rule) \(reason ?? "")"
        if let measured { text += ", measured \(shown(measured))" }
        if let limit { text += ", limit \(shown(limit))" }
        // What two levels are apart is no level.
        if let margin { text += ", margin \(shown(margin, isDifference: true))" }
        return text + "\n"
    }

    /// As people write it; an oracle may know units that this program does not.
    private func shown(_ value: Int64, isDifference: Bool = false) -> String {
        guard let unit, let known = ReasonUnit(rawValue: unit) else {
            return "\(value) \(unit ?? "")"
        }
        if isDifference, known == .levels { return ReasonUnit.centibels.text(value) }
        switch known {
        case .count, .records, .windows, .bytes: return "\(value) \(unit)"
        default: return known.text(value)
        }
    }
}

extension ReportView.Verdict {
    fileprivate var words: String {
        switch self {
        case .pass: "pass"
        case .fail: "fail"
        case .notJudged: "not judged"
        }
    }
}
