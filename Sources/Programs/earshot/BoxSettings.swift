import CommandTable
import Concentrator
import Host
import Notation
import PositionFixes
import Primitives
import Radios
import Settings
import Signing

/// The sections of a box's configuration that commands read.
let boxSettingTable = SettingTable(RadioSettings.settings + PositionSettings.settings)

/// A box's configuration: the system's, or the files a flag names.
struct BoxSettings {
    /// Files and drop-ins, as read.
    var files: [String]
    var settings: Settings
    var radio = RadioSettings()
    /// Each with its place.
    var problems: [String] = []

    static let systemFolder = "/etc/earshot"

    static let flag = Flag.text(
        "config", value: "PATH",
        "a configuration file or a folder of them; else \(systemFolder)"
    ).optional

    /// Reads everything and collects what is wrong with it.
    init(at path: String?) throws(SettingsFileError) {
        let paths =
            path.map { [$0] }
            ?? (Folder.names(in: Self.systemFolder) == nil ? [] : [Self.systemFolder])
        let sources = try SettingsFiles.sources(of: boxSettingTable, paths: paths)
        files = sources.files.map(\.path)
        settings = boxSettingTable.read(sources)
        problems = settings.problems.map(\.description)
        do throws(RadioSettingsError) {
            radio = try RadioSettings(reading: settings)
        } catch { problems.append(error.description) }
        do throws(PositionSettingsError) {
            _ = try PositionSettings(reading: settings)
        } catch { problems.append(error.description) }
    }

    /// Reads it for a command that cannot work with a wrong one.
    static func read(_ options: Options) throws(CommandFailure) -> BoxSettings {
        let box: BoxSettings
        do throws(SettingsFileError) {
            box = try BoxSettings(at: options[flag])
        } catch { throw CommandFailure(error, exit: .wrongConfiguration) }
        guard let first = box.problems.first else { return box }
        throw CommandFailure(first, exit: .wrongConfiguration)
    }

    /// Where the controllers' code may lie: the configured folder, or else the system's and then the
    /// user's own.
    var firmwareFolders: [String] {
        guard settings.origin(of: "radio.firmware_directory") == .builtIn else {
            return [radio.firmwareDirectory]
        }
        let data = Environment["XDG_DATA_HOME"] ?? Environment["HOME"].map { "\($0)/.local/share" }
        return [FirmwareFile.systemFolder]
            + (data.map { ["\($0)/\(FirmwareFile.userFolder)"] } ?? [])
    }
}

/// A file that may be firmware, as it was read.
struct FirmwareRead {
    let path: String
    /// Without its folder.
    var name: String { String(path.split(separator: "/").last ?? "") }
    let outcome: Result<FirmwareImage, Failure>

    /// Nil for a file that holds none.
    var found: FoundFirmware? {
        guard case .success(let image) = outcome else { return nil }
        return FoundFirmware(name: name, image: image)
    }

    /// Whether it is called like a file, whatever its ending.
    func isNamed(like file: FirmwareFile) -> Bool {
        name.prefix { $0 != "." } == file.name.prefix { $0 != "." }
    }

    struct Failure: Error { let reason: String }

    init(_ path: String) {
        self.path = path
        do throws(SettingsFileError) {
            let content = try SettingsFiles.read(path)
            outcome = Self.parse(content)
        } catch { outcome = .failure(Failure(reason: Self.reason(error))) }
    }

    private static func parse(_ content: [UInt8]) -> Result<FirmwareImage, Failure> {
        do throws(FirmwareFileError) {
            return .success(try FirmwareImage(parsing: content.rawSpan, hashing: SHA256.self))
        } catch { return .failure(Failure(reason: error.description)) }
    }

    /// Without the path, which stands before it.
    private static func reason(_ error: SettingsFileError) -> String {
        switch error {
        case .cannotRead(_, let system): system.description
        case .tooLong, .notText: error.description
        }
    }

    /// All regular names of the first folder that has any; empty when none has.
    static func all(in folders: [String]) -> [FirmwareRead] {
        for folder in folders {
            let names = (Folder.names(in: folder) ?? []).filter { !$0.hasPrefix(".") }.sorted()
            if !names.isEmpty { return names.map { FirmwareRead("\(folder)/\($0)") } }
        }
        return []
    }
}
