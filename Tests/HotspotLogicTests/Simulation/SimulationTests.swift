import Attestation
import HotspotLogic
import Primitives
import ProofWorld
import Testing
import Units

@Suite("many hotspots against the protocol's text")
struct SimulationTests {
    @Test("an hour of the demo: every statement keeps every rule, every window has its beacon")
    func quietHour() {
        let world = ProofWorld(seed: 1, count: 4)
        world.run(periods: 1_200)
        let check = ProtocolCheck(world.log.view)
        #expect(check.faults == [])
        // Window 0 cannot be committed to; that of the end is not over.
        #expect(world.sent.count >= 4 * 18, "\(world.sent.count) beacons")
        #expect(check.reveals >= 4 * 18, "\(check.reveals) reveals")
        #expect(check.seals > 0 && check.openings > check.seals - 12)
    }
}
