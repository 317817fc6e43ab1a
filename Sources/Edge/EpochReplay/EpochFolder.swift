public import Attestation
public import Epochs
internal import Glibc
internal import Host
internal import Primitives
public import Registry
internal import Rewards
internal import Units

/// The result files of a log's epochs on disk. A folder of an epoch is there whole or not at all.
public struct EpochFolder: EpochSource, Sendable {
    /// The folder of the log.
    public let name: String

    public static let resultFile = "result"

    /// - Parameter data: the folder of the log.
    public init(in data: String) { name = data }

    /// Of all epochs.
    public var path: String { "\(name)/\(EpochPath.folder)" }

    /// The epochs there, ascending; nil where there is no folder of them.
    public var listed: [Epoch]? {
        Folder.names(in: path)?.compactMap { Epoch(name: $0) }.sorted()
    }

    /// The epochs there, ascending. A folder that is not there has none.
    public var epochs: [Epoch] { listed ?? [] }

    public func holds(_ epoch: Epoch) -> Bool {
        unsafe access("\(path)/\(epoch.number)/\(Self.resultFile)", F_OK) == 0
    }

    /// Writes an epoch's files, or finds them there. They get their name when all are on disk.
    public func write(_ outcome: EpochOutcome, result: [UInt8]) throws(EpochFolderError) {
        let name = "\(path)/\(outcome.epoch.number)"
        guard !holds(outcome.epoch) else { return }
        try make(path)
        let part = "\(path)/.\(outcome.epoch.number).part"
        Folder.removeAll(part)
        try make(part)
        do throws(NewFileError) {
            for stage in outcome.stages {
                try DurableFile.create(stage.bytes, at: "\(part)/\(stage.name.rawValue)")
            }
            try DurableFile.create(result, at: "\(part)/\(Self.resultFile)")
            guard unsafe rename(part, name) == 0 else {
                throw NewFileError.cannotWrite(path: name, .last)
            }
            try DurableFile.sync(folder: path)
        } catch { throw .disk(error.description) }
    }

    private func make(_ folder: String) throws(EpochFolderError) {
        if unsafe mkdir(folder, 0o755) != 0, errno != EEXIST {
            throw .disk("cannot make \(folder): \(SystemError.last)")
        }
    }

    /// What the pay of an epoch does to the registry, by its own files.
    public func settlement(of epoch: Epoch) throws(EpochFolderError) -> Settlement {
        let file = try stage(.state, of: epoch)
        let found: Settlement?
        do throws(EpochStateError) {
            found = try EpochState.settlement(of: epoch, in: file.rawSpan)
        } catch { throw .format(error.description) }
        guard let found else {
            throw .format("state: it does not say what the epoch's pay does")
        }
        return found
    }

    public func read(_ path: String, limit: Int) throws(EpochFolderError) -> [UInt8]? {
        do throws(WholeFileError) {
            return try WholeFile.read("\(name)/\(path)", limit: limit)
        } catch {
            if case .cannotRead(_, let system) = error, system.isMissing { return nil }
            throw .disk(error.description)
        }
    }
}

/// The three files of an epoch that make the state it leaves.
public struct EpochFiles: Sendable {
    public var state: [UInt8]
    public var registry: [UInt8]
    public var rewards: [UInt8]

    public init(state: [UInt8], registry: [UInt8], rewards: [UInt8]) {
        self.state = state
        self.registry = registry
        self.rewards = rewards
    }

    public func state(
        file: CheckedStatement, places: PlaceTables
    ) throws(EpochFolderError) -> EpochState {
        let registry = try Self.registry(registry, file: file, places: places)
        let lifetime: [Grains]
        do throws(ResultFileError) {
            lifetime = try RewardFiles.lifetime(in: rewards.rawSpan)
        } catch { throw .format("rewards: \(error)") }
        do throws(EpochStateError) {
            return try EpochState(
                decoding: state.rawSpan, registry: registry, lifetime: lifetime)
        } catch { throw .format(error.description) }
    }

    static func registry(
        _ bytes: [UInt8], file: CheckedStatement, places: PlaceTables
    ) throws(EpochFolderError) -> Registry {
        do throws(RegistryFormatError) {
            return try Registry(decoding: bytes.rawSpan, file: file, places: places)
        } catch { throw .format("registry: \(error)") }
    }
}

/// Why an epoch's files cannot be used.
public enum EpochFolderError: Error, Equatable, Sendable, CustomStringConvertible {
    case disk(String)
    case missing(String)
    case format(String)

    public var description: String {
        switch self {
        case .disk(let reason), .format(let reason): reason
        case .missing(let path): "there is no \(path)"
        }
    }
}
