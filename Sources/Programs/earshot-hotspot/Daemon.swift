import Airwaves
import Attestation
import Box
import CommandTable
import Glibc
import Host
import HotspotLogic
import HotspotStatus
import LocalServer
import PacketRouting
import PositionFixes
import Primitives
import RadioLink
import Radios
import Settings
import Signing
import Storage
import Units
import WebClient

/// The hotspot: one thread decides everything and sleeps in poll; others wait for radio, satellites
/// and oracle, and bring what came into its letter box.
final class Daemon {
    let configuration: String?
    var box: BoxSettings
    let folder: StateFolder
    let network: PinnedNetwork
    let oracle: APIEndpoint
    let log: Log
    let manager = ServiceManager()
    let started = WallClock.now
    private let lock: FolderLock
    private let signals: SignalWatch
    private let wake: Wake
    let inbox: Inbox
    private let lanes: OracleLanes
    let proofs: ProofKeeper
    let packets: PacketCarrier
    let place: Place
    let forwarders: ForwarderDesk
    let web = LocalServer()
    var native = NativeState()
    var shown = ShownFrames()
    var conditions = ConditionBook()
    /// In force now: nil keeps every transmitter off.
    var plan: RegionalPlan?

    private var clock = BoxClock()
    private var arrivals: [Arrival] = []
    private var waits: [pollfd] = []
    private var nextLook = Nanoseconds(0)
    private var nextWatchdog = Nanoseconds(0)
    private var nextRepeats = Nanoseconds(0)
    private var nextCertificate = Nanoseconds(0)
    /// When the code that only the start needed is given back; nil once it was.
    private var nextGiveBack = Uptime.now + DaemonLimits.settling
    private var statusLine = ""

    init(
        configuration: String?, state: String?, isForeground: Bool
    ) throws(CommandFailure) {
        self.configuration = configuration
        box = try DaemonStart.settings(at: configuration)
        log = Log(
            least: box.hotspot.logLevel, format: box.hotspot.logFormat,
            showsTime: isForeground ? true : nil)
        folder = StateFolder(state ?? box.hotspot.stateDirectory)
        network = try DaemonStart.network(of: folder)
        oracle = try DaemonStart.oracle(of: network)
        let key = try DaemonStart.key(of: folder)
        lock = try DaemonStart.lock(folder)
        // Before the first thread, so that all have its mask.
        signals = try DaemonStart.system { () throws(SystemError) in try SignalWatch() }
        let wake = try DaemonStart.system { () throws(SystemError) in try Wake() }
        self.wake = wake
        let inbox = Inbox(most: DaemonLimits.waitingArrivals, wake: wake)
        self.inbox = inbox
        let hotspot = box.hotspot
        let position = box.position
        lanes = try DaemonStart.system { () throws(SystemError) in
            try OracleLanes(
                WebSettings(
                    userAgent: "earshot-hotspot/\(Build.version)",
                    authorities: hotspot.authorities), answersTo: inbox)
        }
        place = try DaemonStart.system { () throws(SystemError) in
            try Place(position, tells: inbox)
        }
        let (attached, allowsPublic) = (box.forwarders, box.allowsPublicForwarders)
        forwarders = try DaemonStart.system { () throws(SystemError) in
            try ForwarderDesk(attached, allowsPublic: allowsPublic)
        }
        let folder = folder
        let evidence = try DaemonStart.spool { () throws(SpoolError) in
            try EvidenceSpool(in: folder.evidence, mebibytes: hotspot.evidenceMebibytes)
        }
        let (network, log) = (network, log)
        packets = try DaemonStart.spool { () throws(SpoolError) in
            try PacketCarrier(
                network: network, folder: folder.packets, mebibytes: hotspot.packetMebibytes,
                wake: wake, log: log)
        }
        proofs = ProofKeeper(
            network: network, server: oracle, key: key, spool: evidence, lanes: lanes, log: log)
    }

    // MARK: Life

