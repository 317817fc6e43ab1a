import Epochs
import Glibc
import Host
import OracleHost
import Synchronization

/// Computes an epoch beside the deciding thread, its entries divided over all cores.
final class EpochRunner {
    typealias Ending = Result<EpochOutcome, OracleHostError>

    private let ending: Mailbox<Ending>
    private var thread: WorkerThread?
    private var endings: [Ending] = []

    /// - Parameter wake: of the deciding thread.
    init(wake: Wake) { ending = Mailbox(most: 1, wake: wake) }

    var isIdle: Bool { thread == nil }

    func start(_ task: EpochTask) throws(SystemError) {
        let ending = ending
        thread = try WorkerThread("epoch") {
            do throws(OracleHostError) {
                ending.put(.success(try task.run(dividing: ThreadDivision())))
            } catch { ending.put(.failure(error)) }
        }
    }

    /// What has come out; nil while it is computed.
    func take() -> Ending? {
        ending.take(into: &endings)
        guard let last = endings.last else { return nil }
        thread?.join()
        thread = nil
        return last
    }
}

/// A part for each core.
struct ThreadDivision: Division {
    private let threads = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    func map<Part: Sendable>(
        count: Int, _ body: @Sendable (Range<Int>) -> Part
    ) -> [Part] {
        guard count > 0 else { return [] }
        let size = (count + threads - 1) / threads
        let parts = stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
        return withoutActuallyEscaping(body) { body in
            let results = Mutex<[Part?]>(parts.map { _ in nil })
            var workers: [WorkerThread] = []
            for (place, part) in parts.enumerated().dropFirst() {
                let work: @Sendable () -> Void = {
                    let result = body(part)
                    results.withLock { $0[place] = result }
                }
                // Where no thread is left, this one does it.
                do throws(SystemError) {
                    workers.append(try WorkerThread("epoch-\(place)", work))
                } catch { work() }
            }
            let first = body(parts[0])
            results.withLock { $0[0] = first }
            for worker in workers { worker.join() }
            return results.withLock { $0.compactMap { $0 } }
        }
    }
}
