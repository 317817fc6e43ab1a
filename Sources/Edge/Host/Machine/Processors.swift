internal import Glibc

/// The machine's processors.
public enum Processors {
    /// Those that are on, at least 1.
    public static var count: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

/// Runs the same work on so many threads at once, this one among them, and returns when all have
/// ended. Where the system gives fewer threads, those there are do all of it: `body` must take its
/// share from what is left.
public func withThreads(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    var others: [WorkerThread] = []
    for _ in 1..<max(1, count) {
        guard let thread = try? WorkerThread("worker", body) else { break }
        others.append(thread)
    }
    body()
    for thread in others { thread.join() }
}
