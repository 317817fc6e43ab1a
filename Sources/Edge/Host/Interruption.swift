internal import Glibc
internal import Synchronization

/// SIGINT and SIGTERM, for a command that has something to put to rest before it ends. A daemon has
/// `SignalWatch`.
public enum Interruption {
    private static let came = Atomic(false)
    private static let wake = Mutex<Wake?>(nil)
    private static let signalled = Atomic<Int32>(-1)

    /// From now on they are taken note of and signal the wake. A second one ends the program at once,
    /// for whoever has no patience left. Whoever started the program may have blocked them; they are
    /// unblocked.
    public static func catchAll() throws(SystemError) -> Wake {
        let made = try Wake()
        // For ever: a signal may come at any time.
        wake.withLock { $0 = made }
        signalled.store(made.descriptor, ordering: .releasing)
        var both = sigset_t()
        unsafe sigemptyset(&both)
        for number in [SIGINT, SIGTERM] {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = note
            action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
            unsafe sigaction(number, &action, nil)
            unsafe sigaddset(&both, number)
        }
        unsafe sigprocmask(SIG_UNBLOCK, &both, nil)
        return made
    }

    public static var hasCome: Bool { came.load(ordering: .acquiring) }

    /// The wake's; -1 before it is made.
    public static var descriptor: Int32 { signalled.load(ordering: .acquiring) }

    private static let note: @convention(c) (Int32) -> Void = { _ in
        came.store(true, ordering: .releasing)
        Wake.signal(descriptor)
    }
}
