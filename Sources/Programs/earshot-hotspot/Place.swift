import Airwaves
import Box
import Host
import HotspotLogic
import Maps
import Notation
import PositionFixes
import Positioning
import Units

/// Where the box is, from satellites or from the configuration, and which plan holds there.
final class Place {
    private(set) var judge = PositionJudge()
    private let settings: PositionSettings
    private var listener: GPSDListener?
    /// Told to the machine last.
    private var told: HotspotPlace?
    private var hasTold = false

    init(_ settings: PositionSettings, tells inbox: Inbox) throws(SystemError) {
        self.settings = settings
        if case .gpsd(let address) = settings {
            listener = try GPSDListener(to: address) { event, moment in
                inbox.put(.position(event, moment))
            }
        }
    }

    /// For people.
    var status: PositionStatus? {
        switch settings {
        case .gpsd(let address): PositionStatus(of: judge, source: "gpsd at \(address)")
        case .fixed(let position): PositionStatus(configured: position)
        case .nothing: nil
        }
    }

    /// The satellites' clock; nil where nobody listens to satellites.
    var clock: ClockJudge? {
        if case .gpsd = settings { judge.clock } else { nil }
    }

    func take(_ event: PositionEvent, at moment: Moment) { _ = judge.handle(event, at: moment) }

    /// The place and its plans, when they have changed since this was last asked.
    func news() -> HotspotPlace?? {
        let place = position.map {
            HotspotPlace(position: $0, verdict: ShippedMaps.places.plan(at: $0.place))
        }
        guard !hasTold || place != told else { return nil }
        hasTold = true
        told = place
        return .some(place)
    }

    private var position: Position? {
        switch settings {
        case .gpsd: judge.position
        case .fixed(let position): position
        case .nothing: nil
        }
    }

    func stop() { listener?.stop() }
}
