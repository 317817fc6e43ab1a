internal import Glibc
public import PositionFixes
internal import Primitives
internal import Units

extension Moment {
    /// Now, on this machine.
    public static var now: Moment {
        Moment(uptime: Nanoseconds(Clock.uptime), clock: Nanoseconds(Clock.utc))
    }
}

/// Asks gpsd, for as long as the handler wants to hear, and connects again when gpsd goes away.
/// Between events it sleeps; once a second it tells that time passed. One thread's.
public struct GPSDConversation: ~Copyable {
    /// Hears one event; false ends the conversation.
    public typealias Handler = (PositionEvent, Moment) -> Bool

    private let address: GPSDAddress
    private let wake: Int32
    private var delay = ReconnectDelay()
    private var waiting: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 4096)

    /// - Parameter wake: a descriptor that becomes readable when the conversation should end.
    public init(with address: GPSDAddress, wake: Int32 = -1) {
        self.address = address
        self.wake = wake
    }

    public mutating func run(_ handler: Handler) {
        while true {
            do throws(GPSDError) {
                guard try converse(handler) else { return }
            } catch {
                guard handler(.gone(error.description), .now) else { return }
                guard rest(delay.next().value, handler) else { return }
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
        var next = Clock.uptime &+ GPSDLimits.pause
        while true {
            while let report = try nextReport() {
                guard case .event(let event) = report else { continue }
                delay.reset()
                guard handler(event, .now) else { return false }
            }
            if Clock.uptime >= next {
                guard handler(.pause, .now) else { return false }
                next = Clock.uptime &+ GPSDLimits.pause
            }
            switch socket.wait(for: Int16(POLLIN), until: next) {
            case .woken: return false
            case .timeOut: continue
            case .ready: _ = try socket.read(into: &waiting, of: &chunk)
            }
        }
    }

    /// gpsd speaks first and names its version. False when woken.
    private mutating func isGreeted(on socket: borrowing GPSDSocket) throws(GPSDError) -> Bool {
        let deadline = Clock.uptime &+ GPSDLimits.greeting
        while true {
            if let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
                guard report(before: end) == .version else { throw .notGPSD }
                waiting.removeFirst(end + 1)
                return true
            }
            guard waiting.count <= GPSDReport.longestLine else { throw .notGPSD }
            switch socket.wait(for: Int16(POLLIN), until: deadline) {
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

    private func rest(_ span: UInt64, _ handler: Handler) -> Bool {
        let end = Clock.uptime &+ span
        while Clock.uptime < end {
            let next = min(end, Clock.uptime &+ GPSDLimits.pause)
            if Poll.wait(-1, for: 0, wake: wake, until: next) == .woken { return false }
            guard handler(.pause, .now) else { return false }
        }
        return true
    }
}
