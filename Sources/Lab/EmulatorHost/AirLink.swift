public import Air
internal import Host
public import Notation
internal import Primitives
internal import Units

/// An emulator's connection to the air, and the air's clock as it is known here.
public final class AirLink {
    public let station: StationNumber
    private let socket: Descriptor
    private var inbox = LineInbox(longest: AirLine.longest)
    private var outbox = Outbox(most: 1 << 20)
    private(set) var isGone = false
    /// The machine's clock at the air's zero, wrapping.
    let origin: UInt64

    /// How long connecting, joining and each question may take.
    static let patience: UInt64 = 5_000_000_000
    /// The quickest of so many answers tells the time best.
    static let questions = 8

    /// Joins, and asks for the time.
    public init(
        to address: SocketName, as station: AirStation
    ) throws(AirLinkError) {
        do throws(HostError) {
            socket = try address.connect(patience: Self.patience)
        } catch { throw .host(error) }
        var talk = AirTalk(socket: socket)
        guard case .joined(let number, _, _) = try talk.ask({ .join(station, sentAt: $0) }) else {
            throw .nonsense("an answer to something else")
        }
        self.station = number
        var best = (round: UInt64.max, origin: UInt64(0))
        for _ in 0..<Self.questions {
            let answer = try talk.ask { .ping(sentAt: $0) }
            guard case .pong(let clock, let sentAt) = answer else { continue }
            let now = Uptime.now.value
            let round = now - sentAt.value
            if round < best.round { best = (round, now - round / 2 &- clock.value) }
        }
        guard best.round < .max else { throw .nonsense("no time") }
        origin = best.origin
        inbox = talk.inbox
    }

    var toRead: Int32? { isGone ? nil : socket.number }
    var toWrite: Int32? { isGone || outbox.isEmpty ? nil : socket.number }

    func send(_ emission: Emission) {
        outbox.append(AirLine.Request.emit(emission).line)
        flush()
    }

    func flush() {
        if !isGone, !outbox.flush(to: socket) { isGone = true }
    }

    /// What has come. Refusals, and lines that are none, are sentences for `complain`.
    func arrivals(_ complain: (String) -> Void) -> [Arrival] {
        guard !isGone else { return [] }
        if case .ended = inbox.read(from: socket) { isGone = true }
        var found: [Arrival] = []
        while let line = inbox.next() {
            do throws(LineRefusal) {
                guard let line else { throw .tooLong(bytes: AirLine.longest + 1) }
                switch try AirLine.Answer(parsing: line.rawSpan) {
                case .arrival(let arrival): found.append(arrival)
                case .refused(let reason): complain("the air refuses: \(reason)")
                case .joined, .pong: break
                }
            } catch { complain("the air says what nobody understands: \(error)") }
        }
        return found
    }
}

/// Question and answer, before the emulator runs.
private struct AirTalk {
    let socket: Descriptor
    var inbox = LineInbox(longest: AirLine.longest)

    init(socket: Descriptor) { self.socket = socket }

    mutating func ask(
        _ question: (Nanoseconds) -> AirLine.Request
    ) throws(AirLinkError) -> AirLine.Answer {
        guard socket.write(question(Nanoseconds(Uptime.now.value)).line[...]) != nil else {
            throw .gone
        }
        let deadline = Uptime.now.value + AirLink.patience
        var waiting = Waiting()
        while Uptime.now.value < deadline {
            if let line = inbox.next() { return try Self.answer(line) }
            waiting.clear()
            waiting.toRead(socket.number)
            waiting.wait(until: deadline)
            if case .ended = inbox.read(from: socket), inbox.rest == 0 { throw .gone }
            if Interruption.hasCome { throw .gone }
        }
        throw .silent
    }

    private static func answer(_ line: [UInt8]?) throws(AirLinkError) -> AirLine.Answer {
        let answer: AirLine.Answer
        do throws(LineRefusal) {
            guard let line else { throw .tooLong(bytes: AirLine.longest + 1) }
            answer = try AirLine.Answer(parsing: line.rawSpan)
        } catch { throw .nonsense(error.description) }
        if case .refused(let reason) = answer { throw .refused(reason) }
        return answer
    }
}

/// Why an emulator is not in the air.
public enum AirLinkError: Error, Equatable, Sendable, CustomStringConvertible {
    case host(HostError)
    case gone
    case silent
    case refused(String)
    case nonsense(String)

    public var description: String {
        switch self {
        case .host(let error): "\(error); is earshot radio air listening there?"
        case .gone: "the air has closed the connection"
        case .silent: "the air does not answer"
        case .refused(let reason): "the air refuses: \(reason)"
        case .nonsense(let reason): "this is not the air: \(reason)"
        }
    }
}
