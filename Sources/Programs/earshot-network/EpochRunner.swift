import Epochs
import Host
import OracleHost

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
                ending.put(.success(try task.run()))
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
