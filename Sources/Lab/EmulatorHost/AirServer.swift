public import Air
internal import Host
public import Notation
internal import Primitives
public import Units

/// The air as a process: emulators connect by TCP, join, send emissions and are told what arrives.
///
/// The air's clock counts nanoseconds of the machine's monotonic clock from the server's start.
/// An emulator learns it by asking (`ping`), as NTP does: half the way there and back is the error,
/// some tens of microseconds on one machine. Every time in a line is of that clock.
public final class AirServer {
    /// Where it listens, the port as the system gave it.
    public let address: SocketName
    /// How long after its end a frame is judged and told. Emissions told within that time of their
    /// start are judged as if at once; later ones cannot disturb what was told.
    let grace: UInt64
    private let listener: Descriptor
    private let say: (String) -> Void
    private let origin = Uptime.now.value
    private var air: Airspace
    private var clients: [AirClient] = []

    /// A fifth of LoRa's shortest usual frame, and far more than two processes need to talk.
    public static let usualGrace = Nanoseconds(20_000_000)
    public static let mostClients = 256
    /// A client must join within this time.
    static let patience: UInt64 = 10_000_000_000
    /// How far ahead an emission may begin: a day of a class B schedule is not needed here.
    static let farthest = Nanoseconds(60_000_000_000)

    /// - Parameter say: hears in a sentence who comes, goes and is refused.
    public init(
        _ air: Airspace, at address: SocketName, grace: Nanoseconds = usualGrace,
        say: @escaping (String) -> Void
    ) throws(HostError) {
        (listener, self.address) = try address.listen()
        self.air = air
        self.grace = grace.value
        self.say = say
    }

    public var counts: AirCounts { air.counts }

    private var clock: Nanoseconds { Nanoseconds(Uptime.now.value - origin) }

    /// Runs until told to end.
    public func run(until isOver: () -> Bool) {
        var waiting = Waiting()
        while !isOver() {
            waiting.clear()
            if clients.count < Self.mostClients { waiting.toRead(listener.number) }
            for client in clients {
                waiting.toRead(client.socket.number)
                if !client.outbox.isEmpty { waiting.toWrite(client.socket.number) }
            }
            waiting.wait(until: deadline)
            if waiting.canRead(listener.number) { accept() }
            for client in clients where waiting.canRead(client.socket.number) { hear(client) }
            tell()
            flush()
        }
    }

    private var deadline: UInt64? {
        let joins = clients.lazy.filter { $0.number == nil }.map { $0.since + Self.patience }.min()
        let air = air.next.map { $0.value + origin + grace }
        return [joins, air].compactMap { $0 }.min()
    }

    private func accept() {
        while clients.count < Self.mostClients, let socket = listener.accept() {
            clients.append(AirClient(socket, since: Uptime.now.value))
        }
    }

    // MARK: Requests

    private func hear(_ client: AirClient) {
        if case .ended = client.inbox.read(from: client.socket) { client.isGone = true }
        while let line = client.inbox.next() {
            do throws(LineRefusal) {
                guard let line else { throw .tooLong(bytes: AirLine.longest + 1) }
                answer(try AirLine.Request(parsing: line.rawSpan), of: client)
            } catch { refuse(client, error.description, closing: true) }
            if client.isClosing { return }
        }
    }

    private func answer(_ request: AirLine.Request, of client: AirClient) {
        switch request {
        case .join(let station, let sentAt): join(client, station, sentAt)
        case .ping(let sentAt):
            client.send(.pong(clock: clock, sentAt: sentAt))
        case .emit(let emission):
            guard let number = client.number else {
                return refuse(client, "join first", closing: true)
            }
            guard emission.start <= clock + Self.farthest else {
                return refuse(client, "an emission begins at most \(Self.farthest) ahead")
            }
            do throws(AirError) {
                try air.emit(emission, from: number)
            } catch { refuse(client, error.description) }
        }
    }

    private func join(_ client: AirClient, _ station: AirStation, _ sentAt: Nanoseconds) {
        guard client.number == nil else {
            return refuse(client, "this connection has joined already", closing: true)
        }
        do throws(AirError) {
            let number = try air.join(station)
            client.number = number
            client.name = Quote.text(station.name)
            client.send(.joined(number, clock: clock, sentAt: sentAt))
            say("\(client.name) has joined as station \(number.value)")
        } catch { refuse(client, error.description, closing: true) }
    }

    private func refuse(_ client: AirClient, _ reason: String, closing: Bool = false) {
        client.send(.refused(reason))
        client.isClosing = client.isClosing || closing
        say("\(client.name) is refused\(closing ? " and sent away" : ""): \(reason)")
    }

    // MARK: Arrivals

    private func tell() {
        let now = clock.value
        for arrival in air.arrivals(until: Nanoseconds(now - min(now, grace))) {
            clients.first { $0.number == arrival.station }?.send(.arrival(arrival.arrival))
        }
    }

    /// Writes what can be written, and parts from those who are gone, sent away, too slow or silent.
    private func flush() {
        for client in clients {
            if !client.outbox.flush(to: client.socket) { client.isGone = true }
            if client.outbox.dropped > 0 { client.isGone = true }
            if client.isClosing, client.outbox.isEmpty { client.isGone = true }
            if client.number == nil, Uptime.now.value > client.since + Self.patience {
                client.isGone = true
            }
            guard client.isGone else { continue }
            if let number = client.number { air.leave(number) }
            say("\(client.name) has left")
        }
        clients.removeAll(where: \.isGone)
    }
}

/// One connection.
private final class AirClient {
    let socket: Descriptor
    let since: UInt64
    var inbox = LineInbox(longest: AirLine.longest)
    /// About a thousand arrivals: who is that far behind has died.
    var outbox = Outbox(most: 1 << 20)
    var number: StationNumber?
    var name = "somebody"
    /// To be closed as soon as what was said is written.
    var isClosing = false
    var isGone = false

    init(_ socket: Descriptor, since: UInt64) {
        self.socket = socket
        self.since = since
    }

    func send(_ answer: AirLine.Answer) { outbox.append(answer.line) }
}
