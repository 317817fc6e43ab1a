public import Concentrator
internal import Host
internal import Primitives
internal import Signing

/// A file that may be firmware, as it was read.
public struct FirmwareRead {
    public let path: String
    /// Without its folder.
    public var name: String { String(path.split(separator: "/").last ?? "") }
    public let outcome: Result<FirmwareImage, Failure>

    /// Nil for a file that holds none.
    public var found: FoundFirmware? {
        guard case .success(let image) = outcome else { return nil }
        return FoundFirmware(name: name, image: image)
    }

    /// Whether it is called like a file, whatever its ending.
    public func isNamed(like file: FirmwareFile) -> Bool {
        name.prefix { $0 != "." } == file.name.prefix { $0 != "." }
    }

    public struct Failure: Error { public let reason: String }

    public init(_ path: String) {
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
    public static func all(in folders: [String]) -> [FirmwareRead] {
        for folder in folders {
            let names = (Folder.names(in: folder) ?? []).filter { !$0.hasPrefix(".") }.sorted()
            if !names.isEmpty { return names.map { FirmwareRead("\(folder)/\($0)") } }
        }
        return []
    }
}
