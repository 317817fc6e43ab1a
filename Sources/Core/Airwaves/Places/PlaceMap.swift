public import Units

/// Answers which plan holds where, from the bytes of `maps/places.bin` as they lie in memory: nothing
/// is parsed or copied, and a look-up allocates nothing. Cost: half a microsecond.
///
/// The world is cut into cells of one degree. A cell is land of one country, or sea, or it lists the
/// borders and coasts inside it. The layout is `docs/decisions/0041-places-file.md`, the rules
/// `docs/decisions/0040-place-to-plan.md`.
@safe public struct PlaceMap: @unchecked Sendable {  // unchecked: the bytes are only ever read
    let bytes: UnsafeRawBufferPointer
    let layout: Layout
    /// The numbers of this program's plans, by the file's.
    let plans: PlanNumbers

    /// Refuses everything that is not a place map in every field; then no look-up can go wrong.
    /// Reads the whole file once.
    ///
    /// The bytes must stay where they are and as they are for as long as this value is used.
    public init(checking bytes: UnsafeRawBufferPointer) throws(PlaceMapError) {
        let reader = unsafe MapReader(bytes: bytes)
        layout = try Layout(checking: reader)
        plans = try reader.checkPlans(layout)
        try reader.checkCountries(layout)
        try reader.checkCells(layout)
        try reader.checkBorders(layout)
        try reader.checkSpecks(layout)
        unsafe self.bytes = bytes
    }

    /// The version of the tables it was made from: `RegionalPlan.tableVersion` for the shipped one.
    public var tableVersion: UInt32 { layout.tableVersion }

    var reader: MapReader { unsafe MapReader(bytes: bytes) }

    /// The plan by the rules `land`, `border`, `coast` and `sea`.
    public func plan(at coordinate: Coordinate) -> PlaceVerdict {
        let point = MapPoint(FixedCoordinate(coordinate))
        let home = land(under: point)
        var survey = Survey(around: point, home: home, homePlan: plan(of: home))
        survey.walk(self)
        return verdict(home: home, survey)
    }

    private func verdict(home: UInt8, _ survey: Survey) -> PlaceVerdict {
        let owner = home == sea ? survey.nearest : home
        guard owner != sea else {
            return PlaceVerdict(
                plan: nil, rule: .sea, country: nil, alternatives: PlanSet(),
                tableVersion: tableVersion)
        }
        let plan = plan(of: owner)
        var others = survey.within25km
        if let plan { others.remove(plan) }
        let rule: PlaceRule =
            home == sea ? .coast : survey.within10km.isEmpty ? .land : .border
        return PlaceVerdict(
            plan: plan, rule: rule, country: code(of: owner), alternatives: others,
            tableVersion: tableVersion)
    }

    /// Nothing for the sea, and for countries without a plan.
    func plan(of land: UInt8) -> RegionalPlan? {
        guard land != sea else { return nil }
        let number = reader.byte(layout.country(land) + 2)
        return number == Layout.noPlan ? nil : plans[number]
    }

    private func code(of land: UInt8) -> CountryCode? {
        let offset = layout.country(land)
        return CountryCode(reader.byte(offset), reader.byte(offset + 1))
    }
}

/// What lies under a point that no country does. Countries count from 1.
let sea: UInt8 = 0

/// A point counted from the south pole and the antimeridian, in ten millionths of a degree.
struct MapPoint {
    /// 0..<3,600,000,000, eastwards
    let x: Int64
    /// 0...1,800,000,000
    let y: Int64
    let cosine: Int64

    init(_ point: FixedCoordinate) {
        let east = Int64(point.longitude) + 1_800_000_000
        x = east == 3_600_000_000 ? 0 : east
        y = Int64(point.latitude) + 900_000_000
        cosine = point.cosineOfLatitude
    }
}
