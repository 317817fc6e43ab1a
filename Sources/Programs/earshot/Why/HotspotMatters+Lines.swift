import Attestation
import CommandTable
import Notation
import OracleAPI
import Primitives

extension HotspotMatters {
    /// A line for each, in the order of the log: its id, what it says and of what, where it stands.
    func write(about hotspot: UInt32, to console: any Console, asJSON isJSON: Bool) {
        if isJSON {
            for object in objects(about: hotspot) { console.write(object.text + "\n") }
        } else {
            for line in lines { console.write(line + "\n") }
        }
    }

    private var lines: [String] {
        let all =
            notices.map { notice in
                let other = notice.other.map { ", with hotspot \($0)" } ?? ""
                let change = notice.change.map { " by \($0) per mille" } ?? ""
                let words = "\(notice.rule) \(notice.effectName)\(change)\(other)"
                return (notice.index, notice.id, "notice  \(words)", notice.until)
            }
            + proofs.map { ($0.index, $0.id, "proof  of fraud", $0.until) }
            + decisions.map {
                let words = "decision  \($0.outcomeName)  \($0.rule)  about \($0.about.hexText)"
                return ($0.index, $0.id, words, $0.until)
            }
            + appeals.map {
                ($0.index, $0.id, "appeal  against \($0.about.hexText)", $0.until)
            }
        return all.sorted { $0.0 < $1.0 }.map { index, id, words, until in
            "\(id.hexText)  \(words)  up to epoch \(until.number)  entry \(index)"
        }
    }
}
