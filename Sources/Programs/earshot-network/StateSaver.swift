import Host
import OracleHost
import Settings
import Units

/// Saves what an oracle has made of its log, on a thread of its own, and says when the index waits:
/// what the next start is quick by.
final class StateSaver {
    private let log: Log
    private let saving: SideWork<OracleHostError?>
    /// States are saved this far apart at least.
    private var next = Nanoseconds(0)
    private var indexTrouble: String?

    private static let gap = Nanoseconds(60_000_000_000)

    /// - Parameter wake: of the deciding thread.
    init(wake: Wake, _ log: Log) {
        self.log = log
        saving = SideWork("state", wake: wake)
    }

    /// What is due now.
    func turn(_ host: OracleHost) {
        tellIndex(host)
        if case .some(.some(let error)) = saving.take() { tell(error) }
        guard saving.isIdle, next <= Uptime.now, let task = host.stateTask else { return }
        next = Uptime.now + Self.gap
        do throws(SystemError) {
            try saving.start { Self.save(task) }
            host.began(task)
        } catch { log.write(.error, "no thread for a state", [("why", .text("\(error)"))]) }
    }

    /// At a stop: so that the next start reads nothing.
    func finish(_ host: OracleHost) {
        saving.join()
        if let task = host.state(), let error = Self.save(task) { tell(error) }
    }

    private static func save(_ task: StateTask) -> OracleHostError? {
        do throws(OracleHostError) {
            try task.run()
            return nil
        } catch { return error }
    }

    private func tell(_ error: OracleHostError) {
        log.write(.warning, "state not saved", [("why", .text(error.description))])
    }

    private func tellIndex(_ host: OracleHost) {
        guard host.indexTrouble != indexTrouble else { return }
        indexTrouble = host.indexTrouble
        if let why = indexTrouble {
            log.write(.error, "the index waits", [("why", .text(why))])
        } else {
            log.write(.info, "the index goes on")
        }
    }
}
