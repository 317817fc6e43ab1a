internal import CMachine
internal import Diagnosis
internal import Glibc
internal import Units

/// What the kernel knows of its clock.
public enum KernelClock {
    /// Somebody keeps it right and has told the kernel, within the last quarter of an hour or so:
    /// the error it allows grows until it is told again.
    public static var isSynchronised: Bool {
        if case .synchronised = state { true } else { false }
    }

    static var state: ClockObservation.Kernel {
        var state = timex()
        let result = unsafe adjtimex(&state)
        guard result >= 0 else { return .silent(reason: SystemError.last.description) }
        guard result != TIME_ERROR, state.status & STA_UNSYNC == 0 else { return .unsynchronised }
        return .synchronised(
            maximumError: Nanoseconds(UInt64(clamping: state.maxerror) * 1_000))
    }
}
