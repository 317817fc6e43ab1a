internal import Attestation
public import Epochs
internal import Glibc
internal import Host
internal import OracleLogic
internal import Primitives
internal import Registry
internal import Rewards
internal import Signing
internal import Storage

extension OracleHost {
    /// The next epoch to compute, once its evidence has closed and is published.
    public var epochTask: EpochTask? {
        guard let closed = logic.newestClosed, epochs.next <= closed, !isBehind,
            closedIndex < log.publishedSize
        else { return nil }
        return EpochTask(state: epochs, directory: data.path)
    }

    /// Keeps what an epoch came to: its files, whole or not at all, then its signed result in the log.
    public func keep(_ outcome: EpochOutcome) throws(OracleHostError) {
        precondition(outcome.epoch == epochs.next, "epoch \(outcome.epoch) is not the next")
        let result = try logged(outcome.root) ?? sign(outcome.root)
        let files = EpochFolder(data, outcome.epoch)
        try files.write(
            outcome.stages.map { ($0.name.rawValue, $0.bytes) } + [(EpochFolder.result, result)])
        if results[outcome.epoch.number] == nil { try append(result) }
        epochs = outcome.next
    }

    /// The result as it is in the log already, for files that were lost.
    private func logged(_ root: EpochRoot) throws(OracleHostError) -> [UInt8]? {
        guard let index = results[root.epoch.number] else { return nil }
        let bytes = try entry(index)
        guard let statement = logged(bytes),
            EpochRoot(statement.payload, network: network) == root
        else {
            throw .epoch(
                root.epoch.number,
                "log entry \(index) says another result than what is computed here; "
                    + "this program or its log is damaged")
        }
        return bytes
    }

    private func sign(_ root: EpochRoot) -> [UInt8] {
        do throws(MessageError) {
            let payload = try root.message(sequence: log.size).payload()
            return Statement.sign(
                payload.rawSpan,
                in: StatementContext(network: network, type: MessageType.epochResult.name),
                by: keys.oracle)
        } catch { preconditionFailure("a result of ours is refused by its table: \(error)") }
    }

    // MARK: After a start

    /// Goes on from the newest result; logs those that the program ended before logging.
    func resumeEpochs() throws(OracleHostError) {
        let kept = EpochFolder.numbers(in: data)
        for number in kept {
            let result = try EpochFolder(data, Epoch(number)).read(EpochFolder.result)
            guard let statement = logged(result), statement.type == .epochResult else {
                throw .epoch(number, "\(data.epochs)/\(number)/result is no result")
            }
            if index.place(of: statement.id) == nil { try append(result) }
        }
        guard let last = kept.last else { return }
        epochs = try state(after: Epoch(last))
    }

    private func state(after epoch: Epoch) throws(OracleHostError) -> EpochState {
        let files = EpochFolder(data, epoch)
        let rewards = try files.read(StageName.rewards.rawValue)
        let registryBytes = try files.read(StageName.registry.rawValue)
        let bytes = try files.read(StageName.state.rawValue)
        do {
            let registry = try Registry(
                decoding: registryBytes.rawSpan, file: Self.networkFile(data).1,
                places: Self.places)
            return try EpochState(
                decoding: bytes.rawSpan, registry: registry,
                lifetime: RewardFiles.lifetime(in: rewards.rawSpan))
        } catch {
            throw .epoch(
                epoch.number,
                "its files cannot be read: \(error); remove the folder "
                    + "\(data.epochs)/\(epoch.number) to have it computed again")
        }
    }
}

/// The files of one epoch's results.
struct EpochFolder {
    static let result = "result"
    private let path: String
    private let folder: String

    init(_ data: DataFolder, _ epoch: Epoch) {
        folder = data.epochs
        path = "\(data.epochs)/\(epoch.number)"
    }

    /// Of the epochs with results, ascending from 0; a gap ends them.
    static func numbers(in data: DataFolder) -> [UInt64] {
        let names = Folder.names(in: data.epochs) ?? []
        let numbers = names.compactMap { name in
            UInt64(name).flatMap { String($0) == name ? $0 : nil }
        }.sorted()
        return numbers.enumerated().prefix { UInt64($0.offset) == $0.element }.map(\.element)
    }

    func read(_ name: String) throws(OracleHostError) -> [UInt8] {
        do throws(WholeFileError) {
            return try WholeFile.read("\(path)/\(name)", limit: 1 << 32)
        } catch { throw .file(error.description) }
    }

    /// All files get their names together, when all are on disk.
    func write(_ files: [(name: String, bytes: [UInt8])]) throws(OracleHostError) {
        do throws(SystemError) {
            try makeFolder(folder)
            let part = path + ".part"
            try Self.clear(part)
            try makeFolder(part)
            for (name, bytes) in files {
                try ReplacedFile.write(bytes, to: "\(part)/\(name)", mode: 0o644)
            }
            try Self.clear(path)
            guard unsafe rename(part, path) == 0 else { throw .last }
            try ReplacedFile.syncFolder(of: path)
        } catch { throw .disk("cannot write \(path): \(error)") }
    }

    private func makeFolder(_ path: String) throws(SystemError) {
        guard unsafe mkdir(path, 0o755) != 0, errno != EEXIST else { return }
        throw .last
    }

    private static func clear(_ path: String) throws(SystemError) {
        for name in Folder.names(in: path) ?? [] where name != "." && name != ".." {
            guard unsafe unlink("\(path)/\(name)") == 0 else { throw .last }
        }
        guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw .last }
    }
}
