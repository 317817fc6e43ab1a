import CommandTable
import EmulatorHost
import Host
import RadioLink
import Radios
import Units

/// Why a radio does not work, for the person who asked for it.
struct RadioTrouble: Error {
    let failure: CommandFailure

    init(_ failure: CommandFailure) { self.failure = failure }
    init(_ error: RadioLinkError) { failure = CommandFailure(error, exit: .unavailable) }
    init(_ fault: RadioFault) {
        failure = CommandFailure(fault, exit: fault.isLasting ? .wrongConfiguration : .failed)
    }
}

extension RadioSession {
    /// The next thing, with a lost line as trouble.
    func next(until deadline: Nanoseconds) throws(RadioTrouble) -> Step {
        do throws(RadioLinkError) {
            return try step(until: deadline)
        } catch { throw RadioTrouble(error) }
    }

    /// Tells the driver, with a lost line as trouble.
    func tell(_ event: RadioEvent) throws(RadioTrouble) {
        do throws(RadioLinkError) {
            try perform(event)
        } catch { throw RadioTrouble(error) }
    }

    /// Waits until the radio says what it is.
    func identity() throws(RadioTrouble) -> RadioIdentity {
        while case .notice(let notice) = try next(until: Nanoseconds(UInt64.max)) {
            if case .ready(let identity) = notice { return identity }
            if case .failed(let fault) = notice { throw RadioTrouble(fault) }
        }
        rest()
        throw RadioTrouble(CommandFailure("interrupted"))
    }

    /// Puts the radio to rest; what it says meanwhile is nobody's.
    func rest() { rest { _ in [] } }
}

extension Interruption {
    /// From now on SIGINT and SIGTERM signal the wake.
    static func caught() throws(CommandFailure) -> Wake {
        do throws(SystemError) {
            return try catchAll()
        } catch { throw CommandFailure("cannot wait: \(error)") }
    }
}

extension EmulatorSignals {
    static func caught() throws(CommandFailure) {
        do throws(SystemError) {
            try catchAll()
        } catch { throw CommandFailure("cannot wait: \(error)") }
    }
}
