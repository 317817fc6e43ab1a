public import Primitives

/// A file that holds firmware, as it was found.
public struct FoundFirmware: Hashable, Sendable {
    /// Without its folder.
    public let name: String
    public let image: FirmwareImage

    public init(name: String, image: FirmwareImage) {
        self.name = name
        self.image = image
    }

    /// Whether it is called like a file, whatever its ending.
    public func isNamed(like file: FirmwareFile) -> Bool {
        name.prefix { $0 != "." } == file.name.prefix { $0 != "." }
    }
}

extension ConcentratorCode {
    /// What of the files in a folder a start takes. Files are told apart by their content; only code
    /// that nobody knows, which a caller has to allow, goes by its name.
    public init<Hash: Digest>(
        from found: [FoundFirmware], acceptUnknown: Bool, hashing: Hash.Type
    ) throws(FirmwareError) {
        let gain = Self.file(.gain, in: found)
        let arbiter = Self.file(.arbiter, in: found)
        guard let gain, let arbiter else {
            let missing = [(FirmwareFile.gain, gain), (.arbiter, arbiter)]
            throw .missing(missing.filter { $0.1 == nil }.map(\.0))
        }
        var patch: ListenerPatch?
        if let file = Self.file(.listenerPatch, in: found) {
            patch = try ListenerPatch(
                file.image.bytes, hashing: hashing, acceptUnknown: acceptUnknown)
        }
        self.init(
            gain: try ControllerFirmware(
                gain.image.bytes, for: .gain, hashing: hashing, acceptUnknown: acceptUnknown),
            arbiter: try ControllerFirmware(
                arbiter.image.bytes, for: .arbiter, hashing: hashing,
                acceptUnknown: acceptUnknown),
            patch: patch)
    }

    /// Known code first; then code of the right size under the right name.
    private static func file(_ file: FirmwareFile, in found: [FoundFirmware]) -> FoundFirmware? {
        if let known = found.first(where: { $0.image.file == file }) { return known }
        return found.first { candidate in
            candidate.image.file == nil && candidate.image.bytes.count == file.byteCount
                && candidate.isNamed(like: file)
        }
    }
}
