import Airwaves
import Maps
import Units

/// Look-ups where the map has most and least to say, so that the worst is seen too.
var placesBenchmarks: [Benchmark] {
    [
        places("anywhere on the globe", Surroundings.globe),
        places("on land away from borders", Surroundings.kansas),
        places("coasts of Norway", Surroundings.norway),
        places("borders of central Asia", Surroundings.ferghana),
        Benchmark(group: "places", name: "check a whole map", operations: 1) {
            let map = try? unsafe PlaceMap(checking: ShippedMaps.placesBytes)
            return UInt64(map?.tableVersion ?? 0)
        },
    ]
}

private func places(_ name: String, _ surroundings: Surroundings) -> Benchmark {
    let coordinates = surroundings.coordinates()
    let map = ShippedMaps.places
    return Benchmark(group: "places", name: name, operations: coordinates.count) {
        coordinates.reduce(0) { sum, coordinate in
            sum &+ UInt64(map.plan(at: coordinate).plan?.rawValue ?? 31)
        }
    }
}

/// A box in degrees that look-ups are drawn from, the same ones each time.
private struct Surroundings {
    let latitudes: ClosedRange<Double>
    let longitudes: ClosedRange<Double>

    static let globe = Surroundings(latitudes: -90...90, longitudes: -180...180)
    static let kansas = Surroundings(latitudes: 37.5...39.5, longitudes: -101 ... -96)
    static let norway = Surroundings(latitudes: 60...70, longitudes: 5...15)
    static let ferghana = Surroundings(latitudes: 39.5...41.5, longitudes: 69...73)

    func coordinates() -> [Coordinate] {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func draw(_ range: ClosedRange<Double>) -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let share = Double(state >> 11) * 0x1p-53
            return range.lowerBound + (range.upperBound - range.lowerBound) * share
        }
        return (0..<10_000).compactMap { _ in
            let (latitude, longitude) = (draw(latitudes), draw(longitudes))
            return try? Coordinate(latitude: latitude, longitude: longitude)
        }
    }
}
