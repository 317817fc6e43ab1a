import Host

/// One piece of work at a time beside the deciding thread, which hears what came of it.
final class SideWork<Value: Sendable> {
    private let name: String
    private let ending: Mailbox<Value>
    private var thread: WorkerThread?
    private var endings: [Value] = []

    /// - Parameter wake: of the deciding thread.
    init(_ name: String, wake: Wake) {
        self.name = name
        ending = Mailbox(most: 1, wake: wake)
    }

    var isIdle: Bool { thread == nil }

    func start(_ work: @escaping @Sendable () -> Value) throws(SystemError) {
        let ending = ending
        thread = try WorkerThread(name) { ending.put(work()) }
    }

    /// What has come out; nil while it is under way.
    func take() -> Value? {
        ending.take(into: &endings)
        guard let last = endings.last else { return nil }
        join()
        return last
    }

    /// Waits for the end of what is under way.
    func join() {
        thread?.join()
        thread = nil
    }
}
