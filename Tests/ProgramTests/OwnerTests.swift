import Foundation
import Testing

/// An owner's desk with a box beside it, without an oracle: what is signed is printed.
@Suite("An owner's statements") struct OwnerTests {
    private static func desk() throws -> Hotspot {
        let desk = try Hotspot()
        try desk.pin()
        for name in ["owner", "other"] {
            #expect(try desk.run("key new -o \(name).key").exitCode == 0)
        }
        return desk
    }

    private static func address(_ name: String, _ desk: Hotspot) throws -> String {
        let shown = try desk.run("key show \(name).key").output
        let line = try #require(shown.split(separator: "\n").first { $0.hasPrefix("address") })
        return String(line.split(separator: " ")[1])
    }

    private static func claim(for owner: String, _ desk: Hotspot) throws -> String {
        let made = try desk.run("owner claim --state state \(try address(owner, desk))")
        #expect(made.exitCode == 0)
        return made.output.trimmingCharacters(in: .newlines)
    }

    private static let place = "--place 47.0,7.5 --height 12 --gain 2.3"
    private static let signing = "--key owner.key --network network --print"

    private static func decoded(_ hex: String, _ desk: Hotspot) throws -> [String: Any] {
        try Data(hex.utf8).write(to: desk.folder.appendingPathComponent("signed"))
        let json = try desk.run("message decode < signed").output
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
        return try #require(object as? [String: Any])
    }

    @Test("a registration says what the box claimed and the owner asserted")
    func registers() throws {
        let desk = try Self.desk()
        let claim = try Self.claim(for: "owner", desk)
        let signed = try desk.run("owner register \(Self.place) \(Self.signing) \(claim)")
        #expect(signed.exitCode == 0)
        let said = try Self.decoded(signed.output, desk)
        #expect(said["type"] as? String == "registration")
        #expect(said["signer"] as? String == (try Self.address("owner", desk)))
        #expect(claim.hasPrefix(try #require(said["hotspot_key"] as? String) + ":"))
        #expect(said["height_m"] as? Int == 12 && said["gain_cdbi"] as? Int == 230)
        #expect(said["plan"] as? String == "EU868")
        #expect(said["cell"] as? String == "8c1f835426229ff")
    }

    @Test("a claim made for somebody else registers nothing")
    func foreignClaim() throws {
        let desk = try Self.desk()
        let claim = try Self.claim(for: "other", desk)
        let signed = try desk.run("owner register \(Self.place) \(Self.signing) \(claim)")
        #expect(signed.exitCode == 1)
        #expect(signed.output.contains("made this claim for another owner or another network"))
        #expect(try desk.run("owner rotate 3 \(Self.signing) \(claim)").exitCode == 1)
    }

    @Test("sea, and a plan that the place does not allow, are refused before anything is signed")
    func places() throws {
        let desk = try Self.desk()
        let claim = try Self.claim(for: "owner", desk)
        for (where_, text) in [
            ("--place 40.0,-40.0", "no regional plan is known here (sea)"),
            ("--plan US915 --place 47.0,7.5", "US915 is not allowed at 47.0,7.5: EU868 is"),
        ] {
            let signed = try desk.run(
                "owner register \(where_) --height 1 --gain 0 \(Self.signing) \(claim)")
            #expect(signed.exitCode == 1 && signed.output.contains(text))
        }
        let number = desk.folder.appendingPathComponent("owner.key.sequence").path
        #expect(!FileManager.default.fileExists(atPath: number))
    }

    @Test("numbers rise with every statement, also when the clock is behind the last one")
    func numbersRise() throws {
        let desk = try Self.desk()
        let file = desk.folder.appendingPathComponent("owner.key.sequence")
        var last = 0
        for ahead in [0, 0, 1 << 50] {
            if ahead > 0 {
                try Data("\(ahead)\n".utf8).write(to: file)
                last = ahead
            }
            let signed = try desk.run("owner retire 4 \(Self.signing)")
            let sequence = try #require(
                try Self.decoded(signed.output, desk)["sequence"] as? Int)
            #expect(sequence > last)
            #expect(try String(contentsOf: file, encoding: .utf8) == "\(sequence)\n")
            last = sequence
        }
        try Data("many\n".utf8).write(to: file)
        let refused = try desk.run("owner retire 4 \(Self.signing)")
        #expect(refused.exitCode == 1 && refused.output.contains("holds no number"))
    }

    @Test("a hotspot goes to whoever accepted it, and to nobody else")
    func transfers() throws {
        let desk = try Self.desk()
        let (owner, other) = (
            try Self.address("owner", desk), try Self.address("other", desk)
        )
        let accepted = try desk.run("owner accept 9 \(owner) --key other.key --network network")
        let word = accepted.output.trimmingCharacters(in: .newlines)
        #expect(accepted.exitCode == 0 && word.count == 128)
        let signed = try desk.run("owner transfer 9 \(other) \(word) \(Self.signing)")
        #expect(try Self.decoded(signed.output, desk)["new_owner"] as? String == other)
        for wrong in ["owner transfer 8 \(other) \(word)", "owner transfer 9 \(owner) \(word)"] {
            let refused = try desk.run("\(wrong) \(Self.signing)")
            #expect(refused.exitCode == 1 && refused.output.contains("they make it with: earshot"))
        }
    }
}
