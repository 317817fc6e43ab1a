import Attestation
import EvidenceLog
import Host
import OracleAPI
import Primitives
import Registry
import Signing
import Storage
import Synchronization
import Units
import WebServer

/// Reads and checks posts on all cores before anybody decides: form, fields and signatures need no
/// state. Each thread takes several small posts at a time.
final class SignatureStage: Sendable {
    struct Post: Sendable {
        let body: [UInt8]
        let ticket: WebTicket
    }

    private struct State {
        var posts: [Post] = []
        /// Threads that wait for a post.
        var sleeping = 0
        var isEnding = false
    }

    private let state = Mutex(State())
    private let wake: Wake
    private let network: NetworkID
    private let queue: JobQueue
    private let directory: String
    private let threads = Mutex<[WorkerThread]>([])
    /// Statements whose signature was checked, for metrics.
    let checked = Atomic<UInt64>(0)

    /// What a thread takes at a time: a few milliseconds' work, so that small posts cost one hand-over
    /// for all and none waits long for its neighbours.
    private static let together = 16
    private static let togetherBytes = 16 << 10

    init(
        of network: NetworkID, directory: String, threads count: Int, to queue: JobQueue
    ) throws(SystemError) {
        self.network = network
        self.directory = directory
        self.queue = queue
        wake = try Wake()
        for number in 0..<count {
            let thread = try WorkerThread("check-\(number)") { [self] in work() }
            threads.withLock { $0.append(thread) }
        }
    }

    /// - Returns: false when too many bytes wait; nothing is kept then.
    func take(_ post: Post) -> Bool {
        guard queue.reserve(post.body.count) else { return false }
        let isAwaited = state.withLock { state in
            state.posts.append(post)
            return state.sleeping > 0
        }
        if isAwaited { wake.signal() }
        return true
    }

    /// Lets what is here be checked, then ends the threads.
    func stop() {
        state.withLock { state in
            state.isEnding = true
            wake.signal()
        }
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    private func work() {
        while let posts = next() {
            let jobs = posts.compactMap(check)
            guard !queue.put(jobs) else { continue }
            for job in jobs { job.refuse(.busy, in: queue) }
        }
    }

    /// The next posts, waited for; nothing at the end.
    private func next() -> [Post]? {
        var hasSlept = false
        while true {
            let (posts, isOver) = state.withLock { state in
                if hasSlept { state.sleeping -= 1 }
                hasSlept = state.posts.isEmpty && !state.isEnding
                if hasSlept {
                    state.sleeping += 1
                    wake.clear()
                }
                return (Self.some(of: &state.posts), state.isEnding)
            }
            if !posts.isEmpty { return posts }
            if isOver { return nil }
            _ = wake.wait(until: Nanoseconds(.max))
        }
    }

    /// Half of what waits, for there are other threads, up to the most that is taken together.
    private static func some(of posts: inout [Post]) -> [Post] {
        var (count, bytes) = (0, 0)
        while count < min(together, (posts.count + 1) / 2), bytes < togetherBytes {
            bytes += posts[count].body.count
            count += 1
        }
        defer { posts.removeFirst(count) }
        return Array(posts.prefix(count))
    }

    /// What is to be decided of a post; nothing when it is answered already.
    private func check(_ post: Post) -> Job? {
        do throws(SequenceError) {
            let ranges = try StatementSequence.ranges(in: post.body.rawSpan)
            guard !ranges.isEmpty else {
                post.ticket.answer(.problem(.malformed, "there is no statement in it"))
                queue.release(post.body.count)
                return nil
            }
            let checks = StatementSequence.statements(ranges, of: post.body.rawSpan).map(check)
            checked.add(UInt64(checks.count), ordering: .relaxed)
            return .post(checks, bytes: post.body.count, post.ticket)
        } catch {
            let code: ProblemCode = error.reason == .tooMany ? .tooLarge : .malformed
            let position = code == .malformed ? error.position : nil
            post.ticket.answer(.problem(code, "\(error)", position: position))
            queue.release(post.body.count)
            return nil
        }
    }

    private func check(_ statement: [UInt8]) -> StatementCheck {
        let directory = directory
        return CheckedStatement.check(
            statement, network: network, by: Ed25519.self, hashing: SHA256.self,
            entry: { index in Self.entry(index, in: directory) })
    }

    /// An entry that a fraud proof names: of the published log, which anybody can read.
    private static func entry(_ index: UInt64, in directory: String) -> [UInt8]? {
        let tiles = FolderTiles(directory)
        guard
            let head = try? tiles.read(
                DataPath.checkpoint, limit: SignedNote.greatestBytes),
            var log = try? LogReader<FolderTiles, SHA256>(checkpoint: head.rawSpan, from: tiles),
            index < log.size
        else { return nil }
        var entry: [UInt8]?
        try? log.entries(index..<(index + 1)) { entry = [UInt8](copying: $1) }
        return entry
    }
}

enum DataPath {
    static let checkpoint = "checkpoint"
}
