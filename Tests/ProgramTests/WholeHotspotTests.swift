import Attestation
import Foundation
import ProofWorld
import Testing
import Units

/// Two daemons with emulated concentrators on one simulated air, and an oracle.
@Suite("earshot-hotspot, whole: beacons", .serialized)
struct WholeHotspotTests {
    static let places = ["47.3769,8.5417", "47.3869,8.5417"]

    @Test(
        "two boxes: beacons sent, heard by the other, sealed, opened, revealed, proved; killed between"
    )
    func beacons() throws {
        // Ten seconds for boxes to start and to commit before window 1.
        let network = try BoxNetwork(age: 44)
        let air = try RunningProgram(
            ["radio", "air", "--listen", "127.0.0.1:0", "--seed", "7"],
            in: FileManager.default.temporaryDirectory)
        defer { air.kill() }
        let airAddress = try #require(
            air.line(with: "ready").flatMap { $0.firstMatch(of: /127\.0\.0\.1:[0-9]+/)?.0 })
        var boxes: [Hotspot] = []
        var radios: [RunningProgram] = []
        for (number, place) in Self.places.enumerated() {
            let box = try Hotspot(place: place)
            try network.adopt(box, at: place)
            #expect(try box.run("radio firmware make-up code").exitCode == 0)
            let radio = try RunningProgram(
                [
                    "radio", "emulate", "--corecell", "--tcp", "127.0.0.1:\(box.radio)", "--air",
                    String(airAddress), "--place", place, "--seed", "\(number + 1)",
                ], in: box.folder)
            #expect(radio.line(with: "ready") != nil)
            try box.start()
            boxes.append(box)
            radios.append(radio)
        }
        defer { for radio in radios { radio.kill() } }
        for box in boxes {
            #expect(box.program?.line(with: "radio ready") != nil)
            let key = try box.key
            #expect(eventually { network.count(.recommit, of: key) > 0 })
        }
        // The power fails in the first box, after it has committed and before its beacon. What it
        // committed to is opened by its reveal all the same.
        try boxes[0].killAndRestart()
        // A window's slot lies 3 to 23 s into it, its spare up to 10 s later, the reveal 20 s after.
        let keys = try boxes.map { try $0.key }
        #expect(
            eventually(within: 75) {
                keys.allSatisfy {
                    network.count(.reveal, of: $0) > 0 && network.count(.bundle, of: $0) > 0
                }
            })
        let log = network.log
        let check = ProtocolCheck(log)
        #expect(check.faults == [])
        for (box, other) in [(boxes[0], boxes[1]), (boxes[1], boxes[0])] {
            let (key, otherKey) = (try box.key, try other.key)
            let book = try #require(check.books[key])
            let sent = try #require(check.books[otherKey]).reveals.values
            let heard = book.contents.flatMap { $0.content.reports.map(\.frame) }
            #expect(
                sent.contains { heard.contains($0.reveal.transmission.frame) },
                "\(heard.count) frames heard")
            #expect(
                book.reveals.values.allSatisfy { $0.reveal.transmission.powerBasis == .confirmed })
        }
        for box in boxes {
            // What was made before the power failed is in the log, and not in what `why` remembers.
            for kind in ["reveal", "bundle"] {
                let isProved = try eventually {
                    try box.why(kind).contains { $0.contains("was proved") }
                }
                let said = try box.why(kind)
                #expect(isProved, "\(kind): \(said)")
            }
            let oracle = try box.status("oracle", "state") as? String
            #expect(oracle == "ok")
            box.program?.kill()
            #expect(box.program?.ending() == 0)
            let spool = try box.run("spool check state/evidence")
            #expect(spool.exitCode == 0, "\(spool.output)")
        }
    }
}
