public import HotspotLogic
public import OracleAPI

extension OwnRegistration {
    /// As the oracle tells it.
    public init(_ view: HotspotView) {
        self.init(
            number: view.number, cell: view.place.cell, height: view.place.height,
            antennaGain: view.place.gain, plan: view.place.plan, radioClass: view.radioClass,
            measures: view.measures, unopened: view.unopened)
    }
}
