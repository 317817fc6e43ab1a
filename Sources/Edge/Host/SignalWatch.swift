internal import CMachine
internal import Glibc

/// The wishes of whoever runs the program, as a descriptor that can be waited for with all others:
/// end (SIGTERM, SIGINT), read the configuration again (SIGHUP).
public final class SignalWatch: Sendable {
    public enum Wish: Equatable, Sendable { case end, reload }

    /// Readable when a wish has come.
    public let descriptor: Int32

    /// From now on the signals do nothing by themselves, and no closed pipe or socket ends the
    /// program. To be called before the first thread is made, so that all have the mask.
    public init() throws(SystemError) {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        for number in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&mask, number) }
        unsafe pthread_sigmask(SIG_BLOCK, &mask, nil)
        signal(SIGPIPE, SIG_IGN)
        descriptor = unsafe signalfd(-1, &mask, Int32(SFD_NONBLOCK) | Int32(SFD_CLOEXEC))
        guard descriptor >= 0 else { throw .last }
    }

    deinit { close(descriptor) }

    /// The next wish that has come; nil when there is none.
    public func next() -> Wish? {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard unsafe read(descriptor, &information, size) == size else { return nil }
        return Int32(information.ssi_signo) == SIGHUP ? .reload : .end
    }
}
