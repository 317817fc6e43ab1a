public import Attestation
public import Primitives
import Registry

/// Follows the log's records from where a state ends to the record at which the next epoch closes:
/// the first, cheap pass over the entries of its range, which tells where the range ends.
public struct EpochScan<Check: SignatureCheck, D: Digest>: Sendable {
    /// The epoch whose end is sought.
    public let epoch: Epoch
    /// With the closing record, once it is found.
    public private(set) var time: LogTime
    /// Without the closing record, which belongs to the next range.
    public private(set) var timeBefore: LogTime?
    /// Entries under the name of entropy that are none, by reason.
    public private(set) var refused = [UInt64](repeating: 0, count: EntropyRefused.allCases.count)
    /// Entropy that is not signed by an oracle's entropy key of its epoch.
    public private(set) var foreign: UInt64 = 0
    private let state: EpochState

    public init(_ state: EpochState) {
        epoch = state.next
        time = state.time
        self.state = state
    }

    public var isComplete: Bool { timeBefore != nil }

    /// Takes the next entry of the log. `root` gives the log's root at a size that is at most
    /// `index`; only entropy asks for it.
    public mutating func read<Failure: Error>(
        _ entry: RawSpan, at index: UInt64, root: (UInt64) throws(Failure) -> Hash256
    ) throws(Failure) {
        guard !isComplete, let statement = try? SignedStatement(entry) else { return }
        if statement.typeNumber == MessageType.entropyChain.rawValue {
            let now = time.newest?.period ?? Period(0)
            guard let end = typed(EntropyChainEnd.self, statement, { _ in now }) else { return }
            note { (time) throws(EntropyRefused) in try time.append(end, at: index) }
        }
        guard statement.typeNumber == MessageType.entropy.rawValue,
            let record = typed(EntropyRecord.self, statement, { $0.step.period })
        else { return }
        let before = time.follower
        let found = try root(before.rootSize)
        note { (time) throws(EntropyRefused) in
            try time.append(record, at: index, root: found, by: D.self)
        }
        if time.close(of: epoch) != nil { timeBefore = time.withoutNewest(before) }
    }

    private mutating func note(_ body: (inout LogTime) throws(EntropyRefused) -> Void) {
        do throws(EntropyRefused) {
            try body(&time)
        } catch {
            refused[EntropyRefused.allCases.firstIndex(of: error) ?? 0] += 1
        }
    }

    /// A message signed by an oracle's entropy key of the epoch of a period.
    private mutating func typed<Typed: TypedMessage>(
        _: Typed.Type, _ statement: borrowing SignedStatement, _ period: (Typed) -> Period
    ) -> Typed? {
        guard let message = try? Typed(parsing: statement.payload) else { return nil }
        let epoch = time.periods.epoch(of: time.periods.window(of: period(message)))
        let isOwn = state.registry.members(in: epoch).oracles.contains {
            $0.entropyKey == statement.key
        }
        let context = StatementContext(network: time.network, type: Typed.type.name)
        guard isOwn, (try? statement.verify(in: context, by: Check.self)) != nil else {
            foreign += 1
            return nil
        }
        return message
    }
}
