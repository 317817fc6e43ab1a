internal import Attestation
internal import EvidenceLog
internal import OracleLogic
internal import Primitives
internal import Registry
internal import Signing
internal import Storage

extension OracleHost {
    // MARK: The index

    /// Where a statement stands in the log; nil when it does not.
    func place(of statement: CheckedStatement) throws(OracleHostError) -> UInt64? {
        try places.place(of: statement) { (place) throws(OracleHostError) in
            let bytes = try entry(place)
            return bytes == statement.bytes
                || CheckedStatement.id(of: bytes.rawSpan, network: network, hashing: SHA256.self)
                    == statement.id
        }
    }

    /// Where the statement of an id stands, if it speaks of one of these windows.
    func place(
        of id: Hash256, spokenOf windows: ClosedRange<UInt64>
    ) throws(OracleHostError) -> UInt64? {
        try places.place(of: id, spokenOf: windows) { (place) throws(OracleHostError) in
            let bytes = try entry(place)
            return CheckedStatement.id(of: bytes.rawSpan, network: network, hashing: SHA256.self)
                == id
        }
    }

    /// Those that a statement may name now.
    var recentWindows: ClosedRange<UInt64> {
        let now = logic.registry.now?.number ?? 0
        return (now - min(now, OracleLogic.oldestWindow))...now
    }

    /// Has the index take what is in the log. While the disk takes nothing it waits; the log, which is
    /// what counts, is served on.
    func writeIndex() throws(OracleHostError) {
        let root: Hash256
        do throws(LogFolderError) {
            root = try log.root(at: places.next)
        } catch { throw OracleHostError(error) }
        do throws(OracleHostError) {
            try places.write(root: root)
            indexTrouble = nil
        } catch {
            guard case .disk(let reason) = error else { throw error }
            indexTrouble = reason
        }
    }

    // MARK: States

    /// After so many entries a state is saved, so that a start reads no more than these: 10 s of them.
    public static let stateGap: UInt64 = 1 << 20

    /// The saving of a state, when one is due: after an epoch, and after many entries.
    public var stateTask: StateTask? {
        let gap = log.size - savedSize
        return gap >= Self.stateGap || hasKeptEpoch && gap > 0 ? state() : nil
    }

    /// The saving of what is known now, unless it is saved; before a stop.
    public func state() -> StateTask? { log.size > savedSize ? state(for: data) : nil }

    /// The same, for whichever folder.
    public func state(for data: DataFolder) -> StateTask? {
        guard !isBehind, logic.unsettled == nil,
            let root = try? log.root(at: log.size)
        else { return nil }
        let state = SavedState(
            origin: log.key.name, size: log.size, root: root, closedIndex: closedIndex,
            results: results.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            notices: notices, chains: entropy.savedChains, records: entropy.records, logic: logic)
        return StateTask(state: state, data: data)
    }

    /// A task was begun: the next is due after more.
    public func began(_ task: StateTask) {
        savedSize = max(savedSize, task.size)
        hasKeptEpoch = false
    }

    /// Goes on from the newest state that can be used.
    /// - Returns: entries that are known by it.
    func restore(
        _ file: CheckedStatement, _ note: (String) -> Void
    ) throws(OracleHostError) -> UInt64 {
        let states = SavedStates(data)
        guard
            let state = states.newest(of: log, file: file, places: Self.regions, note: note)
        else { return 0 }
        entropy = try EntropyBook(state) { (index) throws(OracleHostError) in try entry(index) }
        results = Dictionary(uniqueKeysWithValues: state.results)
        closedIndex = state.closedIndex
        notices = state.notices
        logic = state.logic
        (savedSize, startedFrom) = (state.size, state.size)
        return state.size
    }
}
