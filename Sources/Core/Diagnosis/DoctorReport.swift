public import Notation

/// What the doctor says of what was seen.
public struct DoctorReport: Equatable, Sendable {
    /// In the order of `DoctorCheck.ID`, each once.
    public private(set) var checks: [DoctorCheck]

    public init(judging seen: Observations) {
        checks = [
            seen.configurationCheck, seen.clockCheck, seen.radioCheck, seen.permissionCheck,
            seen.holderCheck, seen.udevCheck, seen.modemManagerCheck, seen.bridgeCheck,
            seen.firmwareCheck, seen.unknownFirmwareCheck, seen.positionCheck, seen.portCheck,
            seen.storageCheck,
        ]
    }

    /// Only the checks that one of the names means.
    public func only(_ names: [String]) -> DoctorReport {
        var report = self
        report.checks = checks.filter { check in names.contains { check.id.isNamed($0) } }
        return report
    }

    public func count(of state: DoctorCheck.State) -> Int {
        checks.reduce(0) { $1.state == state ? $0 + 1 : $0 }
    }

    /// What `--fix` may do, each once.
    public var repairs: [DoctorRepair] {
        DoctorRepair.allCases.filter { repair in checks.contains { $0.repair == repair } }
    }

    /// Members of the JSON object, after its schema.
    public func write(to json: inout JSONWriter) {
        json.member("checks") { json in
            json.array { json in
                for check in checks {
                    json.object { json in
                        json.member("id", check.id.rawValue)
                        json.member("state", check.state.rawValue)
                        json.member("cause", check.cause)
                        json.member("fix") { json in
                            if let fix = check.fix { json.string(fix) } else { json.null() }
                        }
                    }
                }
            }
        }
    }

    /// For people: a line per check, what to do below it, the sum at the end.
    public func text(coloured: Bool) -> String {
        let width = DoctorCheck.ID.allCases.map(\.rawValue.count).max() ?? 0
        let indent = String(repeating: " ", count: 6 + width + 2)
        var text = ""
        for check in checks {
            let name = check.id.rawValue
            text += " \(check.state.mark(coloured: coloured)) \(name)"
            text +=
                String(repeating: " ", count: width - name.count + 2)
                + "\(Quote.harmless(check.cause))\n"
            if let fix = check.fix { text += "\(indent)fix: \(Quote.harmless(fix))\n" }
        }
        return text + " \(sum)\n"
    }

    private var sum: String {
        let failures = count(of: .failure)
        let warnings = count(of: .warning)
        return "\(failures) failure\(failures == 1 ? "" : "s"), "
            + "\(warnings) warning\(warnings == 1 ? "" : "s")"
    }
}

extension DoctorCheck.State {
    /// Four letters wide, the colour by the codes every terminal knows.
    fileprivate func mark(coloured: Bool) -> String {
        let (word, colour) =
            switch self {
            case .good: ("OK  ", 32)
            case .warning: ("WARN", 33)
            case .failure: ("FAIL", 31)
            case .skipped: ("SKIP", 90)
            }
        return coloured ? "\u{1b}[\(colour)m\(word)\u{1b}[0m" : word
    }
}
