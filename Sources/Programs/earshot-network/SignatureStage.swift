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

    private static let together = 16

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
        state.withLock { state in
            state.posts.append(post)
            wake.signal()
        }
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
        while true {
            _ = wake.wait(until: Nanoseconds(.max))
            let batch: [Post]? = state.withLock { state in
                if state.posts.isEmpty {
                    if state.isEnding { return nil }
                    wake.clear()
                    return []
                }
                let count = min(Self.together, (state.posts.count + 1) / 2)
                defer { state.posts.removeFirst(count) }
                return Array(state.posts.prefix(count))
            }
            guard let batch else { return }
            for post in batch { check(post) }
        }
    }

    private func check(_ post: Post) {
        let bytes = post.body.count
        do throws(SequenceError) {
            let ranges = try StatementSequence.ranges(in: post.body.rawSpan)
            guard !ranges.isEmpty else {
                queue.release(bytes)
                return post.ticket.answer(.problem(.malformed, "there is no statement in it"))
            }
            let checks = StatementSequence.statements(ranges, of: post.body.rawSpan).map(check)
            checked.add(UInt64(checks.count), ordering: .relaxed)
            if queue.put(.post(checks, bytes: bytes, post.ticket)) { return }
            post.ticket.answer(.busy)
        } catch {
            let code: ProblemCode = error.reason == .tooMany ? .tooLarge : .malformed
            let position = code == .malformed ? error.position : nil
            post.ticket.answer(.problem(code, "\(error)", position: position))
        }
        queue.release(bytes)
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
