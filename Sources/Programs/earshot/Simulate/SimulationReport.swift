import HotspotLogic
import Notation
import Primitives
import Simulation

/// What a world came to.
struct SimulationReport {
    let network: PinnedNetwork
    let counts: SimulationCounts
    let entries: UInt64
    let folder: String

    var text: String {
        var lines = [
            "network     \(network.name), \(network.id)",
            "beacons     \(counts.beacons), heard \(counts.receptions) times",
            "statements  \(counts.statements) of hotspots; the log has \(entries) entries",
        ]
        for refusal in counts.refusals {
            lines.append("refused     \(refusal.count) \(refusal.code)")
        }
        lines.append("verify      earshot verify epoch latest --from \(folder)")
        return lines.joined(separator: "\n") + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.member("network", network.id.description)
        json.member("beacons", Int64(counts.beacons))
        json.member("receptions", Int64(counts.receptions))
        json.member("statements", Int64(counts.statements))
        json.member("entries", Int64(entries))
        json.member("refused") { json in
            json.object { json in
                for refusal in counts.refusals { json.member(refusal.code, Int64(refusal.count)) }
            }
        }
    }
}
