import Attestation
import CommandTable
import EpochReplay
import Epochs
import Host
import Maps
import Notation
import Primitives
import PublishedLogs
import Registry
import Rewards
import Signing
import Units

/// The result files of epochs where an oracle or a copy of it publishes them: a folder, or a web
/// server of its files.
struct PublishedEpochs: EpochSource {
    /// Where a command finds them.
    static let flag = Flag.text(
        "from", value: "LOG",
        "the folder of a log, or the https address of a server of such a folder")

    private let source: LogSource

    init(_ source: LogSource) { self.source = source }

    init(_ place: String, authorities: String?) throws(CommandFailure) {
        source = try OpenedLog.source(place, authorities)
    }

    var name: String { source.name }

    func read(_ path: String, limit: Int) throws(EpochFolderError) -> [UInt8]? {
        do throws(LogSourceError) {
            return try source.read(path, limit: limit)
        } catch { throw .disk(error.description) }
    }

    /// The bytes of an epoch's file.
    func file(_ stage: StageName, of epoch: Epoch) throws(CommandFailure) -> [UInt8] {
        try Self.reading { () throws(EpochFolderError) in
            try self.stage(stage, of: epoch)
        }
    }

    func fileIfThere(
        _ stage: StageName, of epoch: Epoch
    ) throws(CommandFailure) -> [UInt8]? {
        try Self.reading { () throws(EpochFolderError) in
            try read(EpochPath.stage(stage, of: epoch), limit: ResultFile.greatestBytes)
        }
    }

    /// Whether a log stands there, with results or without.
    var isLog: Bool { (try? source.checkpoint()) != nil }

    private static func reading<Value>(
        _ body: () throws(EpochFolderError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(EpochFolderError) { return try body() } catch { throw CommandFailure(error) }
    }

    // MARK: Which there are

    /// The epochs that are meant, ascending, at least one: that of the choice, else all.
    func epochs(_ choice: EpochChoice?) throws(CommandFailure) -> [Epoch] {
        switch choice {
        case .number(let epoch): return [epoch]
        case .latest: return [try newest()]
        case nil:
            if source.folder != nil { return try listed() }
            return try (0...newest().number).map { Epoch($0) }
        }
    }

    func epoch(_ choice: EpochChoice) throws(CommandFailure) -> Epoch { try epochs(choice)[0] }

    private func listed() throws(CommandFailure) -> [Epoch] {
        let folder = EpochFolder(in: name)
        guard let epochs = folder.listed else {
            guard !Folder.mayBeThere(folder.path) else {
                throw CommandFailure("\(folder.path) is no folder that this user may read")
            }
            guard !isLog else {
                throw CommandFailure(
                    "\(name) is a log without results of epochs: name the epoch's number")
            }
            throw CommandFailure(
                "there is no folder \(folder.path); --from names the folder in which the folder "
                    + "\(EpochPath.folder) stands, such as an oracle's data folder")
        }
        guard !epochs.isEmpty else { throw CommandFailure("\(folder.path) has no epoch") }
        return epochs
    }

    private func newest() throws(CommandFailure) -> Epoch {
        if source.folder != nil {
            let all = try listed()
            return all[all.count - 1]
        }
        guard try holds(0) else {
            throw CommandFailure(
                "\(name) has no \(EpochPath.result(of: Epoch(0))): no epoch has closed there, or it "
                    + "does not serve them all; --epoch N names one")
        }
        return Epoch(try newestServed())
    }

    /// A server of files lists nothing, but has all epochs from 0 on: some forty questions find the
    /// last of any number.
    private func newestServed() throws(CommandFailure) -> UInt64 {
        var (there, step): (UInt64, UInt64) = (0, 1)
        while there + step < Epoch.limit, try holds(there + step) {
            there += step
            step *= 2
        }
        var missing = there + step
        while missing - there > 1 {
            let middle = there + (missing - there) / 2
            if try holds(middle) { there = middle } else { missing = middle }
        }
        return there
    }

    private func holds(_ number: UInt64) throws(CommandFailure) -> Bool {
        try Self.reading { () throws(EpochFolderError) in
            try read(EpochPath.result(of: Epoch(number)), limit: 1 << 16) != nil
        }
    }

    // MARK: Who is in them

    /// The number of a hotspot as the registry has it at the end of an epoch.
    func number(of hotspot: HotspotName, after epoch: Epoch) throws(CommandFailure) -> UInt32 {
        switch hotspot {
        case .number(let number): return number
        case .key(let key):
            guard let number = try registry(after: epoch).number(ofFormer: key) else {
                throw CommandFailure(
                    "no hotspot had the key \(Address(key)) when epoch \(epoch.number) ended")
            }
            return number.value
        }
    }

    /// Who was registered when an epoch ended.
    func registry(after epoch: Epoch) throws(CommandFailure) -> Registry {
        let file = try networkFile()
        return try Self.reading { () throws(EpochFolderError) in
            try registry(after: epoch, file: file, places: PlaceTables([ShippedMaps.places]))
        }
    }

    /// Nothing where a copy has no registry of that epoch, or no network file to read it by.
    func registryIfThere(after epoch: Epoch) throws(CommandFailure) -> Registry? {
        guard (try? read("network", limit: 1 << 16)) ?? nil != nil,
            try fileIfThere(.registry, of: epoch) != nil
        else { return nil }
        return try registry(after: epoch)
    }

    private func networkFile() throws(CommandFailure) -> CheckedStatement {
        let bytes: [UInt8]? = try Self.reading { () throws(EpochFolderError) in
            try read("network", limit: 1 << 16)
        }
        guard let bytes else {
            throw CommandFailure(
                "there is no \(name)/network, by which the registry is read; write the hotspot's "
                    + "number instead of its address")
        }
        guard
            let file = CheckedStatement.networkFile(
                bytes, by: Ed25519.self, hashing: SHA256.self)
        else { throw CommandFailure("\(name)/network is no network file") }
        return file
    }
}

/// How a person names a hotspot.
enum HotspotName {
    case number(UInt32)
    case key(PublicKey)

    init(parsing text: String) throws(CommandFailure) {
        if text.hasPrefix("\(Address.prefix)1") {
            do throws(AddressError) {
                self = .key(try Address(parsing: text).key)
            } catch { throw CommandFailure(error, exit: .usage) }
            return
        }
        guard let number = UInt32(text), String(number) == text else {
            throw CommandFailure(
                "\(Quote.text(text)) is no hotspot: write its address (ear1…), not its name, or its number; "
                    + "numbers count registrations from 0", exit: .usage)
        }
        self = .number(number)
    }
}
