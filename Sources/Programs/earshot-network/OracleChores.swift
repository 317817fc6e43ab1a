import Attestation
import Epochs
import Host
import OracleHost
import Settings
import Units

/// What an oracle does beside its deciding thread, one thing at a time: looks at the open epoch so
/// that reports have provisional verdicts, makes the index of a computed epoch's reports, reads its
/// sites, writes the entropy of a day that is over.
///
/// A look follows something new within ten seconds, or within seven times what the last one took: so
/// looks never take more than an eighth of one core, and verdicts are there within a minute as long
/// as a look takes less than seven seconds.
final class OracleChores {
    private enum Ending: Sendable {
        case looked(ReportLook, OpenVerdicts?, took: UInt64)
        case done
        case failed(String)
    }

    private let endings: Mailbox<Ending>
    private let log: Log
    private var taken: [Ending] = []
    private var thread: WorkerThread?
    private var reports: ReportBook?
    private var sites: SiteBook?
    /// Whose sites are shown.
    private var shown: Epoch?
    private var look: ReportLook?
    /// The published size at the last look.
    private var lookedAt: UInt64 = 0
    private var nextLook = Nanoseconds(0)
    /// Epochs before this one are indexed, and days before this one written.
    private var indexed = Epoch(0)
    private var day: UInt64 = 0
    private var notBefore = Nanoseconds(0)
    /// What the last look took, in milliseconds, and how many beacons and reports it knows.
    private(set) var lookTook: UInt64?
    private(set) var openReports = 0

    private static let longestGap = Nanoseconds(10_000_000_000)
    private static let afterFailure = Nanoseconds(60_000_000_000)

    init(wake: Wake, _ log: Log) {
        endings = Mailbox(most: 1, wake: wake)
        self.log = log
    }

    func open(_ reports: ReportBook, _ sites: SiteBook) {
        self.reports = reports
        self.sites = sites
    }

    func turn(_ host: OracleHost) {
        take(host)
        guard thread == nil, notBefore <= Uptime.now, let reports else { return }
        if let epoch = reports.missing(from: &indexed) {
            return start { () throws(OracleHostError) in
                try reports.add(epoch)
                return .done
            }
        }
        if let sites, let epoch = host.newestComputed, epoch != shown {
            shown = epoch
            return start { () throws(OracleHostError) in
                try sites.show(epoch)
                return .done
            }
        }
        if let day = host.entropyDay(from: &day) {
            return start { () throws(OracleHostError) in
                try day.write()
                return .done
            }
        }
        guard nextLook <= Uptime.now, host.publishedSize > lookedAt else { return }
        lookedAt = host.publishedSize
        let look = host.reportLook(after: look)
        self.look = nil
        start { () throws(OracleHostError) in
            let began = Uptime.now
            var look = look
            let verdicts = try look.look()
            return .looked(look, verdicts, took: Uptime.now.gap(to: began).value)
        }
    }

    private func start(_ work: @escaping @Sendable () throws(OracleHostError) -> Ending) {
        let endings = endings
        do throws(SystemError) {
            thread = try WorkerThread("chores") {
                do throws(OracleHostError) {
                    endings.put(try work())
                } catch { endings.put(.failed(error.description)) }
            }
        } catch {
            notBefore = Uptime.now + Self.afterFailure
            log.write(.error, "no thread for reports", [("why", .text("\(error)"))])
        }
    }

    private func take(_ host: OracleHost) {
        endings.take(into: &taken)
        guard let ending = taken.first else { return }
        thread?.join()
        thread = nil
        switch ending {
        case .looked(let look, let verdicts, let took):
            self.look = look
            if let verdicts {
                reports?.show(verdicts)
                (lookTook, openReports) = (took / 1_000_000, verdicts.reports.count)
            }
            let gap = min(host.period, Self.longestGap)
            nextLook = Uptime.now + max(gap, Nanoseconds(7 * took))
        case .done: break
        case .failed(let why):
            notBefore = Uptime.now + Self.afterFailure
            log.write(.error, "reports are not judged now", [("why", .text(why))])
        }
    }
}
