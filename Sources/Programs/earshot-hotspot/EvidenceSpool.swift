import Host
import HotspotLogic
import Primitives
import Spool
import Storage
import Units

/// The evidence on disk, and when it is brought there: at once what something waits for, within a
/// second what nothing does. While the disk takes nothing it is tried again, and what waits, waits.
struct EvidenceSpool: ~Copyable {
    private let files: SpoolFiles
    /// When a commit is due; nil while nothing waits.
    private(set) var due: Nanoseconds?
    private var confirmed: UInt64 = 0
    private(set) var failure: SpoolError?
    private(set) var failingSince: Nanoseconds?
    /// An append that was not taken; then the machine holds what the disk does not.
    private(set) var refused: UInt64 = 0

    /// The longest that nothing-waits-for-it may stay in memory alone.
    static let grouping = Nanoseconds(1_000_000_000)
    static let retry = Nanoseconds(5_000_000_000)

    /// Secrets and marks: without them what was promised cannot be kept.
    static let held: [RecordKind] = [.nonce, .beacon, .marks]

    init(in folder: String, mebibytes: Int) throws(SpoolError) {
        let limits: SpoolLimits
        do throws(SpoolLimitsError) {
            limits = try SpoolLimits(bytes: mebibytes << 20, records: 1 << 16)
        } catch { preconditionFailure("\(mebibytes) MiB of evidence: \(error)") }
        files = try SpoolFiles(
            directory: folder, limits: limits,
            kinds: SpoolKinds(held: Self.held.map(\.rawValue)))
        confirmed = files.keptThrough
    }

    var status: SpoolStatus { files.status }
    /// The highest number that was ever given.
    var highest: UInt64 { files.highest }

    func forEachLive(
        _ body: (SpoolRecord, RawSpan) -> Void
    ) throws(SpoolError) { try files.forEachLive(body) }

    mutating func keep(_ number: UInt64, _ kind: UInt8, _ payload: [UInt8], at now: Nanoseconds) {
        do throws(SpoolError) {
            try files.append(kind: kind, number: number, payload.rawSpan)
        } catch {
            fail(error, at: now)
            if case .refused = error { refused += 1 }
        }
        let canWait = kind == RecordKind.report.rawValue
        let wanted = canWait ? now + Self.grouping : now
        due = min(due ?? wanted, wanted)
    }

    mutating func forget(_ number: UInt64, isAcknowledged: Bool, at now: Nanoseconds) {
        files.forget(number, as: isAcknowledged ? .acknowledged : .superseded)
        // Forgetting waits for company: what it saves after a crash is only work.
        due = due ?? now + Nanoseconds(10_000_000_000)
    }

    /// Commits if it is time.
    /// - Returns: the number up to which everything is durable, where it has grown.
    mutating func settle(at now: Nanoseconds, isLast: Bool = false) -> UInt64? {
        guard let due, due <= now || isLast else { return nil }
        do throws(SpoolError) {
            try files.commit()
            self.due = nil
            failure = nil
            failingSince = nil
        } catch {
            fail(error, at: now)
            self.due = now + Self.retry
            return nil
        }
        guard files.keptThrough > confirmed else { return nil }
        confirmed = files.keptThrough
        return confirmed
    }

    func takeEvicted() -> [SpoolRecord] { files.takeEvicted() }

    private mutating func fail(_ error: SpoolError, at now: Nanoseconds) {
        failure = error
        failingSince = failingSince ?? now
    }
}
