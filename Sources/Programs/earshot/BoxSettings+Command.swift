import Box
import CommandTable
import Host

extension BoxSettings {
    static let flag = Flag.text(
        "config", value: "PATH",
        "a configuration file or a folder of them; else \(systemFolder)"
    ).optional

    /// Reads it for a command that cannot work with a wrong one.
    static func read(_ options: Options) throws(CommandFailure) -> BoxSettings {
        let box: BoxSettings
        do throws(SettingsFileError) {
            box = try BoxSettings(at: options[flag])
        } catch { throw CommandFailure(error, exit: .wrongConfiguration) }
        guard let first = box.problems.first else { return box }
        throw CommandFailure(first, exit: .wrongConfiguration)
    }
}
