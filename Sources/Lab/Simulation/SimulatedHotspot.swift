internal import Air
internal import Airwaves
internal import Attestation
internal import HotspotLogic
internal import PositionFixes
internal import ProofWorld
internal import Radios
internal import Units

/// A hotspot of a simulated world: the machine of the daemon with a key and a disk, the site it
/// stands at, and its antenna in the air.
final class SimulatedHotspot {
    let lab: LabHotspot
    let site: Settlement.Site
    /// Which of the world's owners has it.
    let owner: Int
    let station: StationNumber
    /// When it was last told what the registry has of it.
    var registration: OwnRegistration?
    var askedEntropy = Nanoseconds(0)
    /// The next wake that stands in the queue.
    var wake: Nanoseconds?
    /// When its own transmissions are on air: a radio hears nothing meanwhile.
    var onAir: [ClosedRange<Nanoseconds>] = []

    init(_ lab: LabHotspot, _ site: Settlement.Site, owner: Int, station: StationNumber) {
        self.lab = lab
        self.site = site
        self.owner = owner
        self.station = station
    }

    var place: HotspotPlace {
        HotspotPlace(
            position: Position(place: site.coordinate, accuracy: Metres(6), source: .fix3D),
            verdict: PlaceVerdict(
                plan: site.plan, rule: .land, country: nil, alternatives: [],
                tableVersion: RegionalPlan.tableVersion))
    }

    static let measures: RadioMeasures = [
        .signalRSSI, .frequencyError, .counter, .confirmedPower, .position,
    ]

    static let radio = HotspotRadio(
        description: RadioDescription(radioClass: .full, measures: measures, firmware: .known),
        abilities: [.listenBeforeTalk], model: "simulated concentrator")
}
