public import Primitives

/// A file of Semtech's sx1302_hal that code of the concentrator's comes in. Earshot ships none of them:
/// the owner brings them (docs/decisions/0092). They are told apart by their content, never by name.
public enum FirmwareFile: CaseIterable, Sendable {
    case gain
    case arbiter
    case listenerPatch
    case gainForSX1257
    case calibration

    public enum Use: Hashable, Sendable {
        /// No concentrator starts without it.
        case always(Controller)
        /// For plans that demand listening before talking.
        case toListen
        /// For other hardware than Earshot drives; why, in words.
        case never(String)
    }

    public var use: Use {
        switch self {
        case .gain: .always(.gain)
        case .arbiter: .always(.arbiter)
        case .listenerPatch: .toListen
        case .gainForSX1257: .never("it is for boards with SX1255 or SX1257 radios")
        case .calibration:
            .never("it calibrates SX1255 and SX1257 radios, which no USB board has")
        }
    }

    /// Its name in `origin`.
    public var name: String {
        switch self {
        case .gain: "agc_fw_sx1250.var"
        case .arbiter: "arb_fw.var"
        case .listenerPatch: "sx1261_pram.var"
        case .gainForSX1257: "agc_fw_sx1257.var"
        case .calibration: "cal_fw.var"
        }
    }

    public static let origin =
        "libloragw/src of Semtech's sx1302_hal 2.1.0 (github.com/Lora-net/sx1302_hal)"

    /// Where programs look, the system's folder first; the second lies in the user's data folder.
    public static let systemFolder = "/var/lib/earshot/firmware"
    public static let userFolder = "earshot/firmware"

    /// Bytes of a controller's code.
    public static let controllerByteCount = 8192
    /// 386 words of 32 bits, big-endian.
    public static let patchByteCount = 1544

    public var byteCount: Int {
        self == .listenerPatch ? Self.patchByteCount : Self.controllerByteCount
    }

    /// SHA-256 of the bytes that the file's numbers make, measured on sx1302_hal 2.1.0.
    public var hash: Hash256 {
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
        case .listenerPatch:
            Hash256(
                words: (
                    0x2F1A_7284_15A3_8298, 0xD07B_77EB_B1B5_4C9B, 0x9CDF_E21F_D830_BF84,
                    0x2D79_D73F_23B9_9074
                ))
        case .gainForSX1257:
            Hash256(
                words: (
                    0x28D0_5612_2406_27FB, 0x9E61_EC43_EBA6_61E9, 0x6D24_805E_1CE6_2B2D,
                    0x800C_8461_D400_AE66
                ))
        case .calibration:
            Hash256(
                words: (
                    0x48B3_8102_1068_A760, 0xD53E_6366_094F_51E3, 0x5084_097F_272C_801B,
                    0xA8B4_7E72_26D6_8D44
                ))
        }
    }

    /// What a start needs; listening before talking needs one more.
    public static func needed(listening: Bool) -> [FirmwareFile] {
        allCases.filter { file in
            switch file.use {
            case .always: true
            case .toListen: listening
            case .never: false
            }
        }
    }

    /// What to do when files are missing: which, where they come from, where they go.
    public static func instructions(missing files: [FirmwareFile]) -> String {
        let names = files.map(\.name).joined(separator: " and ")
        return
            "the concentrator needs code that Earshot may not ship: take \(names) from \(origin) "
            + "and put \(files.count == 1 ? "it" : "them") into \(systemFolder) or, for yourself "
            + "alone, $XDG_DATA_HOME/\(userFolder) (~/.local/share/\(userFolder))"
    }
}

extension FirmwareFile: CustomStringConvertible {
    public var description: String {
        switch self {
        case .gain: "\(name), the code of \(Controller.gain)"
        case .arbiter: "\(name), the code of \(Controller.arbiter)"
        case .listenerPatch: "\(name), the patch of the SX1261 that listens before talking"
        case .gainForSX1257: "\(name), the gain controller's code for SX1255 and SX1257 radios"
        case .calibration: "\(name), code that calibrates SX1255 and SX1257 radios"
        }
    }
}
