import Attestation
import CommandTable
import EvidenceLog
import Glibc
import Host
import Notation
import Primitives
import PublishedLogs
import Signing
import Storage

private let networkFile = Flag.text(
    "network", value: "FILE", "the signed network file, which becomes entry 0")
private let keyFolder = Flag.text(
    "keys", value: "DIR", "an oracle's keys: its log.key signs the head")
private let outFolder = Flag.text("out", value: "DIR", "the log's folder, which is made")

let logBuild = Command.run(
    "build", "a log of one's own evidence, about which the rules can be asked",
    details: """
        Reads signed statements of the network, one per line in hex, in the order in which they shall
        stand in the log behind the network file, and writes the folder DIR as an oracle's: network,
        checkpoint, tile. Records of entropy are lines like others. A line is refused that is no
        statement signed for the network, is of a type that is never logged, or was there before; then
        nothing is written. A first line with the network file itself is passed over, so that what
        earshot log entries writes can be read. Whether the statements keep the rules is not asked.
        """,
    flags: [networkFile, keyFolder, outFolder],
    examples: [
        .session(
            "$ echo nothing > network; mkdir -m 700 keys\n"
                + "$ earshot key new --out keys/log.key > identity 2>&1\n"
                + "$ earshot log build --network network --keys keys --out mine < /dev/null\n"
                + "earshot log build: network: no network file: …\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let file = try BuiltLog.read(options[networkFile])
    let key: SecretKey
    do throws(KeyFileError) {
        key = try KeyFile.read(options[keyFolder] + "/log.key")
    } catch {
        guard case .notFound(let path) = error else { throw CommandFailure(error) }
        throw CommandFailure(
            "there is no \(path): the log key that \(options[networkFile]) names for its oracle signs "
                + "the head")
    }
    let identity: LogIdentity
    do throws(LogIdentityError) {
        identity = try LogIdentity(networkFile: file.rawSpan, logKey: key.publicKey)
    } catch { throw CommandFailure("\(options[networkFile]): \(error)") }
    let folder = options[outFolder]
    guard !Folder.mayBeThere(folder) else {
        throw CommandFailure("\(folder) is there already; a log is built in a new folder")
    }
    let part = folder + ".part"
    Folder.removeAll(part)
    let built: BuiltLog
    do throws(CommandFailure) {
        built = try BuiltLog(identity, file, in: part)
        try built.take(linesOf: console)
        try built.finish(by: key, as: folder)
    } catch {
        Folder.removeAll(part)
        throw error
    }
    if let schema = options.schema {
        console.write(schema: schema) { json in
            json.member("network", identity.network.description)
            json.member("size", Int(clamping: built.log.size))
            json.member("root", built.root.hexText)
        }
    } else {
        console.write("size \(built.log.size) root \(built.root.hexText)\n")
    }
    return .success
}

/// A log that is being made of lines.
private final class BuiltLog {
    let log: LogFolder
    private let directory: String
    private let identity: LogIdentity
    private let file: [UInt8]
    private var waiting: [[UInt8]]
    private var waitingBytes = 0
    private var ids: Set<Hash256> = []
    private(set) var root = Hash256(words: (0, 0, 0, 0))

    static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        do throws(SettingsFileError) {
            return try SettingsFiles.read(path)
        } catch { throw CommandFailure(error) }
    }

    init(
        _ identity: LogIdentity, _ file: [UInt8], in directory: String
    ) throws(CommandFailure) {
        self.identity = identity
        self.file = file
        self.directory = directory
        waiting = [file]
        do throws(LogFolderError) {
            log = try LogFolder(directory: directory, key: identity.key)
        } catch { throw CommandFailure(error) }
    }

    func take(linesOf console: any Console) throws(CommandFailure) {
        var lines = InputLines(console)
        while let line = try lines.next() {
            try take(line, number: lines.number)
        }
        try flush()
    }

    private func take(_ line: [UInt8], number: Int) throws(CommandFailure) {
        let bytes: [UInt8]
        do throws(HexError) {
            bytes = try Hex.bytes(from: line.rawSpan)
        } catch { throw CommandFailure("line \(number): \(error)") }
        if number == 1, bytes == file { return }
        let verdict = StatementVerdict.of(
            bytes.rawSpan, network: identity.network, by: Ed25519.self, hashing: SHA256.self)
        switch verdict {
        case .invalid(let reason):
            throw CommandFailure(
                "line \(number): no statement of network \(identity.network): \(reason)")
        case .valid(let type, _, _) where !type.isLogged || type == .network:
            throw CommandFailure("line \(number): a \(type.name) does not stand behind entry 0")
        case .valid(let type, _, let id):
            guard ids.insert(id).inserted else {
                throw CommandFailure(
                    "line \(number): the \(type.name) \(id.hexText) was there before")
            }
        }
        waiting.append(bytes)
        waitingBytes += bytes.count
        if waiting.count == 4_096 || waitingBytes > 8 << 20 { try flush() }
    }

    private func flush() throws(CommandFailure) {
        guard !waiting.isEmpty else { return }
        do throws(LogFolderError) {
            try log.append(waiting)
        } catch { throw CommandFailure(error) }
        waiting = []
        waitingBytes = 0
    }

    func finish(by key: borrowing SecretKey, as folder: String) throws(CommandFailure) {
        do throws(LogFolderError) {
            try log.publish(by: key)
            root = try log.root(at: log.size)
        } catch { throw CommandFailure(error) }
        do throws(NewFileError) {
            try DurableFile.create(file, at: directory + "/network")
        } catch { throw CommandFailure(error) }
        guard unsafe rename(directory, folder) == 0 else {
            throw CommandFailure("cannot name \(folder): \(SystemError.last)")
        }
    }
}

/// The lines of standard input, one after the other.
private struct InputLines {
    private let console: any Console
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var range = 0..<0
    private(set) var number = 0

    /// A statement in hex and something around it.
    private static let longest = 2 * StatementLimit.bytes + 2

    init(_ console: any Console) { self.console = console }

    /// nil at the end.
    mutating func next() throws(CommandFailure) -> [UInt8]? {
        var line: [UInt8] = []
        number += 1
        while true {
            if range.isEmpty {
                range = 0..<(try console.read(into: &buffer, mayWait: {}))
                if range.isEmpty { return line.isEmpty ? nil : line }
            }
            let end = buffer[range].firstIndex(of: 0x0a)
            line += buffer[range.lowerBound..<(end ?? range.upperBound)]
            guard line.count <= Self.longest else {
                throw CommandFailure("line \(number): longer than any statement in hex")
            }
            range = min(range.upperBound, end.map { $0 + 1 } ?? range.upperBound)..<range.upperBound
            if end != nil { return line }
        }
    }
}
