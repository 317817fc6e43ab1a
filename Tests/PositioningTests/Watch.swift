import Foundation
import Notation
import PositionFixes
import Positioning
import Synchronization

/// A listener whose judge a test can wait for.
final class Watch: Sendable {
    private let shared: Shared
    private let listener: GPSDListener

    final class Shared: Sendable {
        let judge = Mutex(PositionJudge())
        let events = Mutex<[PositionEvent]>([])
    }

    init(of port: UInt16) throws {
        let shared = Shared()
        self.shared = shared
        listener = try GPSDListener(to: SocketName(parsing: "127.0.0.1:\(port)")) { event, now in
            _ = shared.judge.withLock { $0.handle(event, at: now) }
            shared.events.withLock { $0.append(event) }
        }
    }

    var judge: PositionJudge { shared.judge.withLock { $0 } }
    var events: [PositionEvent] { shared.events.withLock { $0 } }

    /// Generous, because the machine may be busy with builds; nothing waits longer than it must.
    func wait(_ seconds: Int = 60, until condition: (PositionJudge) -> Bool) -> Bool {
        for _ in 0..<(seconds * 50) {
            if condition(judge) { return true }
            usleep(20_000)
        }
        return condition(judge)
    }

    func stop() { listener.stop() }
}
