import Attestation
import Host
import HotspotLogic
import HotspotStatus
import PacketRouting
import Primitives
import Radios
import RouterLink
import Settings
import Signing
import Spool
import Storage
import Units

/// The packets of the box: the carriage, what it keeps on disk, and the link to a router.
final class PacketCarrier {
    private(set) var carriage: PacketCarriage<SHA256>
    private let files: SpoolFiles
    private let log: Log
    private let lookup: NameLookup
    private let sessionKey = SecretKey.random()
    private let places: [RouterConnection.Place]
    private var connection: RouterConnection?
    private var disconnecting = false
    private var actions = CarriageActions()
    private var commitDue: Nanoseconds?
    /// Certifies the session key; nil until the machine made it.
    var certificate: [UInt8]?
    /// The plan the box works under, as a router is told.
    var plan: String?

    private(set) var failure: (error: SpoolError, since: Nanoseconds)?
    private(set) var connectedSince: Nanoseconds?
    private(set) var lastAcknowledged: Nanoseconds?
    private(set) var lastEnd: (why: String, at: Nanoseconds)?
    private(set) var downlinks: UInt64 = 0
    /// What others must do.
    private(set) var orders: [RadioOrder] = []
    private(set) var reports: [CarriedDownlink] = []

    /// Packets wait for each other before they are brought to disk; what a router acknowledged before
    /// is never written at all.
    static let grouping = Nanoseconds(1_000_000_000)
    static let retry = Nanoseconds(5_000_000_000)

    init(
        network: PinnedNetwork, folder: String, mebibytes: Int, wake: Wake, log: Log
    ) throws(SpoolError) {
        let limits: SpoolLimits
        do throws(SpoolLimitsError) {
            limits = try SpoolLimits(bytes: mebibytes << 20, payload: 4096)
        } catch { preconditionFailure("\(mebibytes) MiB of packets: \(error)") }
        files = try SpoolFiles(directory: folder, limits: limits, kinds: SpoolKinds(held: []))
        lookup = NameLookup(wake: wake)
        self.log = log
        let routers = network.routers.map {
            RouterEntry(key: $0.key, tlsKeyHash: $0.tlsKeyHash, host: $0.host, port: $0.port)
        }
        places = routers.map {
            RouterConnection.Place(host: $0.host, port: $0.port, keyHash: $0.tlsKeyHash)
        }
        carriage = PacketCarriage(
            network: network.id, routers: routers, software: "earshot-hotspot \(Build.version)",
            seed: RandomBytes.uint64())
    }

    var sessionPublicKey: PublicKey { sessionKey.publicKey }
    var status: Storage.SpoolStatus { files.status }
    var hasRouter: Bool { !places.isEmpty }
    var place: String? {
        guard hasRouter else { return nil }
        let place = places[carriage.conversation.router]
        return "\(place.host):\(place.port)"
    }

    func start(at time: BoxTime) throws(SpoolError) {
        var carriage = carriage
        var actions = actions
        try files.forEachLive { record, payload in
            carriage.handle(
                .restored(
                    number: record.number, kind: record.kind, payload: [UInt8](copying: payload)),
                at: time, actions: &actions)
        }
        carriage.handle(.started(highest: files.highest), at: time, actions: &actions)
        self.carriage = carriage
        self.actions = actions
        if !hasRouter { tell(.link(.stop), at: time) }
        carryOut(at: time)
    }

    func tell(_ event: CarriageEvent, at time: BoxTime) {
        carriage.handle(event, at: time, actions: &actions)
        carryOut(at: time)
    }

    // MARK: Waiting

    /// What to poll for.
    var wait: (descriptor: Int32, events: Int32)? { connection?.wait }

    var due: Nanoseconds {
        let link = mayLink ? carriage.due : nil
        return [link, connection?.due, commitDue].compactMap { $0 }.min() ?? .never
    }

    /// Without a certificate and a plan there is no link; then only downlinks' own times count.
    private var mayLink: Bool { certificate != nil && plan != nil || carriage.conversation.isOpen }

    /// Everything that is ready or due.
    func settle(at time: BoxTime, isLast: Bool = false) {
        if mayLink, let due = carriage.due, due <= time.uptime { tell(.link(.woken), at: time) }
        proceed(at: time)
        commit(at: time, isLast: isLast)
    }

    func takeOrders() -> [RadioOrder] {
        defer { orders.removeAll(keepingCapacity: true) }
        return orders
    }

