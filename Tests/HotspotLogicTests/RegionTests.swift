import Airwaves
import ProofWorld
import Testing

@testable import HotspotLogic

@Suite("region safety: unknown place or plan, and the transmitter is off")
struct RegionTests {
    struct Row: Sendable {
        let name: String
        let place: HotspotPlace?
        var configured: RegionalPlan?
        var registered: RegionalPlan?
        let plan: RegionalPlan?
        var refusal: RegionRefusal?
    }

    static let rows: [Row] = [
        Row(name: "nothing known", place: nil, plan: nil, refusal: .placeUnknown),
        Row(
            name: "a plan alone is not enough", place: nil, registered: .eu868, plan: nil,
            refusal: .placeUnknown),
        Row(
            name: "at sea", place: LabPlace.place(0, plan: nil), plan: nil, refusal: .noPlanHere),
        Row(
            name: "at sea with a plan", place: LabPlace.place(0, plan: nil), registered: .eu868,
            plan: nil, refusal: .noPlanHere),
        Row(name: "the place's own", place: LabPlace.place(0), plan: .eu868),
        Row(
            name: "the registered one", place: LabPlace.place(0), registered: .eu868,
            plan: .eu868),
        Row(
            name: "another than the place's", place: LabPlace.place(0), registered: .us915,
            plan: nil, refusal: .planNotHere(.us915)),
        Row(
            name: "the neighbour's within 25 km",
            place: LabPlace.place(0, alternatives: [.ru864]), registered: .ru864, plan: .ru864),
        Row(
            name: "the registry before the configuration", place: LabPlace.place(0),
            configured: .us915, registered: .eu868, plan: .eu868),
        Row(
            name: "the configuration before the place's own",
            place: LabPlace.place(0, alternatives: [.ru864]), configured: .ru864, plan: .ru864),
    ]

    @Test(arguments: rows)
    func verdict(row: Row) {
        var region = Region()
        region.place = row.place
        region.configured = row.configured
        region.registered = row.registered
        #expect(region.plan == row.plan, "\(row.name)")
        if case .failure(let refusal) = region.verdict {
            #expect(refusal == row.refusal, "\(row.name)")
        } else {
            #expect(row.refusal == nil, "\(row.name)")
        }
    }
}
