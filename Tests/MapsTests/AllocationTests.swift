import Airwaves
import CAllocations
import Maps
import Testing
import Units

@Suite("place to plan allocates nothing") struct AllocationTests {
    static func allocations(of body: () -> Void) -> UInt {
        let before = earshot_allocations_of_this_thread()
        body()
        return earshot_allocations_of_this_thread() - before
    }

    @Test("not in 20,000 look-ups, whatever lies around")
    func lookups() throws {
        let map = ShippedMaps.places
        let places = try PlacePropertyTests.places(20_000, seed: 12)
        var seen = 0
        let count = Self.allocations {
            var index = 0
            while index < places.count {
                let verdict = map.plan(at: places[index])
                seen += verdict.alternatives.count
                index += 1
            }
        }
        #expect(count == 0)
        #expect(seen > 500)
    }

    @Test("the counter counts: each array of a new size is one")
    func counter() {
        var total = 0
        let count = Self.allocations {
            for size in 1...100 { total += Array(repeating: size, count: size).count }
        }
        #expect(count >= 100)
        #expect(total == 5_050)
    }
}
