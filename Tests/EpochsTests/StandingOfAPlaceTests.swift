import CoverageRules
import HexGrid
import Rewards
import Testing
import Units

@testable import Epochs

@Suite("Standing is of a place (decision 0230)") struct StandingOfAPlaceTests {
    private static func rules() throws -> RewardRules {
        let book = CoverageRules.RuleBook.first
        return try RewardRules(
            number: { book.payNumber($0) }, table: { book.table(named: $0)?.values })
    }

    private static func cell(_ latitude: Double) throws -> Cell {
        Cell(
            containing: try Coordinate(latitude: latitude, longitude: 7.5),
            resolution: try Resolution(12))
    }

    @Test("held at every cell up to a site's radius from where it began, and at none beyond")
    func radius() throws {
        let rules = try Self.rules()
        let home = try Self.cell(47)
        let standing = HotspotStanding(
            hotspot: 1, trust: 900, paid: PaidHistory(bits: 0b11_1111_1111), paidCell: home.bits,
            trustCell: home.bits)
        var (near, far) = (0, 0)
        for step in 0..<400 {
            let cell = try Self.cell(47 + Double(step) * 0.000_01)
            let isNear = home.center.distance(to: cell.center) <= rules.siteRadius
            #expect(standing.holds(at: cell, by: rules) == isNear)
            if isNear { near += 1 } else { far += 1 }
        }
        #expect(near > 200 && far > 50)
    }

    @Test("at its place it takes ten paid epochs of fourteen")
    func history() throws {
        let rules = try Self.rules()
        let home = try Self.cell(47)
        for (bits, holds) in [(UInt16(0b11_1111_1111), true), (0b1_1111_1111, false)] {
            let standing = HotspotStanding(
                hotspot: 1, trust: 900, paid: PaidHistory(bits: bits), paidCell: home.bits,
                trustCell: home.bits)
            #expect(standing.holds(at: home, by: rules) == holds)
        }
    }
}
