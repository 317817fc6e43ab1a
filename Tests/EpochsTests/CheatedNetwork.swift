import Attestation
import CoverageRules
import Primitives
import ProofWorld
import Radios
import Registry
import Seeds
import Signing
import Testing
import Units

@testable import Epochs

/// Five honest hotspots and six others, each in its own way, judged epoch by epoch while their world
/// goes on, so that notices enter its log in time.
final class CheatedNetwork {
    static let honest = 0..<5
    /// Its radio does not follow the power it is given.
    static let fixedPower = 5
    /// Two boxes on one antenna.
    static let splitters = (6, 7)
    /// Makes its levels up, knowing the steps.
    static let inventor = 8
    /// Listens, and has no antenna to send with.
    static let mute = 9
    /// Seals and never opens.
    static let silent = 10
    static let count = 11

    let world: ProofWorld
    private(set) var state: EpochState
    private(set) var outcomes: [EpochOutcome] = []
    private var sequence: UInt64 = 1_000

    init(seed: UInt64 = 7, cheats: Bool = true, count: Int = CheatedNetwork.count) throws {
        world = JudgedNetwork.world(seed: seed, count: count, anchors: 256)
        state = try LoggedWorld(world.log).genesis
        Self.makeAir(of: world)
        if cheats { Self.cheat(in: world) }
    }

    /// Three honest hotspots but for the last, which opens nothing.
    static func small() throws -> CheatedNetwork {
        let network = try CheatedNetwork(cheats: false, count: 3)
        network.world.isKeptBack = { hotspot, type in hotspot == 2 && type == .bundle }
        return network
    }

    /// Somewhat worse than free space over the lab's 1.35 km a step; noise at -117 dBm.
    private static func makeAir(of world: ProofWorld) {
        // 20 log10 of 1 to 10, in hundredths.
        let far: [Int32] = [0, 602, 954, 1_204, 1_398, 1_556, 1_690, 1_806, 1_908, 2_000]
        world.pathLoss = { from, to in from == to ? nil : 9_700 + far[abs(from - to) - 1] }
        world.arriving = { _, _, reception in noisy(reception) }
    }

    private static func noisy(_ reception: Radios.Reception) -> Radios.Reception {
        var reception = reception
        reception.signalToNoise = Decibels(
            hundredths: min(1_000, (reception.level?.hundredths ?? 0) + 11_700))
        return reception
    }

    private static func cheat(in world: ProofWorld) {
        var chance = SeededNumbers(seed: 5)
        world.arriving = { [unowned world] from, to, reception in
            var reception = reception
            let power = world.sent.last?.frame.radiatedPower.hundredths ?? 0
            switch (from, to) {
            case (mute, _): return nil
            case (splitters.0, splitters.1), (splitters.1, splitters.0):
                reception.level = SignalLevel(hundredths: -3_000)
            case (_, inventor):
                reception.level = SignalLevel(hundredths: -11_000 + power)
            case (fixedPower, _):
                reception.level = SignalLevel(hundredths: -9_000 - Int32(chance.below(300)))
            default: break
            }
            return noisy(reception)
        }
        world.isKeptBack = { hotspot, type in hotspot == silent && type == .bundle }
    }

    /// Runs to the close of the next epoch, judges it, and posts the notices that `notices` makes of
    /// those that are due.
    @discardableResult
    func pass(
        notices: ([TrustNotice]) -> [TrustNotice] = { $0 }
    ) throws -> EpochOutcome {
        let epoch = state.next.number
        // The demo's epoch has 240 periods, and its last window closes at the 10th of the next.
        let due = 240 * (epoch + 1) + 12
        world.run(periods: due - world.period.number)
        let outcome = try LoggedWorld(world.log).outcome(state)
        state = try outcome.state(LoggedWorld(world.log))
        outcomes.append(outcome)
        let found = state.findings.compactMap { finding in
            sequence += 1
            return finding.notice(in: outcome.epoch, sequence: sequence)
        }
        for notice in notices(found) { post(notice) }
        return outcome
    }

    @discardableResult
    func post(
        _ message: some TypedMessage, by key: borrowing SecretKey = JudgedNetwork.oracleKey
    ) -> Hash256 {
        JudgedNetwork.post(message, by: key, to: world.log)
        return world.log.entries[world.log.entries.count - 1].id
    }

    func trust(_ hotspot: Int) -> [UInt16] {
        outcomes.compactMap { outcome in
            (try? outcome.trust())?.first { $0.hotspot == UInt32(hotspot) }?.after
        }
    }

    func findings(_ rule: RuleNumber) throws -> [FindingRecord] {
        try outcomes.flatMap { try $0.trustFile().findings }.filter { $0.rule == rule }
    }
}