    func run() throws(CommandFailure) -> ExitCode {
        log.write(
            .info, "starting",
            [
                ("version", .text(Build.version)), ("network", .text(network.name)),
                ("network_id", .text(network.id.description)),
                ("address", .text(Address(proofs.publicKey).description)),
            ])
        let begin = now
        let (proofs, packets) = (proofs, packets)
        try DaemonStart.spool { () throws(SpoolError) in try proofs.start(at: begin) }
        let time = self.time(begin)
        try DaemonStart.spool { () throws(SpoolError) in try packets.start(at: time) }
        proofs.tell(.planWanted(box.hotspot.plan), at: begin)
        turn()
        manager.tell(.ready, .status(statusText))
        listen()
        if let trouble = forwarders.trouble {
            log.write(.warning, "no packet forwarder is served", [("why", .text(trouble))])
        }
        log.write(.info, "ready")
        while true {
            waitForSomething()
            switch signals.next() {
            case .end: return stop()
            case .reload: reload()
            case nil: break
            }
            turn()
        }
    }

    /// One look at everything: what came, what is due, and what follows.
    private func turn() {
        inbox.take(into: &arrivals)
        let now = now
        for arrival in arrivals { take(arrival, at: now) }
        arrivals.removeAll(keepingCapacity: true)
        tellPlace(at: now)
        certify(at: now)
        settle(at: now)
        look(at: now)
    }

    /// Lets the machines do what is due, and each what another wants of it.
    private func settle(at now: HotspotTime, isLast: Bool = false) {
        let time = time(now)
        hearForwarders(at: now)
        // The packets first: a device waits for its answer, an oracle does not.
        packets.settle(at: time, isLast: isLast)
        for wish in proofs.settle(at: now, isLast: isLast) { grant(wish, at: now) }
        for report in packets.takeReports() {
            proofs.tell(.downlinkEnded(router: report.router, report.outcome), at: now)
        }
        for order in packets.takeOrders() { obey(order, at: now) }
    }

    private func waitForSomething() {
        waits.removeAll(keepingCapacity: true)
        waits.append(pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0))
        if let wait = packets.wait {
            waits.append(pollfd(fd: wait.descriptor, events: Int16(wait.events), revents: 0))
        }
        for descriptor in forwarders.descriptors {
            waits.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
        }
        web.add(to: &waits)
        let due = min(proofs.due, packets.due, forwarders.due, nextLook, web.due ?? .never)
        _ = Poll.wait(&waits, wake: wake.descriptor, until: due)
        wake.clear()
        web.serve(waits) { request, peer in answer(request, from: peer) }
    }

    /// Everything to rest, and what nobody has to disk: within five seconds.
    private func stop() -> ExitCode {
        manager.tell(.stopping, .status("stopping"))
        log.write(.info, "stopping")
        let begin = Uptime.now
        native.radio?.stop()
        turn()
        packets.tell(.link(.stop), at: time(now))
        settle(at: now, isLast: true)
        lanes.stop()
        place.stop()
        let took = Uptime.now.gap(to: begin)
        log.write(.info, "stopped", [("after_ms", .integer(Int64(took.value / 1_000_000)))])
        return .success
    }

    // MARK: Time

    var now: HotspotTime { clock.read(satellites: place.clock) }

    func time(_ now: HotspotTime) -> BoxTime {
        now.boxTime(isTrusted: proofs.machine.clock.discipline != nil)
    }

    /// What is looked at once a second.
    private func look(at now: HotspotTime) {
        guard nextLook <= now.uptime else { return }
        nextLook = now.uptime + DaemonLimits.look
        if web.followers > 0 { web.publish(status.json) }
        let text = statusText
        if text != statusLine {
            statusLine = text
            manager.tell(.status(text))
        }
        if let span = manager.watchdog, nextWatchdog <= now.uptime {
            nextWatchdog = now.uptime + span
            manager.tell(.alive)
        }
        if nextGiveBack <= now.uptime {
            nextGiveBack = now.uptime + DaemonLimits.giveBack
            ProgramPages.giveBack()
        }
        if nextRepeats <= now.uptime {
            nextRepeats = now.uptime + DaemonLimits.idle
            log.tellRepeats()
        }
    }

    private func tellPlace(at now: HotspotTime) {
        guard let news = place.news() else { return }
        proofs.tell(.place(news), at: now)
    }

    /// The session key's certificate, as soon as the clock can date it, and anew in time.
    private func certify(at now: HotspotTime) {
        guard packets.hasRouter, proofs.machine.clock.discipline != nil,
            nextCertificate <= now.uptime
        else { return }
        nextCertificate = now.uptime + DaemonLimits.certificate
        proofs.tell(.certificateWanted(key: packets.sessionPublicKey, router: nil), at: now)
    }
}
