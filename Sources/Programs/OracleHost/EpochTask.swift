public import Attestation
public import EpochReplay
public import Epochs
internal import EvidenceLog
internal import Maps
internal import Primitives
internal import Signing
internal import Storage

/// The computing of one epoch that has closed: of the published log and the state before it, and of
/// nothing else, so that it can be done on other threads while the log goes on.
public struct EpochTask: Sendable {
    public let state: EpochState
    let directory: String

    public var epoch: Epoch { state.next }

    /// - Parameter division: how the entries are divided; what comes out does not depend on it.
    public func run(
        dividing division: some Division = ThreadDivision()
    ) throws(OracleHostError) -> EpochOutcome {
        var log = try PublishedLog.open(directory)
        do throws(EpochReplayError) {
            let outcome = try EpochReplay.outcome(
                after: state, in: &log, maps: [ShippedMaps.places], dividing: division)
            guard let outcome else { throw .epoch(.notClosed(state.next)) }
            return outcome
        } catch { throw .epoch(state.next.number, error.description) }
    }
}

/// The published log of a folder, whoever goes on writing it.
enum PublishedLog {
    static func open(_ directory: String) throws(OracleHostError) -> LogReader<FolderTiles, SHA256>
    {
        let tiles = FolderTiles(directory)
        let head: [UInt8]?
        do throws(SpoolError) {
            head = try tiles.read(DataFolder.checkpoint, limit: SignedNote.greatestBytes)
        } catch { throw .log(error.description) }
        guard let head else { throw .log("\(directory): there is no checkpoint") }
        do throws(LogReadError) {
            return try LogReader(checkpoint: head.rawSpan, from: tiles)
        } catch { throw .log("\(directory): \(error)") }
    }
}
