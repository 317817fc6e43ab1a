import Attestation
import CoverageRules
import HexGrid
import HotspotLogic
import Primitives
import ProofWorld
import Rewards
import Testing
import Units

@testable import Epochs

@Suite("F: without a satellite fix at its place, trust is gained to 500 and counts for 500 (B-2)")
struct TrustWithoutFixTests {
    typealias Told = @Sendable (_ box: Int, _ window: UInt64) -> MeasuredPosition?

    static let configured = MeasuredPosition(
        distance: Metres(3), accuracy: Metres(5), source: .configured, cell: LabPlace.cell(0))
    static let fixed = MeasuredPosition(
        distance: Metres(3), accuracy: Metres(5), source: .fix3D, cell: LabPlace.cell(0))
    static let far = MeasuredPosition(
        distance: Metres(40_000), accuracy: Metres(5), source: .fix2D,
        cell: coarse)

    static let coarse: Cell = {
        guard let five = try? Resolution(5) else { preconditionFailure() }
        return Cell(containing: LabPlace.cell(0).center, resolution: five)
    }()

    /// Two founding anchors, trust 1000; box 0 sends in every epoch, box 1 hears it.
    static func outcomes(
        _ told: @escaping Told, _ change: (inout WrittenNetwork) -> Void = { _ in }
    ) throws -> [EpochOutcome] {
        try WrittenEvidence.network { network in
            network.anchors = 2
            network.lastEpoch = 2
            network.sendings = [1, 2, 5, 6, 9].map { WrittenSending(0, $0) }
            network.beaconChanges.append { beacons in
                let sending = beacons[0].sending
                beacons[0].reveal.position = told(sending.box, sending.window)
            }
            network.sealChanges.append { seals in
                seals[0].content.position = told(seals[0].hearer, seals[0].window)
            }
            change(&network)
        }.judged()
    }

    /// Before epoch 0, and after each.
    static func trust(_ outcomes: [EpochOutcome], of hotspot: UInt32) throws -> [UInt16] {
        let records = try outcomes.map { try $0.trust(of: hotspot) }
        for (earlier, later) in zip(records, records.dropFirst()) {
            #expect(later.before == earlier.after, "as it is from the next epoch on")
        }
        return [records[0].before] + records.map(\.after)
    }

    static func changes(_ outcomes: [EpochOutcome], of hotspot: UInt32) throws -> [TrustChange] {
        try outcomes.map { try $0.trust(of: hotspot).change }
    }

    @Test("a box that tells no position, or a configured one, counts for 500 and is paid by that")
    func never() throws {
        for told in [nil, Self.configured] {
            let outcomes = try Self.outcomes { box, _ in box == 1 ? told : Self.fixed }
            #expect(try Self.trust(outcomes, of: 1) == [1_000, 500, 500, 500])
            #expect(try Self.changes(outcomes, of: 1) == [.neverFixed, .neverFixed, .neverFixed])
            #expect(try Self.trust(outcomes, of: 0) == [1_000, 1_000, 1_000, 1_000])
            let report = try #require(try outcomes[1].report(of: 1, in: 5)).verdict
            #expect(report.outcome == .pass && report.notJudged.contains(.w2))
            let units = outcomes[1].rewards.units
            #expect(units.first { $0.hotspot == 1 }?.trust == 500)
            #expect(units.first { $0.hotspot == 0 }?.trust == 1_000)
        }
    }

    @Test("with the first fix everything it had counts again, from the next epoch on")
    func first() throws {
        let outcomes = try Self.outcomes { box, window in
            box == 1 && window < 6 ? nil : Self.fixed
        }
        #expect(try Self.trust(outcomes, of: 1) == [1_000, 500, 1_000, 1_000])
        #expect(try Self.changes(outcomes, of: 1) == [.neverFixed, .fixed, .none])
        #expect(outcomes[1].rewards.units.first { $0.hotspot == 1 }?.trust == 500)
        #expect(outcomes[2].rewards.units.first { $0.hotspot == 1 }?.trust == 1_000)
    }

    @Test("one fix is enough, and one that contradicts the place is one: that is B-2's matter")
    func once() throws {
        for fix in [Self.fixed, Self.far] {
            let outcomes = try Self.outcomes { box, window in
                box == 0 ? Self.fixed : window == 1 ? fix : nil
            }
            #expect(try Self.trust(outcomes, of: 1) == [1_000, 1_000, 1_000, 1_000])
        }
    }

    @Test("a fix is of a place: moved without one, and within a kilometre, it counts for 500")
    func moved() throws {
        func outcomes(_ told: @escaping Told) throws -> [EpochOutcome] {
            try Self.outcomes(told) { network in
                let place = network.boxes[1]
                let change = LocationChange(
                    sequence: 9_000, hotspot: 1,
                    place: AssertedPlace(
                        cell: WrittenBox.cell(100, from: place.cell), height: place.height,
                        gain: place.gain, plan: place.plan))
                // Window 2 of epoch 0: it is there from window 3 on.
                network.say(at: 125) { log in
                    ScriptedLog.sign(change, log.network.id, JudgedNetwork.owner(1))
                }
            }
        }
        let without = try outcomes { box, window in box == 1 && window > 2 ? nil : Self.fixed }
        #expect(try Self.trust(without, of: 1) == [1_000, 500, 500, 500])
        let with = try outcomes { _, _ in Self.fixed }
        #expect(try Self.trust(with, of: 1) == [1_000, 500, 1_000, 1_000])
        #expect(try Self.changes(with, of: 1) == [.neverFixed, .fixed, .none])
    }

    @Test(
        "service adds up to 500 without a fix and to 1000 with one",
        arguments: [
            (250, false, 275, .served), (475, false, 500, .served), (480, false, 500, .served),
            (500, false, 500, .neverFixed), (975, false, 975, .neverFixed),
            (500, true, 525, .served), (975, true, 1_000, .served), (1_000, true, 1_000, .none),
        ] as [(UInt16, Bool, UInt16, TrustChange)])
    func gain(before: UInt16, hasFix: Bool, after: UInt16, change: TrustChange) {
        let reckoning = TrustReckoning(Epoch(3), CoverageRules.RuleBook.first)
        let cell = LabPlace.cell(0)
        let standing = HotspotStanding(
            hotspot: 0, trust: before, paidCell: cell.bits, trustCell: cell.bits)
        let result = reckoning.next(
            standing, cell: cell, served: true, losses: 0, counted: before, hasFix: hasFix)
        #expect(result.standing.trust == after && result.change == change)
    }
}
