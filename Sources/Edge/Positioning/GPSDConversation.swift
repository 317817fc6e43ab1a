internal import Host
public import Notation
public import PositionFixes
internal import Primitives
internal import Units

extension Moment {
    /// Now, on this machine.
    public static var now: Moment {
        Moment(uptime: Uptime.now, clock: WallClock.now)
    }
}

/// Asks gpsd, for as long as the handler wants to hear, and connects again when gpsd goes away.
/// Between events it sleeps; once a second it tells that time passed. One thread's.
public struct GPSDConversation: ~Copyable {
    /// Hears one event; false ends the conversation.
    public typealias Handler = (PositionEvent, Moment) -> Bool

    private let address: SocketName
    private let wake: Int32
    private var delay = ReconnectDelay()
    private var waiting: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 4096)

    /// - Parameter wake: a descriptor that becomes readable when the conversation should end.
    public init(with address: SocketName, wake: Int32 = -1) {
        self.address = address
        self.wake = wake
    }

    public mutating func run(_ handler: Handler) {
        while true {
            do throws(GPSDError) {
                guard try converse(handler) else { return }
            } catch {
                guard handler(.gone(error.description), .now) else { return }
                guard rest(delay.next(), handler) else { return }
            }
        }
    }

    /// False when somebody wanted it to end.
    private mutating func converse(_ handler: Handler) throws(GPSDError) -> Bool {
        let socket = try GPSDSocket.connected(to: address, wake: wake)
        waiting.removeAll(keepingCapacity: true)
        guard try isGreeted(on: socket) else { return false }
        try socket.send("?WATCH={\"enable\":true,\"json\":true,\"pps\":true};\n")
        guard handler(.connected, .now) else { return false }
        var next = Uptime.now + GPSDLimits.pause
        while true {
            while let report = try nextReport() {
                guard case .event(let event) = report else { continue }
                delay.reset()
                guard handler(event, .now) else { return false }
            }
            if Uptime.now >= next {
                guard handler(.pause, .now) else { return false }
                next = Uptime.now + GPSDLimits.pause
            }
            switch socket.wait(until: next) {
            case .woken: return false
            case .timeOut: continue
            case .ready: _ = try socket.read(into: &waiting, of: &chunk)
            }
        }
    }

    /// gpsd speaks first and names its version. False when woken.
    private mutating func isGreeted(on socket: borrowing GPSDSocket) throws(GPSDError) -> Bool {
        let deadline = Uptime.now + GPSDLimits.greeting
        while true {
            if let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
                guard report(before: end) == .version else { throw .notGPSD }
                waiting.removeFirst(end + 1)
                return true
            }
            guard waiting.count <= GPSDReport.longestLine else { throw .notGPSD }
            switch socket.wait(until: deadline) {
            case .woken: return false
            case .timeOut: throw .noGreeting
            case .ready: _ = try socket.read(into: &waiting, of: &chunk)
            }
        }
    }

    /// The next line that says something; nil when no whole line is left.
    private mutating func nextReport() throws(GPSDError) -> GPSDReport? {
        while let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
            let report = report(before: end)
            waiting.removeFirst(end + 1)
            if let report { return report }
        }
        guard waiting.count <= GPSDReport.longestLine else { throw .lineTooLong }
        return nil
    }

    private func report(before end: Int) -> GPSDReport? {
        GPSDReport(parsing: waiting.rawSpan.extracting(0..<end))
    }

    private func rest(_ span: Nanoseconds, _ handler: Handler) -> Bool {
        let end = Uptime.now + span
        while Uptime.now < end {
            let next = min(end, Uptime.now + GPSDLimits.pause)
            if Poll.wait(for: -1, 0, wake: wake, until: next) == .woken { return false }
            guard handler(.pause, .now) else { return false }
        }
        return true
    }
}
