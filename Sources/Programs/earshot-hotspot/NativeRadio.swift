import Airwaves
import Box
import Host
import RadioLink
import Radios
import Units

/// The radio on the box's own USB, driven by a thread of its own for as long as a plan holds.
final class NativeRadio {
    let plan: RegionalPlan
    private let orders: RunnerOrders
    private let thread: WorkerThread

    init(_ box: BoxSettings, plan: RegionalPlan, tells inbox: Inbox) throws(SystemError) {
        self.plan = plan
        let orders = RunnerOrders(wake: try Wake())
        self.orders = orders
        let work = NativeRadioWork(
            choice: RadioChoice(box, plan: plan), orders: orders, inbox: inbox)
        thread = try WorkerThread("radio") { work.run() }
    }

    /// - Returns: false when the radio takes nothing now.
    func post(_ event: RadioEvent) -> Bool { orders.post(event) }

    /// Puts the radio to rest, and waits for that: two seconds at most.
    func stop() {
        orders.stop()
        thread.join()
    }
}

private struct NativeRadioWork: Sendable {
    let choice: RadioChoice
    let orders: RunnerOrders
    let inbox: Inbox

    /// Until the orders say that it ends.
    func run() {
        while !orders.isStopped {
            let span: Nanoseconds
            do throws(RadioOutage) {
                guard let fault = try live() else { return }
                inbox.put(.radioFailed(RadioOutage(fault)))
                span = DaemonLimits.failedRadio
            } catch {
                inbox.put(.radioFailed(error))
                span = error.mayPass ? DaemonLimits.absentRadio : DaemonLimits.failedRadio
            }
            pause(span)
        }
    }

    /// Finds the radio and runs it. Nil when it was told to end.
    private func live() throws(RadioOutage) -> RadioFault? {
        let address = try choice.address()
        let link: ByteLink
        do throws(RadioLinkError) {
            link = try ByteLink(to: address, wake: orders.wake)
        } catch { throw RadioOutage(error) }
        let driver = try choice.driver(for: link)
        var clock: RadioRunner?
        let inbox = inbox
        let runner = RadioRunner(driver, at: address, orders: orders) { notice, now in
            inbox.put(.radio(notice, at: now, clock: clock?.time(at: now)))
            return []
        }
        clock = runner
        defer { clock = nil }
        return runner.run(on: link)
    }

    /// A radio that is plugged in meanwhile ends it.
    private func pause(_ span: Nanoseconds) {
        let end = Uptime.now + span
        let arrivals = try? Arrivals(wake: orders.wake)
        while !orders.isStopped, Uptime.now < end {
            let waited = (try? arrivals?.wait(until: end)) ?? nil
            if waited == .arrived { return }
            if waited == nil, !orders.wake.wait(until: end) { return }
            orders.wake.clear()
        }
    }
}
