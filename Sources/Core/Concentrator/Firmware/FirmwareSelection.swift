public import Primitives

/// What of the files in a folder a start takes. Files are told apart by their content; only code that
/// nobody knows, which a caller has to allow, goes by its name.
public struct FirmwareSelection: Hashable, Sendable {
    public let gain: ControllerFirmware
    public let arbiter: ControllerFirmware
    /// Nil when there is none; only plans that demand listening before talking miss it.
    public let listenerPatch: ListenerPatch?

    /// A file as it was found.
    public struct Found: Hashable, Sendable {
        /// Without its folder.
        public let name: String
        public let image: FirmwareImage

        public init(name: String, image: FirmwareImage) {
            self.name = name
            self.image = image
        }
    }

    /// False when anything that would be loaded is code that nobody knows.
    public var isKnown: Bool {
        gain.isKnown && arbiter.isKnown && listenerPatch?.isKnown != false
    }

    public init<Hash: Digest>(
        from found: [Found], acceptUnknown: Bool, hashing: Hash.Type
    ) throws(FirmwareError) {
        let gainFile = Self.file(.gain, in: found)
        let arbiterFile = Self.file(.arbiter, in: found)
        guard let gainFile, let arbiterFile else {
            let missing = [(FirmwareFile.gain, gainFile), (.arbiter, arbiterFile)]
            throw .missing(missing.filter { $0.1 == nil }.map(\.0))
        }
        gain = try ControllerFirmware(
            gainFile.image.bytes, for: .gain, hashing: hashing, acceptUnknown: acceptUnknown)
        arbiter = try ControllerFirmware(
            arbiterFile.image.bytes, for: .arbiter, hashing: hashing, acceptUnknown: acceptUnknown)
        listenerPatch =
            if let file = Self.file(.listenerPatch, in: found) {
                try ListenerPatch(file.image.bytes, hashing: hashing, acceptUnknown: acceptUnknown)
            } else { nil }
    }

    /// Known code first; then code of the right size under the right name.
    private static func file(_ file: FirmwareFile, in found: [Found]) -> Found? {
        if let known = found.first(where: { $0.image.file == file }) { return known }
        let stem = file.name.prefix { $0 != "." }
        return found.first { candidate in
            candidate.image.file == nil && candidate.image.bytes.count == file.byteCount
                && candidate.name.prefix { $0 != "." } == stem
        }
    }
}
