internal import Concentrator
public import Forwarders
public import Host
public import PositionFixes
public import Radios
public import Settings

/// A box's configuration: the system's, or the files a flag names.
public struct BoxSettings: Sendable {
    /// Files and drop-ins, as read.
    public var files: [String]
    public var settings: Settings
    public var radio = RadioSettings()
    public var position = PositionSettings.nothing
    public var hotspot = HotspotSettings()
    public var forwarders = ForwarderSettings(listen: nil)
    /// Each with its place.
    public var problems: [String] = []

    public static let systemFolder = "/etc/earshot"
    /// The file that the package brings; others beside it are read too.
    public static let usualFile = "earshot.toml"

    /// Every section.
    public static let table = SettingTable(
        HotspotSettings.settings + RadioSettings.settings + PositionSettings.settings
            + ForwarderSettings.settings)

    /// Reads everything and collects what is wrong with it. Without a path, the system's
    /// configuration if there is one; one that may not be read is an error, never passed over.
    public init(at path: String?) throws(SettingsFileError) {
        let paths =
            path.map { [$0] } ?? (Folder.mayBeThere(Self.systemFolder) ? [Self.systemFolder] : [])
        let sources = try SettingsFiles.sources(of: Self.table, paths: paths)
        files = sources.files.map(\.path)
        settings = Self.table.read(sources)
        problems = settings.problems.map(\.description)
        do throws(RadioSettingsError) {
            radio = try RadioSettings(reading: settings)
        } catch { problems.append(error.description) }
        do throws(PositionSettingsError) {
            position = try PositionSettings(reading: settings)
        } catch { problems.append(error.description) }
        do throws(HotspotSettingsError) {
            hotspot = try HotspotSettings(reading: settings)
        } catch { problems.append(error.description) }
        do throws(ForwarderSettingsError) {
            forwarders = try ForwarderSettings(reading: settings)
        } catch { problems.append(error.description) }
    }

    public var allowsPublicForwarders: Bool { settings.flag("forwarders.allow_public") }

    /// Where the controllers' code may lie: the configured folder, or else the system's and then the
    /// user's own.
    public var firmwareFolders: [String] {
        guard settings.origin(of: "radio.firmware_directory") == .builtIn else {
            return [radio.firmwareDirectory]
        }
        let data = Environment["XDG_DATA_HOME"] ?? Environment["HOME"].map { "\($0)/.local/share" }
        return [FirmwareFile.systemFolder]
            + (data.map { ["\($0)/\(FirmwareFile.userFolder)"] } ?? [])
    }
}
