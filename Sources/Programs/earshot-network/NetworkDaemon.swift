import Attestation
import CommandTable
import Epochs
import EvidenceLog
import Glibc
import HTTPMessages
import Host
import Notation
import OracleAPI
import OracleHost
import OracleLogic
import Primitives
import Registry
import Settings
import Signing
import Units
import WebServer

/// An oracle as a process: one thread, the main one, decides and owns the log; others check
/// signatures, and others speak with clients (decision 0241).
final class NetworkDaemon {
    private let order: NetworkOrder
    private var settings: NetworkSettings
    private let log: Log
    private let manager = ServiceManager()
    private let data: DataFolder
    private let lock: FolderLock
    private let signals: SignalWatch
    private let wake: Wake
    private let queue: JobQueue
    private let pulse = Pulse()
    private let desk: OracleDesk
    private let web: WebServer
    private var host: OracleHost?
    private var stage: SignatureStage?
    private var jobs: [Job] = []
    let waiting = NewsWaiters()
    private var clock = ClockGuard()
    private let runner: EpochRunner
    private let chores: OracleChores
    private let saver: StateSaver
    /// An epoch that could not be computed is tried again after this.
    private var nextEpoch = Nanoseconds(0)
    private var nextWatchdog = Nanoseconds(0)
    private var nextRepeats = Nanoseconds(0)
    /// It counts entries: told once a second, however often it changes.
    private var nextStatus = Nanoseconds(0)
    private var statusLine = ""
    private var diskIsFull = false

    init(_ order: NetworkOrder) throws(CommandFailure) {
        self.order = order
        settings = try Self.settings(order)
        log = Log(
            least: settings.logLevel, format: settings.logFormat,
            showsTime: order.isForeground ? true : nil)
        data = DataFolder(order.data ?? settings.dataDirectory)
        lock = try Self.lock(data)
        // Before the first thread, so that all have its mask.
        signals = try Self.system { () throws(SystemError) in try SignalWatch() }
        let wake = try Self.system { () throws(SystemError) in try Wake() }
        self.wake = wake
        runner = EpochRunner(wake: wake)
        chores = OracleChores(wake: wake, log)
        saver = StateSaver(wake: wake, log)
        let queue = JobQueue(mostBytes: settings.waitingMebibytes << 20, wake: wake)
        self.queue = queue
        let served = ServedCounts()
        desk = OracleDesk(data, pulse, queue) { served.now }
        web = try Self.serve(order, settings, desk)
        served.follow(web)
    }

    // MARK: Life

    func run() throws(CommandFailure) -> ExitCode {
        log.write(
            .info, "starting",
            [
                ("version", .text(Build.version)), ("data", .text(data.path)),
                ("listen", .text("\(web.address)")),
                ("tls", .flag(settings.certificate != nil)),
            ])
        if order.roles == nil {
            for role in Role.allCases where !Role.existing.contains(role) {
                log.write(.info, "role not there yet", [("role", .text(role.rawValue))])
            }
        }
        let host: OracleHost
        do throws(OracleHostError) {
            host = try open()
        } catch {
            throw CommandFailure(error, exit: Self.exitCode(of: error))
        }
        self.host = host
        turn(host)
        manager.tell(.ready, .status(statusText(host)))
        log.write(.info, "ready", [("url", .text("\(web.address)"))])
        while true {
            sleep(host)
            switch signals.next() {
            case .end: return stop(host)
            case .reload: reload()
            case nil: break
            }
            if let code = turn(host) { return code }
        }
    }

    private func open() throws(OracleHostError) -> OracleHost {
        let began = Uptime.now
        let host = try OracleHost(data, at: WallClock.now)
        let took = Uptime.now.gap(to: began).value / 1_000_000
        log.write(
            .info, "log open",
            [
                ("network", .text(host.file.name)), ("network_id", .text("\(host.network)")),
                ("oracle", .text("\(host.oracle)")), ("entries", .integer(Int64(host.size))),
                ("from", .integer(Int64(host.startedFrom))),
                ("took_ms", .integer(Int64(took))),
            ])
        for note in host.notes { log.write(.warning, "found", [("what", .text(note))]) }
        let threads = Processors.count
        do throws(SystemError) {
            let stage = try SignatureStage(
                of: host.network, directory: data.path, threads: threads, to: queue)
            self.stage = stage
            let reports = ReportBook(data, network: host.network, periods: host.file.periods)
            let sites = SiteBook(data)
            chores.open(reports, sites)
            desk.open(
                .init(stage: stage, network: host.fileBytes, reports: reports, sites: sites))
        } catch { throw .file("the system gives no more threads or files: \(error)") }
        return host
    }

