import Airwaves
import Testing

@Suite("region names of other systems") struct RegionNameTests {
    static let understood: [(String, RegionalPlan)] = [
        ("eu868", .eu868), ("EU_863_870", .eu868), ("EU863", .eu868), ("EU868", .eu868),
        ("us915_1", .us915), ("US_902_928_FSB_2", .us915), ("US902", .us915),
        ("au915_0", .au915Sub1), ("au915_1", .au915), ("AU915_SB1", .au915Sub1),
        ("AU915_SB2", .au915), ("as923", .as923Group1), ("AS923JP", .as923Group1),
        ("AS923_1A", .as923Group1), ("AS923_1B", .as923Group1B), ("AS_920_923", .as923Group1B),
        ("AS_923_925", .as923Group1), ("as923_4", .as923Group4), ("cn470_10", .cn470),
        ("CN_470_510_FSB_11", .cn470), ("KR_920_923_TTN", .kr920), ("AS923-1C", .as923Group1C),
    ]

    @Test("mean", arguments: understood)
    func plan(name: String, expected: RegionalPlan) throws {
        #expect(try RegionName.plan(name) == expected)
    }

    @Test("every canonical name means itself")
    func canonical() throws {
        for plan in RegionalPlan.allCases { #expect(try RegionName.plan(plan.description) == plan) }
    }

    @Test("every line of maps/regions/aliases.csv is in the table")
    func table() throws {
        let rows = try RegionalPlanTests.rows("aliases")
        #expect(rows.count > 80)
        for row in rows {
            let name = row.text("alias")
            do throws(RegionNameError) {
                #expect(try RegionName.plan(name).description == row.text("plan"))
            } catch {
                #expect(row.text("plan") == "")
                #expect(error == .refused(name, because: row.text("refused_because")))
            }
        }
    }

    static let refused: [(String, String)] = [
        ("us915_0", "us915_0 is sub-band 1 of US915: Earshot uses sub-band 2, us915_1"),
        (
            "CD900_1A",
            "CD900_1A is a fictional test region in the Pacific: nobody may transmit by it"
        ),
        ("UNKNOWN", "UNKNOWN is no plan: a radio stays silent until it knows where it is"),
        ("CN779", "CN779 is a LoRaWAN region without an Earshot plan"),
    ]

    @Test("refused with a reason", arguments: refused)
    func checkRefused(name: String, sentence: String) {
        #expect(Self.refusal(name) == sentence)
    }

    @Test("unheard of, with what to write instead", arguments: ["", "Eu868", "EU868 ", "ＥＵ868"])
    func unheardOf(name: String) {
        let known = RegionalPlan.allCases.map(\.description).joined(separator: ", ")
        #expect(Self.refusal(name) == "no region is called \"\(name)\"; write one of \(known)")
    }

    static func refusal(_ name: String) -> String? {
        do throws(RegionNameError) {
            _ = try RegionName.plan(name)
            return nil
        } catch { return error.description }
    }
}
