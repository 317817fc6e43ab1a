public import Airwaves
public import Attestation
public import HexGrid
public import HotspotLogic
import PositionFixes
import Radios
public import Units

/// Places, radios and registrations of the lab's hotspots.
public enum LabPlace {
    /// A quarter of a degree from each other, in Switzerland.
    public static func coordinate(_ number: Int) -> Coordinate {
        guard
            let place = try? Coordinate(
                latitude: 46.5 + Double(number) * 0.01, longitude: 7.5 + Double(number) * 0.01)
        else { preconditionFailure("a place on earth") }
        return place
    }

    public static func cell(_ number: Int) -> Cell {
        guard let fine = try? Resolution(12) else { preconditionFailure("12 is a resolution") }
        return Cell(containing: coordinate(number), resolution: fine)
    }

    public static func place(
        _ number: Int, plan: RegionalPlan? = .eu868, alternatives: PlanSet = []
    ) -> HotspotPlace {
        HotspotPlace(
            position: Position(
                place: coordinate(number), accuracy: Metres(8), source: .fix3D),
            verdict: PlaceVerdict(
                plan: plan, rule: plan == nil ? .sea : .land, country: nil,
                alternatives: alternatives, tableVersion: RegionalPlan.tableVersion))
    }

    public static func registration(
        _ number: Int, plan: RegionalPlan = .eu868,
        unopened: [CommitmentNews.Commitment]? = nil
    ) -> OwnRegistration {
        OwnRegistration(
            number: UInt32(number), cell: cell(number), height: Metres(10),
            antennaGain: Decibels(hundredths: 200), plan: plan, radioClass: .full,
            measures: [.counter, .confirmedPower], unopened: unopened)
    }

    public static func radio(
        _ radioClass: RadioClass = .full, measures: RadioMeasures = [.counter, .confirmedPower]
    ) -> HotspotRadio {
        HotspotRadio(
            description: RadioDescription(
                radioClass: radioClass, measures: measures, firmware: .known),
            abilities: [.listenBeforeTalk], model: "lab radio")
    }
}
