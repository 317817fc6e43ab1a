public import Primitives

/// One of the two small processors inside the SX1302 that run code of Semtech's.
public enum Controller: CaseIterable, Sendable {
    /// Sets the radios' gain.
    case gain
    /// Gives the demodulators to those who need one.
    case arbiter

    /// The file of Semtech's sx1302_hal 2.1.0, under libloragw/src, whose bytes are loaded.
    public var fileName: String {
        switch self {
        case .gain: "agc_fw_sx1250.var"
        case .arbiter: "arb_fw.var"
        }
    }

    /// What the running code calls itself.
    var version: UInt8 {
        switch self {
        case .gain: 10
        case .arbiter: 2
        }
    }

    /// SHA-256 of the file's 8,192 bytes, measured on sx1302_hal 2.1.0.
    public var knownHash: Hash256 {
        switch self {
        case .gain:
            Hash256(
                words: (
                    0x8F61_2E87_8B94_6B8C, 0x7CC5_9A5F_C27A_D33B, 0xB18A_B92A_D6E2_91D8,
                    0x73F5_D6BB_7DAA_E0D4
                ))
        case .arbiter:
            Hash256(
                words: (
                    0xA6F5_4239_5E29_CD25, 0x8917_F594_8D10_67AB, 0x18E3_CF08_CE5E_E250,
                    0xE2CA_A085_39F8_0FD0
                ))
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
public struct ControllerFirmware: Sendable {
    public let controller: Controller
    public let bytes: [UInt8]
    /// False for an image nobody knows, which a caller allowed by name. What such a radio says is
    /// to be marked everywhere and never rewarded.
    public let isKnown: Bool

    public static let byteCount = 8192

    public init<Hash: Digest>(
        _ bytes: [UInt8], for controller: Controller, hashing: Hash.Type,
        acceptUnknown: Bool = false
    ) throws(FirmwareError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongSize(controller, found: bytes.count)
        }
        var digest = Hash()
        digest.update(bytes.rawSpan)
        isKnown = digest.finish() == controller.knownHash
        guard isKnown || acceptUnknown else { throw .unknown(controller) }
        self.controller = controller
        self.bytes = bytes
    }
}

/// Why a controller's code is not loaded.
public enum FirmwareError: Error, Equatable, Sendable {
    case wrongSize(Controller, found: Int)
    case unknown(Controller)
}

extension FirmwareError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrongSize(let controller, let found):
            "the code for \(controller) has \(ControllerFirmware.byteCount) bytes; this has "
                + "\(found). \(Self.origin(of: controller))"
        case .unknown(let controller):
            "this code for \(controller) is not the one that Semtech published (another SHA-256). "
                + Self.origin(of: controller)
        }
    }

    private static func origin(of controller: Controller) -> String {
        "Take the bytes of libloragw/src/\(controller.fileName) of Semtech's sx1302_hal 2.1.0"
    }
}
