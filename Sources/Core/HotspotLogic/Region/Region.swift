public import Airwaves

/// Region safety: the plan under which this box may send, from its verified place and the plan that
/// is registered, or before that configured, or that of the place itself. Unknown place or plan:
/// the transmitter is off.
public struct Region: Sendable {
    public internal(set) var place: HotspotPlace?
    /// What the owner configured.
    var configured: RegionalPlan?
    /// What the registry has.
    var registered: RegionalPlan?

    /// The plan in force, or why there is none.
    public var verdict: Result<RegionalPlan, RegionRefusal> {
        guard let place else { return .failure(.placeUnknown) }
        guard let wanted = registered ?? configured ?? place.verdict.plan else {
            return .failure(.noPlanHere)
        }
        guard place.verdict.allows(wanted) else {
            let isEmpty = place.verdict.plan == nil && place.verdict.alternatives.isEmpty
            return .failure(isEmpty ? .noPlanHere : .planNotHere(wanted))
        }
        return .success(wanted)
    }

    public var plan: RegionalPlan? {
        guard case .success(let plan) = verdict else { return nil }
        return plan
    }
}
