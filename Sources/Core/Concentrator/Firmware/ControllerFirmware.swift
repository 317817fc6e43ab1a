public import Primitives

/// One of the two small processors inside the SX1302 that run code of Semtech's.
public enum Controller: CaseIterable, Sendable {
    /// Sets the radios' gain.
    case gain
    /// Gives the demodulators to those who need one.
    case arbiter

    /// The file whose bytes are loaded.
    public var file: FirmwareFile {
        switch self {
        case .gain: .gain
        case .arbiter: .arbiter
        }
    }

    public var fileName: String { file.name }

    /// SHA-256 of the file's 8,192 bytes.
    public var knownHash: Hash256 { file.hash }

    /// What the running code calls itself.
    var version: UInt8 {
        switch self {
        case .gain: 10
        case .arbiter: 2
        }
    }

    var memory: UInt16 {
        switch self {
        case .gain: 0x0000
        case .arbiter: 0x2000
        }
    }

    var control: UInt16 {
        switch self {
        case .gain: 0x5780
        case .arbiter: 0x6080
        }
    }

    var status: UInt16 { control + 1 }

    /// Where the running code puts its version.
    var versionAddress: UInt16 {
        switch self {
        case .gain: 0x5790
        case .arbiter: 0x608D
        }
    }
}

extension Controller: CustomStringConvertible {
    public var description: String {
        switch self {
        case .gain: "the gain controller (AGC)"
        case .arbiter: "the arbiter (ARB)"
        }
    }
}

/// Code for a controller, of the right size, and whether it is the one Semtech published. Earshot
/// ships none: the owner brings it (docs/decisions/0092).
public struct ControllerFirmware: Hashable, Sendable {
    public let controller: Controller
    public let bytes: [UInt8]
    /// False for an image nobody knows, which a caller allowed by name. What such a radio says is
    /// to be marked everywhere and never rewarded.
    public let isKnown: Bool

    public static let byteCount = FirmwareFile.controllerByteCount

    public init<Hash: Digest>(
        _ bytes: [UInt8], for controller: Controller, hashing: Hash.Type,
        acceptUnknown: Bool = false
    ) throws(FirmwareError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongSize(controller.file, found: bytes.count)
        }
        isKnown = try controller.file.recognises(
            bytes, hashing: hashing, acceptUnknown: acceptUnknown)
        self.controller = controller
        self.bytes = bytes
    }
}

/// The patch that lets an SX1261 listen before talking, likewise.
public struct ListenerPatch: Hashable, Sendable {
    /// 386 words, big-endian.
    public let bytes: [UInt8]
    public let isKnown: Bool

    public init<Hash: Digest>(
        _ bytes: [UInt8], hashing: Hash.Type, acceptUnknown: Bool = false
    ) throws(FirmwareError) {
        guard bytes.count == FirmwareFile.patchByteCount else {
            throw .wrongSize(.listenerPatch, found: bytes.count)
        }
        isKnown = try FirmwareFile.listenerPatch.recognises(
            bytes, hashing: hashing, acceptUnknown: acceptUnknown)
        self.bytes = bytes
    }
}

/// All code that a start loads.
public struct ConcentratorCode: Hashable, Sendable {
    public let gain: ControllerFirmware
    public let arbiter: ControllerFirmware
    /// Needed by plans that listen first; not loaded by others.
    public let patch: ListenerPatch?

    public init(
        gain: ControllerFirmware, arbiter: ControllerFirmware, patch: ListenerPatch? = nil
    ) {
        precondition(gain.controller == .gain && arbiter.controller == .arbiter, "images swapped")
        self.gain = gain
        self.arbiter = arbiter
        self.patch = patch
    }

    /// False as soon as one part is unknown.
    public var isKnown: Bool { gain.isKnown && arbiter.isKnown && (patch?.isKnown ?? true) }

    /// Nothing but zeros, to see which registers a start writes.
    static func blank(_ plan: ReceivePlan) -> ConcentratorCode {
        ConcentratorCode(
            gain: ControllerFirmware(blank: .gain), arbiter: ControllerFirmware(blank: .arbiter),
            patch: plan.listensFirst ? ListenerPatch.blank : nil)
    }
}

extension ControllerFirmware {
    fileprivate init(blank controller: Controller) {
        self.controller = controller
        bytes = [UInt8](repeating: 0, count: Self.byteCount)
        isKnown = false
    }
}

extension ListenerPatch {
    fileprivate static var blank: ListenerPatch {
        ListenerPatch(blank: [UInt8](repeating: 0, count: FirmwareFile.patchByteCount))
    }

    private init(blank bytes: [UInt8]) {
        self.bytes = bytes
        isKnown = false
    }
}

extension FirmwareFile {
    /// Whether the bytes are this file's. Another file of the package is refused whatever is accepted:
    /// it would start, and do something else.
    fileprivate func recognises<Hash: Digest>(
        _ bytes: [UInt8], hashing: Hash.Type, acceptUnknown: Bool
    ) throws(FirmwareError) -> Bool {
        var digest = Hash()
        digest.update(bytes.rawSpan)
        let hash = digest.finish()
        if hash == self.hash { return true }
        if let other = Self.allCases.first(where: { $0.hash == hash }) {
            throw .other(self, found: other)
        }
        guard acceptUnknown else { throw .unknown(self) }
        return false
    }
}

/// Why code is not loaded.
public enum FirmwareError: Error, Equatable, Sendable {
    case wrongSize(FirmwareFile, found: Int)
    case unknown(FirmwareFile)
    /// Code of Semtech's, but for something else.
    case other(FirmwareFile, found: FirmwareFile)
    /// Not there at all.
    case missing([FirmwareFile])

    /// The closed list of refusals; each has a vector in the tests.
    public enum Code: CaseIterable, Sendable {
        case wrongSize, unknown, other, missing
    }

    public var code: Code {
        switch self {
        case .wrongSize: .wrongSize
        case .unknown: .unknown
        case .other: .other
        case .missing: .missing
        }
    }
}

extension FirmwareError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrongSize(let file, let found):
            "\(file), makes \(file.byteCount) bytes; this has \(found). " + Self.advice(file)
        case .unknown(let file):
            "this is not \(file), as Semtech published it (another SHA-256). "
                + Self.advice(file)
        case .other(let file, let found):
            "this is \(found), and not \(file). " + Self.advice(file)
        case .missing(let files): FirmwareFile.instructions(missing: files)
        }
    }

    private static func advice(_ file: FirmwareFile) -> String {
        FirmwareFile.instructions(missing: [file])
    }
}
