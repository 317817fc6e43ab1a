public import Attestation
public import Epochs
public import Registry
internal import Rewards

/// Where the result files of a log's epochs are read: `epochs/N/<stage>` and `epochs/N/result`, the
/// signed statement that is in the log too, below the log's folder or address. Whether they are the
/// right ones is asked of their hashes, by whoever does not trust the place.
public protocol EpochSource {
    /// The folder or address, for messages.
    var name: String { get }

    /// The bytes of a file below the log's folder; nil when it is not there.
    func read(_ path: String, limit: Int) throws(EpochFolderError) -> [UInt8]?
}

extension EpochSource {
    public func stage(_ stage: StageName, of epoch: Epoch) throws(EpochFolderError) -> [UInt8] {
        try whole(EpochPath.stage(stage, of: epoch))
    }

    public func result(of epoch: Epoch) throws(EpochFolderError) -> [UInt8] {
        try whole(EpochPath.result(of: epoch))
    }

    private func whole(_ path: String) throws(EpochFolderError) -> [UInt8] {
        guard let bytes = try read(path, limit: ResultFile.greatestBytes) else {
            throw .missing("\(name)/\(path)")
        }
        return bytes
    }

    /// What an epoch left for the next one.
    public func state(
        after epoch: Epoch, file: CheckedStatement, places: PlaceTables
    ) throws(EpochFolderError) -> EpochState {
        try EpochFiles(
            state: stage(.state, of: epoch), registry: stage(.registry, of: epoch),
            rewards: stage(.rewards, of: epoch)
        ).state(file: file, places: places)
    }

    /// Who was registered when an epoch ended.
    public func registry(
        after epoch: Epoch, file: CheckedStatement, places: PlaceTables
    ) throws(EpochFolderError) -> Registry {
        try EpochFiles.registry(stage(.registry, of: epoch), file: file, places: places)
    }
}

/// The names of an epoch's files below the folder of its log.
public enum EpochPath {
    public static let folder = "epochs"

    public static func stage(_ stage: StageName, of epoch: Epoch) -> String {
        "\(folder)/\(epoch.number)/\(stage.rawValue)"
    }

    public static func result(of epoch: Epoch) -> String {
        "\(folder)/\(epoch.number)/\(EpochFolder.resultFile)"
    }
}

extension Epoch {
    /// Reads the name of an epoch's folder: its number, in the one spelling it has.
    public init?(name: some StringProtocol) {
        guard let number = UInt64(name), String(number) == name, number < Epoch.limit
        else { return nil }
        self.init(number)
    }
}