    private func sleep(_ host: OracleHost) {
        let now = WallClock.now
        let due = host.due(after: now)
        let pause = min(due > now ? due.gap(to: now).value : 0, Self.longestPause)
        var waits = [pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)]
        _ = Poll.wait(
            &waits, wake: wake.descriptor, until: Uptime.now + Nanoseconds(max(pause, 1_000_000)))
        wake.clear()
    }

    /// Waits of clients end with a second's precision.
    private static let longestPause: UInt64 = 500_000_000

    /// One look at everything.
    /// - Returns: how the program ends, when it cannot go on.
    @discardableResult
    private func turn(_ host: OracleHost) -> ExitCode? {
        do throws(OracleHostError) {
            try advance(host)
            try work(host)
            try decide(host)
            try judge(host)
            chores.turn(host)
            saver.turn(host)
            if diskIsFull { log.write(.info, "the disk takes all again") }
            diskIsFull = false
        } catch .disk(let reason) {
            // Once: the files it names vary, and every try is one.
            if !diskIsFull {
                log.write(.error, "the disk takes nothing", [("why", .text(reason))])
            }
            diskIsFull = true
            pulse.tell { $0.trouble = "the disk takes nothing: \(reason)" }
            refuse()
            usleep(200_000)
        } catch {
            log.write(.error, "cannot go on", [("why", .text(error.description))])
            web.stop(within: Nanoseconds(0))
            return Self.exitCode(of: error)
        }
        look(host)
        return nil
    }

    private func advance(_ host: OracleHost) throws(OracleHostError) {
        let now = WallClock.now
        let newest = host.newest.map { host.start(of: $0) }
        if let doubt = clock.look(at: now, uptime: Uptime.now, newest: newest) {
            log.write(.error, "no record is made", [("why", .text("\(doubt)"))])
            return pulse.tell { $0.trouble = "\(doubt)" }
        }
        let hasRecord = try host.advance(to: now)
        pulse.tell { $0.trouble = host.silence }
        if hasRecord { waiting.tell(of: host) }
    }

    // MARK: Epochs

    /// Orders of the operator.
    private func decide(_ host: OracleHost) throws(OracleHostError) {
        for line in try host.takeOrders() {
            log.write(.info, "decision", [("answer", .text(line))])
        }
    }

    private func judge(_ host: OracleHost) throws(OracleHostError) {
        switch runner.take() {
        case .success(let outcome):
            try host.keep(outcome)
            log.write(
                .info, "epoch computed",
                [
                    ("epoch", .integer(Int64(outcome.epoch.number))),
                    ("root", .text(outcome.root.hash(by: SHA256.self).hexText)),
                    ("grains", .integer(Int64(outcome.root.total.value))),
                ])
        case .failure(let error):
            log.write(.error, "epoch not computed", [("why", .text(error.description))])
            nextEpoch = Uptime.now + Nanoseconds(60_000_000_000)
        case nil: break
        }
        guard runner.isIdle, nextEpoch <= Uptime.now, let task = host.epochTask else { return }
        do throws(SystemError) {
            try runner.start(task)
        } catch { log.write(.error, "no thread for an epoch", [("why", .text("\(error)"))]) }
    }

    // MARK: Jobs

    private func work(_ host: OracleHost) throws(OracleHostError) {
        queue.take(into: &jobs)
        var posts: [(checks: [StatementCheck], bytes: Int, ticket: WebTicket)] = []
        var together = 0
        for job in jobs {
            if case .post(let checks, let bytes, let ticket) = job {
                posts.append((checks, bytes, ticket))
                together += bytes
                if together > Self.togetherBytes {
                    try ingest(posts, host)
                    (posts, together) = ([], 0)
                }
            } else {
                try answer(job, host)
            }
        }
        try ingest(posts, host)
        jobs.removeAll(keepingCapacity: true)
        waiting.endOverdue(at: Uptime.now)
    }

    /// Whatever has come while the disk was busy with the former ones shares a sync, up to this: the
    /// log takes 16 MiB and 65,536 entries at a time, and a post has up to 1 MiB; a statement has no
    /// less than 140 bytes.
    private static let togetherBytes = 7 << 20

    private func ingest(
        _ posts: [(checks: [StatementCheck], bytes: Int, ticket: WebTicket)], _ host: OracleHost
    ) throws(OracleHostError) {
        guard !posts.isEmpty else { return }
        let outcomes = try host.ingest(posts.map(\.checks))
        for (post, outcome) in zip(posts, outcomes) {
            queue.release(post.bytes)
            switch outcome {
            case .answer(let bytes):
                post.ticket.answer(
                    .bytes(bytes, type: OracleResource.statements.answerType))
            case .busy(let reason): post.ticket.answer(.problem(.busy, reason, retryAfter: 2))
            case .malformed(let reason): post.ticket.answer(.problem(.malformed, reason))
            }
        }
    }

    /// What waits hears that nothing is taken now.
    private func refuse() {
        queue.take(into: &jobs)
        for job in jobs {
            job.refuse(
                .problem(.busy, pulse.now.trouble ?? "no room now", retryAfter: 5), in: queue)
        }
        jobs.removeAll()
    }

    // MARK: Looking after itself

    private func look(_ host: OracleHost) {
        let now = Uptime.now
        let clock = WallClock.now
        let age = host.newest.map { clock.value &- host.start(of: $0).value }
        pulse.tell { state in
            state.lastTurn = now
            state.counts = host.counts
            state.size = host.size
            state.published = host.publishedSize
            state.newest = host.newest?.number
            state.recordAge = age.map { Int64(bitPattern: $0) < 0 ? 0 : $0 / 1_000_000 }
            state.waiting = waiting.count
            state.chainLeft = host.stepsLeft
            state.unsettled = host.unsettled.map { $0.lowerBound.number...$0.upperBound.number }
            (state.lookTook, state.openReports) = (chores.lookTook, chores.openReports)
        }
        if nextStatus <= now {
            let appeals = host.appealsWaiting
            pulse.tell { $0.appeals = appeals }
            nextStatus = now + Nanoseconds(1_000_000_000)
            let text = statusText(host)
            if text != statusLine {
                statusLine = text
                manager.tell(.status(text))
            }
        }
        if let span = manager.watchdog, nextWatchdog <= now {
            nextWatchdog = now + span
            manager.tell(.alive)
        }
        if nextRepeats <= now {
            nextRepeats = now + Nanoseconds(60_000_000_000)
            log.tellRepeats()
        }
    }

    private func statusText(_ host: OracleHost) -> String {
        let period = host.newest.map { "period \($0.number)" } ?? "before genesis"
        return "\(host.file.name): \(host.size) entries, \(period)"
    }

    /// SIGHUP: the certificate anew, and a word on what a restart would change.
    private func reload() {
        manager.tell(.reloading)
        defer { manager.tell(.ready) }
        let fresh: NetworkSettings
        do throws(CommandFailure) {
            fresh = try Self.settings(order)
        } catch {
            return log.write(
                .error, "configuration not taken, the former one holds",
                [("why", .text(error.reason))])
        }
        for (old, new) in zip(settings.settings.items, fresh.settings.items)
        where old.value != new.value {
            log.write(
                .info, "setting changed",
                [("key", .text(new.setting.key)), ("takes_effect", .text("at restart"))])
        }
        do throws(WebServerError) {
            if let identity = try Self.identity(settings) {
                web.replace(identity)
                log.write(.info, "certificate read again")
            }
        } catch {
            log.write(.error, "certificate not taken", [("why", .text(error.description))])
        }
    }

    /// Within five seconds: what was read is decided and answered, then all is closed.
    private func stop(_ host: OracleHost) -> ExitCode {
        manager.tell(.stopping, .status("stopping"))
        log.write(.info, "stopping")
        let begin = Uptime.now
        desk.close()
        stage?.stop()
        turn(host)
        waiting.stop()
        refuse()
        web.stop(within: Nanoseconds(3_000_000_000))
        saver.finish(host)
        let took = Uptime.now.gap(to: begin).value / 1_000_000
        log.write(.info, "stopped", [("after_ms", .integer(Int64(took)))])
        return .success
    }
}
