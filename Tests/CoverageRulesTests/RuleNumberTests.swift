import CoverageRules
import Testing

@Suite("Numbers of rules") struct RuleNumberTests {
    @Test("every number is read as it is printed, and nothing beside it")
    func spelling() {
        for rule in RuleNumber.allCases {
            #expect(RuleNumber(parsing: rule.description) == rule)
        }
        #expect(RuleNumber.allCases.map(\.description).count == 12 + 21 + 9)
        for text in ["", "B-0", "B-13", "W-22", "X-10", "w-1", "W-01", "W1"] {
            #expect(RuleNumber(parsing: text) == nil)
        }
    }

    @Test("what pay needs is the list of PROTOCOL 5")
    func needs() {
        let beacon = RuleSet.beaconNeeds.rules.map(\.description)
        #expect(beacon.joined(separator: " ") == "B-1 B-3 B-4 B-5 B-6 B-7 B-8 B-9 B-10 B-11")
        let witness = RuleSet.witnessNeeds.rules.map(\.description)
        #expect(
            witness.joined(separator: " ")
                == "W-1 W-3 W-4 W-5 W-6 W-7 W-8 W-10 W-11 W-12 W-13 W-14 W-15 W-18")
    }
}
