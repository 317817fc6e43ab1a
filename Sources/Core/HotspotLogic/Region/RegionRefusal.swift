public import Airwaves

/// Why the transmitter is off (region safety): no plan is ever guessed.
public enum RegionRefusal: Error, Hashable, Sendable {
    /// Nobody knows where the box is.
    case placeUnknown
    /// No plan holds here: the sea, or a country without one.
    case noPlanHere
    /// The plan that is registered or configured is none of those that hold here.
    case planNotHere(RegionalPlan)

    public enum Code: String, CaseIterable, Sendable {
        case placeUnknown = "place_unknown"
        case noPlanHere = "no_plan_here"
        case planNotHere = "plan_not_here"
    }

    public var code: Code {
        switch self {
        case .placeUnknown: .placeUnknown
        case .noPlanHere: .noPlanHere
        case .planNotHere: .planNotHere
        }
    }
}

extension RegionRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .placeUnknown: "the place is not known; give the receiver a view of the sky"
        case .noPlanHere: "no regional plan holds at this place"
        case .planNotHere(let plan):
            "\(plan) does not hold at this place; register where the box stands"
        }
    }
}
