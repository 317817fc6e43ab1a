import Attestation
import Epochs
import HotspotLogic
import Notation
import Primitives
import Signing
import Simulation
import Units

/// What a world came to.
struct SimulationReport {
    let network: PinnedNetwork
    let counts: SimulationCounts
    let entries: UInt64
    let epochs: [EpochRoot]
    let folder: String

    var text: String {
        var lines = [
            "network     \(network.name), \(network.id)",
            "beacons     \(counts.beacons), heard \(counts.receptions) times",
            "packets     \(counts.packets) bought, for \(counts.credits) credits",
            "statements  \(counts.statements) of hotspots; the log has \(entries) entries",
        ]
        for refusal in counts.refusals {
            lines.append("refused     \(refusal.count) \(refusal.code)")
        }
        for root in epochs {
            lines.append(
                "epoch \(root.epoch.number)     root \(root.hash(by: SHA256.self).hexText), "
                    + "\(root.total) paid so far")
        }
        lines.append("verify      earshot verify epoch latest --from \(folder)")
        return lines.joined(separator: "\n") + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.member("network", network.id.description)
        json.member("beacons", Int64(counts.beacons))
        json.member("receptions", Int64(counts.receptions))
        json.member("packets", Int64(counts.packets))
        json.member("credits", Int64(counts.credits))
        json.member("statements", Int64(counts.statements))
        json.member("entries", Int64(entries))
        json.member("epochs") { json in
            json.array { json in
                for root in epochs { json.string(root.hash(by: SHA256.self).hexText) }
            }
        }
        json.member("refused") { json in
            json.object { json in
                for refusal in counts.refusals { json.member(refusal.code, Int64(refusal.count)) }
            }
        }
    }
}
