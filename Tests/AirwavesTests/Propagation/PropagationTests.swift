import Airwaves
import Testing
import Units

@Suite("Propagation: bounds in whole numbers") struct PropagationTests {
    struct Golden: Decodable {
        struct Row: Decodable {
            let distance: Int64
            let frequency: UInt64
            let h1: Int64
            let h2: Int64
            let near: Int64
            let far: Int64
            let eirp: Int32
            let gain: Int32
            let strongest: Int32
            let leastFlatLoss: Int32
            let breakpoint: Int64
            let horizon: Int64
            let bulge: Int64
            let fresnel: Int64
        }
        let rows: [Row]
    }

    @Test("equal 60-digit arithmetic on 1,000 links")
    func golden() throws {
        let golden = try Vectors.read("propagation/propagation.json", as: Golden.self)
        #expect(golden.rows.count == 1_000)
        for row in golden.rows {
            let (distance, frequency) = (Metres(row.distance), Hertz(row.frequency))
            let (h1, h2) = (Metres(row.h1), Metres(row.h2))
            let (near, far) = (Metres(row.near), Metres(row.far))
            let budget = LinkBudget(
                eirp: SignalLevel(hundredths: row.eirp),
                receiveGain: Decibels(hundredths: row.gain))
            let strongest = budget.strongestLevel(distance: distance, frequency: frequency)
            #expect(strongest.hundredths == row.strongest)
            let flat = FlatGround.leastLoss(
                distance: distance, frequency: frequency, heights: h1, h2)
            #expect(abs(flat.hundredths - row.leastFlatLoss) <= 1)
            let breakpoint = FlatGround.breakpoint(frequency: frequency, heights: h1, h2)
            #expect(breakpoint.value == row.breakpoint)
            #expect(RadioHorizon.distance(between: h1, and: h2).value == row.horizon)
            #expect(RadioHorizon.bulge(near, far).value == row.bulge)
            #expect(
                FresnelZone.firstRadius(near, far, frequency: frequency).value == row.fresnel)
        }
    }

    /// Metres of height, and the horizon in kilometres of 4.12 (sqrt h1 + sqrt h2).
    static let horizons: [(Int64, Int64, Double)] = [
        (2, 2, 11.7), (10, 10, 26.1), (30, 30, 45.2), (100, 10, 54.3), (1_000, 10, 143.4),
    ]

    @Test("the horizon is the textbook's", arguments: horizons)
    func horizon(first: Int64, second: Int64, kilometres: Double) {
        let found = RadioHorizon.distance(between: Metres(first), and: Metres(second))
        #expect(abs(Double(found.value) / 1_000 - kilometres) < 0.06)
    }

    @Test("10 km at 868 MHz: the first zone is 29 m wide in the middle, the Earth bulges 1 m")
    func midPath() {
        let half = Metres(5_000)
        #expect(FresnelZone.firstRadius(half, half, frequency: Hertz(868_000_000)) == Metres(29))
        #expect(RadioHorizon.bulge(half, half) == Metres(1))
    }

    static let extremes: [Int64] = [.min, -1, 0, 1, 100_000, 20_015_109, .max]

    @Test("what is out of range counts as the nearest that is in", arguments: extremes, extremes)
    func outOfRange(first: Int64, second: Int64) {
        let (first, second) = (Metres(first), Metres(second))
        #expect(0...2_606_866 ~= RadioHorizon.distance(between: first, and: second).value)
        #expect(0...23_580_000 ~= RadioHorizon.bulge(first, second).value)
        for frequency in [UInt64.min, 1, 868_100_000, .max] {
            let hertz = Hertz(frequency)
            #expect(FlatGround.breakpoint(frequency: hertz, heights: first, second).value >= 0)
            #expect(FresnelZone.firstRadius(first, second, frequency: hertz).value >= 0)
            let loss = FlatGround.leastLoss(
                distance: first, frequency: hertz, heights: second, second)
            #expect(abs(loss.hundredths) < 100_000)
        }
    }

    @Test("an antenna at one metre sees 4.122 km far, one at none sees nothing")
    func lowAntennas() {
        #expect(RadioHorizon.distance(between: Metres(0), and: Metres(0)) == Metres(0))
        #expect(RadioHorizon.distance(between: Metres(1), and: Metres(0)) == Metres(4_122))
        #expect(RadioHorizon.distance(between: Metres(-5), and: Metres(1)) == Metres(4_122))
    }
}
