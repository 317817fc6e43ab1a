import Foundation
import Seeds
import Testing

/// A world of a few hotspots, simulated by the built program, then audited by it as a stranger would:
/// from a copy without keys.
@Suite("earshot simulate, and verify epoch on what it leaves") struct SimulateTests {
    @Test("one seed gives one root, and an auditor's copy computes it; another seed another")
    func roots() throws {
        let world = try SimulatedWorld()
        try world.publish()
        let audit = try world.run("verify epoch latest --from world")
        #expect(audit.exitCode == 0)
        let line = try #require(audit.output.split(separator: "\n").last)
        #expect(line.wholeMatch(of: /epoch 0 root [0-9a-f]{64}/) != nil)
        let (again, other) = (try SimulatedWorld(), try SimulatedWorld(seed: 8))
        #expect(try again.run("verify epoch 0 --from world").output == audit.output)
        #expect(try other.run("verify epoch 0 --from world").output != audit.output)
    }

    @Test("two epochs in a row, from the state between and from genesis")
    func epochs() throws {
        let world = try SimulatedWorld(hotspots: 3, epochs: 2)
        try world.publish()
        let audit = try world.run("verify epoch latest --from world")
        #expect(audit.exitCode == 0 && audit.output.contains("epoch 1 root "))
        #expect(try world.run("verify epoch 1 --whole --from world").output == audit.output)
        let missing = try world.run("verify epoch 2 --from world")
        #expect(missing.exitCode == 1)
    }

    @Test("a changed bit anywhere is found, and the last line names stage, file and record")
    func flips() throws {
        let world = try SimulatedWorld()
        try world.publish()
        let names = try world.evidence()
        #expect(names.count >= 14)
        var chance = SeededNumbers(seed: 41)
        for name in names {
            let whole = try Data(contentsOf: world.file(name))
            var changed = whole
            changed[chance.below(whole.count)] ^= 1 << UInt8(chance.below(8))
            try changed.write(to: world.file(name))
            let audit = try world.run("verify epoch latest --from world 2>/dev/null")
            #expect(audit.exitCode == 1, "\(name): \(audit.output)")
            let line = try #require(audit.output.split(separator: "\n").last, "\(name)")
            #expect(
                line.wholeMatch(
                    of: /differs stage [a-z]+ file [a-z0-9.\/]+ record [0-9]+: expected .+ found .+/
                )
                    != nil, "\(name): \(line)")
            // The tiles of hashes say which of them is not like the others, so the head may be named
            // for the tile at its edge.
            #expect(
                line.contains("file \(name) ")
                    || name.hasPrefix("tile/")
                        && line.contains("file checkpoint "),
                "\(name): \(line)")
            let json = try world.run("verify epoch latest --from world --json 2>/dev/null")
            let answer = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
            let said = try #require(answer as? [String: Any])
            #expect(said["verdict"] as? String == "differs" && json.exitCode == 1)
            #expect((said["differences"] as? [String])?.last == String(line))
            if !name.hasPrefix("epochs/") {
                let check = try world.run("log check world 2>/dev/null")
                #expect(check.exitCode == 1, "\(name): \(check.output)")
                #expect(
                    check.output.split(separator: "\n").last?.wholeMatch(
                        of: /size ([0-9]+ root [0-9a-f]{64}|unknown root unknown) broken/) != nil,
                    "\(name): \(check.output)")
            }
            try whole.write(to: world.file(name))
        }
        #expect(try world.run("verify epoch latest --from world").exitCode == 0)
    }

    @Test("every beacon and report has a verdict, by ascending id, and the honest pass")
    func verdicts() throws {
        let world = try SimulatedWorld()
        let lines = try world.run("verdicts 0 --from world").output.split(separator: "\n")
        var ids: [String] = []
        var kinds: [String: Int] = [:]
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let verdict = try #require(object as? [String: Any])
            ids.append(try #require(verdict["id"] as? String))
            kinds[try #require(verdict["kind"] as? String), default: 0] += 1
            #expect(verdict["verdict"] as? String == "pass", "\(line)")
        }
        #expect(ids == ids.sorted() && Set(ids).count == ids.count)
        // Registered in window 0, each sends in windows 1 to 3, and all stand in one town.
        #expect(kinds["beacon"] == 4 * 3)
        // Fading hides few of the frames from the others.
        #expect((30...4 * 3 * 3).contains(kinds["witness"] ?? 0))
    }

    /// What `earshot rewards` has of a hotspot, by epoch and column.
    private func rewards(_ hotspot: Int, in world: SimulatedWorld) throws -> [[String: UInt64]] {
        let lines = try world.run("rewards \(hotspot) --csv --from world").output
            .split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
        let names = try #require(lines.first)
        return lines.dropFirst().map { line in
            var row: [String: UInt64] = [:]
            for (name, value) in zip(names, line) { row[String(name)] = UInt64(value) }
            return row
        }
    }

    @Test("packets that hotspots carried are bought and paid, to the credit and the grain")
    func packets() throws {
        let world = try SimulatedWorld(epochs: 2, packets: 40)
        let match = try #require(
            world.report.firstMatch(of: /packets     ([0-9]+) bought, for ([0-9]+) credits/))
        let (count, credits) = try (#require(Int(match.1)), #require(UInt64(match.2)))
        // Forty of each of four devices in the second epoch, a few of them unheard.
        #expect((120...175).contains(count) && credits > UInt64(count))
        var paid: UInt64 = 0
        for hotspot in 0..<4 {
            let row = try #require(try rewards(hotspot, in: world).last)
            let burned = try #require(row["credits"])
            // 1,000 grains a credit, of which hotspots have 90 %.
            #expect(row["data"] == burned * 900)
            paid += burned
        }
        #expect(paid == credits)
        let none = try SimulatedWorld(epochs: 2, packets: 0)
        #expect(none.report.contains("packets     0 bought, for 0 credits"))
        #expect(try rewards(0, in: none).last?["data"] == 0)
    }

    @Test("with standing come demand factors: where more is bought, more than one")
    func demand() throws {
        let world = try SimulatedWorld(hotspots: 3, epochs: 12, packets: 12)
        var factors: [UInt64] = []
        for hotspot in 0..<3 {
            let last = try #require(try rewards(hotspot, in: world).last)
            factors.append(try #require(last["demand"]))
        }
        #expect(factors.contains { $0 > 1_000_000 } && factors.allSatisfy { $0 < 2_000_000 })
        #expect(try world.run("verify epoch latest --from world").exitCode == 0)
    }

    @Test("a folder that is there is never founded over, and says so")
    func occupied() throws {
        let world = try SimulatedWorld(hotspots: 1)
        let again = try world.run("simulate --network demo --hotspots 1 --epochs 1 --out world")
        #expect(again.exitCode == 1 && again.output.contains("is there and not empty"))
    }
}
