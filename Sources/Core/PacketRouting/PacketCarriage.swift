internal import Attestation
public import Primitives
internal import Radios
public import Units

/// Carries a box's packets: what its radios hear to a router, what the router wants sent to a radio.
/// Without input or output.
///
///     carriage.handle(.heard(reception, radio: 0, ended: uptime), at: time, actions: &actions)
///     write(actions.link.outgoing)      // at once: durability follows (decision 0191)
///     for order in actions.spool { … }
///     for order in actions.radios { … }
///
/// An uplink stays until a router acknowledges it. A downlink has exactly one outcome, told to its
/// router and handed on for the signed report.
public struct PacketCarriage<Hash: Digest>: Sendable {
    public internal(set) var conversation: RouterConversation
    public internal(set) var queue: UplinkQueue
    /// By the radio's place. The box's own beacons ask them for permission too.
    public var transmitters: [Transmitter]
    public internal(set) var counters = CarriageCounters()
    var recent = RecentReceptions()
    var attempts: [DownlinkAttempt] = []
    var results = DownlinkResults()
    var lastNumber: UInt32 = 0

    /// `radio` of the table goes to seven.
    public static var mostRadios: Int { 8 }
    /// Downlinks under way at once; a radio's own queue holds 32.
    public static var mostAttempts: Int { 64 }

    public init(
        network: NetworkID, routers: [RouterEntry], software: String, seed: UInt64,
        queue: UplinkQueue = UplinkQueue()
    ) {
        conversation = RouterConversation(
            network: network, routers: routers, software: software, seed: seed)
        self.queue = queue
        transmitters = Array(repeating: Transmitter(), count: Self.mostRadios)
    }

    /// How much of what was heard no router was or will be told.
    public func dropped(_ drop: UplinkDrop) -> UInt64 {
        switch drop {
        case .evicted: queue.evicted
        case .expired: queue.expired
        default: counters[drop]
        }
    }

    /// Downlinks that have no outcome yet.
    public var downlinksUnderWay: Int { attempts.count }

    /// When `.link(.woken)` is to be told, if nothing else happens before.
    public var due: Nanoseconds? {
        let limit = attempts.map(\.limit).min()
        guard let link = conversation.due else { return limit }
        return limit.map { min($0, link) } ?? link
    }

    public mutating func handle(
        _ event: CarriageEvent, at time: BoxTime, actions: inout CarriageActions
    ) {
        switch event {
        case .restored(let number, let kind, let payload): restore(number, kind, payload, time)
        case .started(let highest): queue.replayed(highest: highest)
        case .kept(let number):
            queue.kept(through: number)
            conversation.fill(from: &queue, at: time, actions: &actions.link)
        case .notKept:
            queue.notKept(at: time)
            conversation.fill(from: &queue, at: time, actions: &actions.link)
        case .ready(let identity, let radio):
            giveUp(radio, .radioAway, time, &actions)
            transmitters[radio].becameReady(identity, at: time)
        case .away(let radio):
            giveUp(radio, .radioAway, time, &actions)
            transmitters[radio].wentAway()
        case .limits(let plan, let gain, let radio):
            limit(radio, plan, gain, &actions)
        case .clock(let now, let radio): transmitters[radio].reads(now, at: time)
        case .pulse(let pulse, let radio): transmitters[radio].pulsed(pulse, at: time)
        case .heard(let reception, let radio, let ended):
            hear(reception, radio, ended: ended, time, &actions)
        case .ended(let number, let outcome, let radio):
            end(number, outcome, radio, time, &actions)
        case .link(let event):
            conversation.handle(event, at: time.uptime, actions: &actions.link)
            settle(time, &actions)
        }
        actions.spool += queue.takeOrders()
    }

    /// A record this queue did not write is given up: its bytes are of no use to anybody.
    private mutating func restore(
        _ number: UInt64, _ kind: UInt8, _ payload: [UInt8], _ time: BoxTime
    ) {
        do throws(MessageError) {
            try queue.replay(number: number, kind: kind, payload: payload, at: time)
        } catch { counters.count(UplinkDrop.unreadable) }
    }

    // MARK: The link

    /// The connection is made and its router's certificate is the pinned one; see
    /// `RouterConversation.connected`.
    public mutating func connected<Key: Signer & ~Copyable>(
        binding: Hash256, certificate: [UInt8], by sessionKey: borrowing Key, plan: String,
        at time: BoxTime, actions: inout CarriageActions
    ) {
        conversation.connected(
            binding: binding, certificate: certificate, by: sessionKey, plan: plan,
            firstNumber: queue.first, at: time.uptime, actions: &actions.link)
    }

    /// Bytes of the connection, cut anywhere.
    public mutating func take(
        _ bytes: RawSpan, at time: BoxTime, actions: inout CarriageActions
    ) {
        conversation.take(bytes, at: time, queue: &queue, actions: &actions.link)
        settle(time, &actions)
        actions.spool += queue.takeOrders()
    }

    /// What the conversation brought, then what may be sent.
    private mutating func settle(_ time: BoxTime, _ actions: inout CarriageActions) {
        for place in actions.link.notices.indices {
            switch actions.link.notices[place] {
            case .downlink(let downlink): bring(downlink, time, &actions)
            case .opened: tellAgain(&actions)
            case .purchased(let purchase): counters.count(purchase.outcome)
            case .acknowledged, .ended: break
            }
        }
        giveUpOverdue(time, &actions)
        conversation.fill(from: &queue, at: time, actions: &actions.link)
    }

    // MARK: Uplinks

    private mutating func hear(
        _ reception: CarriageEvent.Reception, _ radio: Int, ended: Nanoseconds?,
        _ time: BoxTime, _ actions: inout CarriageActions
    ) {
        guard transmitters[radio].identity != nil else {
            return counters.count(UplinkDrop.unknownRadio)
        }
        if let ended { transmitters[radio].reads(reception.end, at: BoxTime(ended, like: time)) }
        let counter = transmitters[radio].extended(reception.end)
        do throws(UplinkDrop) {
            let uplink = try Uplink(
                reception, radio: radio, counter: counter,
                received: ended == nil
                    ? time.utc : transmitters[radio].utc(of: reception.end, at: time) ?? time.utc)
            guard recent.take(reception.payload, radio: radio, counter: counter) else {
                throw .duplicate
            }
            try add(uplink, time)
        } catch { return counters.count(error) }
        conversation.fill(from: &queue, at: time, actions: &actions.link)
    }

    private mutating func add(_ uplink: Uplink, _ time: BoxTime) throws(UplinkDrop) {
        do throws(MessageError) {
            try queue.add(uplink, at: time)
            counters.uplinks += 1
        } catch { throw .unmeasured }
    }
}

extension BoxTime {
    fileprivate init(_ uptime: Nanoseconds, like time: BoxTime) {
        self = time
        self.uptime = uptime
    }
}