    func takeReports() -> [CarriedDownlink] {
        defer { reports.removeAll(keepingCapacity: true) }
        return reports
    }

    /// The box's own transmissions ask here, so that one book holds the antenna's limits.
    func permit(
        _ transmission: Radios.Transmission, radio: Int, at time: BoxTime
    ) throws(TransmitRefusal) -> PermittedTransmission {
        try carriage.transmitters[radio].permit(transmission, at: time)
    }

    /// What the antenna was on air in the hour, in the band of a frequency.
    func airtime(of radio: Int, at time: BoxTime) -> Nanoseconds {
        carriage.transmitters[radio].usage(at: time).map(\.used).max() ?? Nanoseconds(0)
    }

    // MARK: The link

    private func proceed(at time: BoxTime) {
        guard let connection else { return }
        for happening in connection.proceed(at: time.uptime) {
            switch happening {
            case .connected(let binding): greet(binding, at: time)
            case .received(let bytes):
                carriage.take(bytes.rawSpan, at: time, actions: &actions)
                carryOut(at: time)
            case .lost(let error): end(error.description, at: time)
            case .closed: end("closed", at: time)
            }
        }
    }

    private func greet(_ binding: Hash256, at time: BoxTime) {
        guard let certificate, let plan else {
            return end("no certificate for the link yet", at: time)
        }
        carriage.connected(
            binding: binding, certificate: certificate, by: sessionKey, plan: plan, at: time,
            actions: &actions)
        carryOut(at: time)
    }

    private func end(_ why: String, at time: BoxTime) {
        connection = nil
        connectedSince = nil
        disconnecting = false
        tell(.link(.lost(why)), at: time)
    }

    private func carryOut(at time: BoxTime) {
        if !actions.link.outgoing.isEmpty { connection?.send(actions.link.outgoing) }
        switch actions.link.order {
        case .connect(let router):
            connection = RouterConnection(to: places[router], lookup: lookup, at: time.uptime)
        case .disconnect: connection?.finish(at: time.uptime)
        case nil: break
        }
        for notice in actions.link.notices { hear(notice, time) }
        orders += actions.radios
        reports += actions.reports
        let isKept = keep(actions.spool, at: time.uptime)
        actions.clear()
        if !isKept { tell(.notKept, at: time) }
    }

    private func hear(_ notice: LinkNotice, _ time: BoxTime) {
        switch notice {
        case .opened:
            connectedSince = time.utc
            lastEnd = nil
            log.write(.info, "router link open", [("router", .text(place ?? "-"))])
        case .acknowledged: lastAcknowledged = time.utc
        case .downlink: downlinks += 1
        case .purchased: break
        case .ended(let end, _):
            connectedSince = nil
            let why = end.description
            if lastEnd?.why != why {
                log.write(.warning, "router link ended", [("why", .text(why))])
            }
            lastEnd = (why, lastEnd?.why == why ? lastEnd?.at ?? time.utc : time.utc)
        }
    }

    // MARK: Disk

    /// False when the spool took not all.
    private func keep(_ spoolOrders: [UplinkQueue.Order], at now: Nanoseconds) -> Bool {
        guard !spoolOrders.isEmpty else { return true }
        var isKept = true
        for order in spoolOrders {
            switch order {
            case .keep(let number, let kind, let payload):
                do throws(SpoolError) {
                    try files.append(kind: kind, number: number, payload.rawSpan)
                } catch {
                    fail(error, at: now)
                    isKept = false
                }
            case .forget(let number, let wasAcknowledged):
                files.forget(number, as: wasAcknowledged ? .acknowledged : .superseded)
            }
        }
        commitDue = commitDue ?? now + Self.grouping
        return isKept
    }

    private func commit(at time: BoxTime, isLast: Bool) {
        guard let due = commitDue, due <= time.uptime || isLast else { return }
        commitDue = nil
        do throws(SpoolError) {
            try files.commit()
            failure = nil
            tell(.kept(through: files.keptThrough), at: time)
        } catch {
            fail(error, at: time.uptime)
            tell(.notKept, at: time)
            commitDue = time.uptime + Self.retry
        }
        _ = files.takeEvicted()
    }

    private func fail(_ error: SpoolError, at now: Nanoseconds) {
        if failure?.error != error {
            log.write(.error, "packets cannot be kept", [("why", .text(error.description))])
        }
        failure = (error, failure?.since ?? now)
    }
}

extension Nanoseconds {
    static let never = Nanoseconds(UInt64.max)
}
