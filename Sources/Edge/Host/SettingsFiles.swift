internal import Glibc
public import Settings

/// Reads what configuration comes from: files, drop-in directories, environment, secrets.
public enum SettingsFiles {
    public static let longestFile = 1 << 20

    /// Everything a program's settings come from, but the flags.
    /// - Parameter paths: files in order, each overriding those before; a directory stands for its
    ///   `*.toml` files in the order of their names.
    public static func sources(
        of table: SettingTable, paths: [String]
    ) throws(SettingsFileError) -> SettingSources {
        var sources = SettingSources()
        for path in paths {
            for file in try expanded(path) {
                sources.files.append(.init(path: file, text: try read(file)))
            }
        }
        sources.environment = Environment.all(prefix: table.environmentPrefix)
        let secrets = table.secretFiles(
            environment: sources.environment,
            credentialsDirectory: Environment["CREDENTIALS_DIRECTORY"])
        for secret in secrets {
            if !secret.mustExist, unsafe access(secret.path, F_OK) != 0 { continue }
            var bytes = try read(secret.path)
            // Editors end a file with a newline that is no part of the secret.
            if bytes.last == 0x0a { bytes.removeLast() }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw .notText(path: secret.path)
            }
            sources.secrets.append(.init(key: secret.key, path: secret.path, value: text))
        }
        return sources
    }

    /// A whole file of at most 1 MiB.
    public static func read(_ path: String) throws(SettingsFileError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .cannotRead(path: path, SystemError.last) }
        defer { close(file) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(file, &buffer, buffer.count)
            if count < 0 {
                guard errno == EINTR else { throw .cannotRead(path: path, SystemError.last) }
                continue
            }
            guard count > 0 else { return all }
            guard all.count + count <= longestFile else { throw .tooLong(path: path) }
            all.append(contentsOf: buffer[..<count])
        }
    }

    private static func expanded(_ path: String) throws(SettingsFileError) -> [String] {
        guard let names = Folder.names(in: path) else {
            guard errno == ENOTDIR else { throw .cannotRead(path: path, SystemError.last) }
            return [path]
        }
        return names.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }.sorted().map {
            "\(path)/\($0)"
        }
    }
}

/// Why configuration could not be read; ends a program with code 78.
public enum SettingsFileError: Error, Equatable, Sendable, CustomStringConvertible {
    case cannotRead(path: String, SystemError)
    case tooLong(path: String)
    case notText(path: String)

    public var description: String {
        switch self {
        case .cannotRead(let path, let error): "cannot read \(path): \(error)"
        case .tooLong(let path): "\(path) is longer than \(SettingsFiles.longestFile) bytes"
        case .notText(let path): "\(path) is not UTF-8 text"
        }
    }
}
