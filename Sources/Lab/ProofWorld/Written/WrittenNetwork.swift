import Airwaves
public import Attestation
import CoverageRules
import EvidenceLog
import HexGrid
public import Primitives
import Signing
public import Units

/// A network whose log is written statement by statement, each right by every rule, and any of them
/// changed before it is signed: so one can ask what F says of a network with one thing wrong.
///
/// By the periods of the demonstration. Where nothing is sent in a window only its first record is
/// made; what counts are records, not time.
public struct WrittenNetwork: Sendable {
    public var boxes: [WrittenBox]
    public var sendings: [WrittenSending]
    /// Who hears whom.
    public var hears: @Sendable (_ hearer: Int, _ sender: Int) -> Bool = { $0 != $1 }
    /// The first rule book.
    public var rules = CoverageRules.RuleBook.firstRules
    public var selectionTrust: UInt64 = 250
    /// The first of these are founding anchors.
    public var anchors = 0
    /// The last epoch whose close is logged.
    public var lastEpoch: UInt64 = 0
    /// Other nonces, and so other draws.
    public var salt: UInt64 = 0
    /// Records of m that are not made.
    public var missing: [WrittenSending] = []
    /// Windows of which no record is made.
    public var silent: [UInt64] = []

    public typealias Change<Part> = @Sendable (inout Part) -> Void
    public var commitmentChanges: [Change<WrittenCommitment>] = []
    /// The reveals of one sending, at first one.
    public var beaconChanges: [Change<[WrittenBeacon]>] = []
    /// The seals of one hotspot of one beacon, at first one.
    public var sealChanges: [Change<[WrittenSeal]>] = []
    /// Statements of others, each logged behind the record of a period.
    public var statements: [(at: UInt64, statement: @Sendable (ScriptedLog) -> [UInt8])] = []

    public static let periods = NetworkPeriods.demo
    public static var genesis: Nanoseconds { ProofWorld.genesis }

    /// A beaconer and a witness 1,500 m apart; the beaconer sends in windows 1 and 2.
    public init() {
        let home = LabPlace.cell(0)
        boxes = [WrittenBox(home), WrittenBox(WrittenBox.cell(1_500, from: home))]
        sendings = [WrittenSending(0, 1), WrittenSending(0, 2)]
    }

    /// What the box's radio had to send, and whom its statements are of.
    public static func key(_ box: Int) -> PublicKey {
        JudgedNetwork.hotspotKey(box).publicKey
    }

    /// What a box commits to for a window.
    public func nonce(_ box: Int, _ window: UInt64) -> Hash256 {
        Hash256(words: (UInt64(box), window, 0x6e6f_6e63, salt))
    }

    /// Writes it all. Everything is signed; what the oracle would have refused is in it too.
    public func written() -> WrittenLog {
        var writing = NetworkWriting(self)
        return writing.play()
    }
}

/// A network as it was written.
public struct WrittenLog: Sendable {
    /// The log's entries.
    public let entries: [[UInt8]]
    public let network: NetworkID
    public let beacons: [WrittenBeacon]
    public let seals: [WrittenSeal]
}

extension WrittenNetwork {
    /// The content of a rule book with some thresholds changed: named as `W-12 tooClose distance`.
    public static func rules(_ changes: [String: Int64]) -> [UInt8] {
        changedRules { thresholds in
            for (place, item) in thresholds.enumerated() {
                guard case .record(var fields) = item, case .text(let rule)? = fields[0],
                    case .text(let code)? = fields[1], case .text(let name)? = fields[2],
                    let value = changes["\(rule) \(code) \(name)"]
                else { continue }
                fields[3] = .integer(value)
                thresholds[place] = .record(fields)
            }
        } plans: { _ in
        }
    }

    /// The content of a rule book in which a plan's frames may last so long.
    public static func rules(dwell milliseconds: UInt64, of plan: String) -> [UInt8] {
        changedRules { _ in
        } plans: { plans in
            for (place, item) in plans.enumerated() {
                guard case .record(var fields) = item, fields[0] == .text(plan) else { continue }
                fields[3] = .unsigned(milliseconds)
                plans[place] = .record(fields)
            }
        }
    }

    private static func changedRules(
        thresholds: (inout [MessageValue]) -> Void, plans: (inout [MessageValue]) -> Void
    ) -> [UInt8] {
        let first = CoverageRules.RuleBook.firstRules
        guard let message = try? Message(parsing: first.rawSpan),
            case .list(var items)? = message["thresholds"],
            case .list(var regions)? = message["plans"], let tables = message["tables"],
            let firmware = message["firmware"]
        else { preconditionFailure("the first rule book") }
        thresholds(&items)
        plans(&regions)
        let changed = Message(
            .rules, ("thresholds", .list(items)), ("tables", tables), ("plans", .list(regions)),
            ("firmware", firmware))
        guard let bytes = try? changed.payload() else {
            preconditionFailure("a rule book that its table refuses")
        }
        return bytes
    }
}
