internal import Host
public import Radios
public import Units

/// Runs a radio's machine over a line, on the caller's thread, until it is stopped: opens the line,
/// carries bytes and time, opens it again after a loss. Between events it sleeps.
///
/// A lost radio that is plugged in again is opened within five seconds, and at once where udev tells
/// of it (`ReopenDelay`).
public final class RadioRunner {
    /// Hears what happens; what it returns is handed to the machine, in order.
    public typealias Handler = (RunnerNotice, Nanoseconds) -> [RadioEvent]

    private let address: RadioAddress
    private let orders: RunnerOrders
    private let session: RadioSession
    private let isOver: () -> Bool
    private let handler: Handler
    private var delay = ReopenDelay()
    /// udev gives a new node to its group a moment after it tells.
    private static let settling = Nanoseconds(50_000_000)
    private var arrivals: Arrivals?
    private var readySince: Nanoseconds?
    public private(set) var counts = RunnerCounts()
    /// The run ends then, as though it were stopped.
    public var deadline = Nanoseconds(UInt64.max)

    /// - Parameters:
    ///   - orders: what other threads want of the radio, and their wish that it ends.
    ///   - isOver: asked after all that happens and whenever the orders' wake is signalled, for what
    ///     cannot call `stop`: a signal's handler, or the handler here.
    public init(
        _ machine: any RadioMachine, at address: RadioAddress, orders: RunnerOrders,
        trace: RadioTrace? = nil, isOver: @escaping () -> Bool = { false },
        handler: @escaping Handler
    ) {
        self.address = address
        self.orders = orders
        self.isOver = isOver
        self.handler = handler
        session = RadioSession(machine, wake: orders.wake, trace: trace)
    }

    /// - Parameter first: a line that is open already.
    /// - Returns: nil when it was stopped; the fault when somebody has to act before the radio works.
    public func run(on first: consuming ByteLink? = nil) -> RadioFault? {
        orders.open()
        // Before the first opening, so that no arrival falls between.
        arrivals = try? Arrivals(wake: orders.wake)
        var next = first
        var fault: RadioFault?
        while !hasEnded {
            readySince = nil
            do throws(RadioLinkError) {
                let link: ByteLink
                if let given = next.take() {
                    link = given
                } else {
                    link = try ByteLink(to: address, wake: orders.wake)
                }
                fault = try live(on: link)
                if fault == nil || fault?.isLasting == true { break }
            } catch .interrupted(.open) {
                // Orders came while it waited for a connection.
                obey()
                continue
            } catch {
                _ = tell(.line(error))
                hear(session.lose())
            }
            fault = nil
            counts.losses += 1
            let working = readySince.map { Uptime.now.gap(to: $0) } ?? Nanoseconds(0)
            rest(delay.next(afterWorking: working))
        }
        // What was posted at the last moment has its outcome too.
        perform(orders.close())
        return fault
    }

    /// The radio's clock at an instant of the host's; for the handler, on the runner's thread.
    public func time(at now: Nanoseconds) -> RadioTime? { session.time(at: now) }

    private var hasEnded: Bool { orders.isStopped || isOver() || Uptime.now >= deadline }

    // MARK: One line's life

    /// Nil when stopped: the radio is at rest then.
    private func live(on link: consuming ByteLink) throws(RadioLinkError) -> RadioFault? {
        counts.openings += 1
        try session.begin(on: link)
        for event in tell(.opened) { try session.perform(event) }
        while !hasEnded {
            switch try session.step(until: deadline) {
            case .notice(let notice):
                let answers = hear(notice)
                if case .failed(let fault) = notice {
                    hear(session.close())
                    return fault
                }
                for event in answers { try session.perform(event) }
            case .woken:
                orders.wake.clear()
                for event in orders.take() { try session.perform(event) }
            case .timeOut: break
            }
        }
        session.rest { hear($0) }
        return nil
    }

    private func hear(_ notice: RadioNotice) -> [RadioEvent] {
        switch notice {
        case .ready: readySince = Uptime.now
        case .dropped(let drop, let count): counts.drops[drop, default: 0] += count
        default: break
        }
        return tell(.radio(notice))
    }

    private func hear(_ notices: [RadioNotice]) { for notice in notices { _ = hear(notice) } }

    private func tell(_ notice: RunnerNotice) -> [RadioEvent] { handler(notice, Uptime.now) }

    // MARK: Between two lines

    /// A device that is plugged in ends the rest.
    private func rest(_ span: Nanoseconds) {
        var end = min(Uptime.now + span, deadline)
        var hasArrived = false
        while !hasEnded {
            switch wait(until: end, forArrivals: !hasArrived) {
            case .woken: obey()
            case .timeOut: return
            case .arrived:
                delay.reset()
                hasArrived = true
                end = Uptime.now + Self.settling
            }
        }
    }

    private func wait(until end: Nanoseconds, forArrivals: Bool) -> Arrivals.Waited {
        if forArrivals, let arrivals {
            if let waited = try? arrivals.wait(until: end) { return waited }
            self.arrivals = nil
        }
        return orders.wake.wait(until: end) ? .woken : .timeOut
    }

    private func obey() {
        orders.wake.clear()
        perform(orders.take())
    }

    /// A machine without a line refuses, and says so.
    private func perform(_ events: [RadioEvent]) {
        for event in events { try? session.perform(event) }
        hear(session.close())
    }
}

/// What a runner tells.
public enum RunnerNotice: Equatable, Sendable {
    case opened
    /// The line could not be opened, or was lost. The runner goes on by itself.
    case line(RadioLinkError)
    case radio(RadioNotice)
}

public struct RunnerCounts: Equatable, Sendable {
    /// How often the line was opened; how often opening it failed, or it was lost or given up.
    public var openings = 0
    public var losses = 0
    /// What the machine threw away, by name.
    public var drops: [RadioDrop: Int] = [:]

    public init() {}
}
