internal import CMachine
internal import Glibc

/// What the kernel knows of its clock.
public enum KernelClock {
    /// Somebody keeps it right and has told the kernel, within the last quarter of an hour or so:
    /// the error it allows grows until it is told again.
    public static var isSynchronised: Bool {
        var state = timex()
        let result = unsafe adjtimex(&state)
        return result >= 0 && result != TIME_ERROR && state.status & STA_UNSYNC == 0
    }
}
