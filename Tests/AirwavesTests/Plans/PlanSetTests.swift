import Airwaves
import Testing

@Suite("a set of plans") struct PlanSetTests {
    @Test("prints ascending by number, whatever the order of insertion")
    func text() {
        var plans: PlanSet = [.us915, .as923Group1]
        plans.insert(.eu868)
        #expect(plans.description == "AS923-1,EU868,US915")
        plans.remove(.eu868)
        plans.remove(.eu868)
        #expect(plans.description == "AS923-1,US915")
        #expect(PlanSet().description == "-")
    }

    @Test("holds every plan, and iterates over what it holds")
    func all() {
        var plans = PlanSet()
        for plan in RegionalPlan.allCases {
            #expect(!plans.contains(plan))
            plans.insert(plan)
            #expect(plans.contains(plan))
        }
        #expect(Array(plans) == RegionalPlan.allCases)
        #expect(plans.count == RegionalPlan.allCases.count)
    }

    @Test("supersets")
    func supersets() {
        let two: PlanSet = [.eu868, .ru864]
        #expect(two.isSuperset(of: [.eu868]))
        #expect(two.isSuperset(of: []))
        #expect(two.isSuperset(of: two))
        #expect(!two.isSuperset(of: [.eu868, .us915]))
    }
}
