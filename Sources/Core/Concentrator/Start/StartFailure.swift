public import Airwaves

/// What stopped a start. The radio is then in no state to be used: begin again, with a reset.
public enum StartFailure: Error, Equatable, Sendable {
    /// The bridge did not answer in time.
    case noAnswer(BridgeOrder)
    case bridge(BridgeError)
    /// Bytes came while none were asked for.
    case unasked(count: Int)
    /// An SX1250 is not in the mode it was put into.
    case radioMode(Radio, found: UInt8, expected: UInt8)
    case imageCalibration(Radio, errors: UInt8)
    /// The code read back differs, first at this byte.
    case firmwareDiffers(Controller, at: Int)
    case firmwareParity(Controller)
    case firmwareVersion(Controller, found: UInt8, expected: UInt8)
    case notReached(Controller, found: UInt8, expected: UInt8)
    /// The gain controller repeats a parameter wrongly.
    case echo(command: UInt8, parameter: Int, found: UInt8, expected: UInt8)
    case wrongModel(found: UInt8)
    /// The SX1261 that is to listen before talking is not there or not well.
    case listenerStatus(found: UInt8, expected: UInt8)
    case listenerPatch(found: [UInt8])
    case listenerCalibration(errors: UInt8)

    /// The closed list of failures; each has a test.
    public enum Code: CaseIterable, Sendable {
        case noAnswer, bridge, unasked, radioMode, imageCalibration, firmwareDiffers
        case firmwareParity, firmwareVersion, notReached, echo, wrongModel
        case listenerStatus, listenerPatch, listenerCalibration
    }

    public var code: Code {
        switch self {
        case .noAnswer: .noAnswer
        case .bridge: .bridge
        case .unasked: .unasked
        case .radioMode: .radioMode
        case .imageCalibration: .imageCalibration
        case .firmwareDiffers: .firmwareDiffers
        case .firmwareParity: .firmwareParity
        case .firmwareVersion: .firmwareVersion
        case .notReached: .notReached
        case .echo: .echo
        case .wrongModel: .wrongModel
        case .listenerStatus: .listenerStatus
        case .listenerPatch: .listenerPatch
        case .listenerCalibration: .listenerCalibration
        }
    }
}

extension StartFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noAnswer(let order): "the bridge does not answer (\(order)); unplug and replug it"
        case .bridge(let error): error.description
        case .unasked(let count): "\(count) bytes came from the bridge unasked"
        case .radioMode(let radio, let found, let expected):
            "radio \(radio) is in mode \(found) instead of \(expected): is it an SX1250, and powered?"
        case .imageCalibration(let radio, let errors):
            "radio \(radio) could not calibrate its images (errors \(hex(errors)))"
        case .firmwareDiffers(let controller, let offset):
            "the code of \(controller) is read back differently from byte \(offset) on"
        case .firmwareParity(let controller):
            "the memory of \(controller) reports a parity error in its code"
        case .firmwareVersion(let controller, let found, let expected):
            "\(controller) runs version \(found); \(controller.fileName) is version \(expected)"
        case .notReached(let controller, let found, let expected):
            "\(controller) stays at status \(hex(found)) and never comes to \(hex(expected))"
        case .echo(let command, let parameter, let found, let expected):
            "\(Controller.gain) repeats parameter \(parameter) of command \(hex(command)) as "
                + "\(found) instead of \(expected)"
        case .wrongModel(let found):
            "fine timestamps need an SX1303; this chip's model is \(hex(found))"
        case .listenerStatus(let found, let expected):
            "the plan demands listening before talking, and the SX1261 for it is in state "
                + "\(hex(found)) instead of \(hex(expected)): does this board have one? Without "
                + "\(FirmwareFile.listenerPatch.name) the radio hears and does not send"
        case .listenerPatch(let found):
            "the SX1261 calls its code `\(Self.text(found))`, which does not end in "
                + "\(Self.text(Listener.version)): its patch (\(FirmwareFile.listenerPatch.name)) did "
                + "not start"
        case .listenerCalibration(let errors):
            "the SX1261 could not calibrate its images (errors \(hex(errors)))"
        }
    }
}

extension StartFailure {
    /// Printable characters as they are, others as dots.
    private static func text(_ bytes: [UInt8]) -> String {
        String(
            decoding: bytes.map { 0x20...0x7E ~= $0 ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
    }
}

/// Who the concentrator turned out to be.
public struct ConcentratorIdentity: Hashable, Sendable {
    public let bridge: BridgeIdentity
    public let dialect: BridgeDialect
    /// When the start asked.
    public let bridgeStatus: BridgeStatus
    /// As read; sx1302_hal accepts any.
    public let chipVersion: UInt8
    public let eui: EUI64
    public let model: UInt8

    /// An SX1303, which can date frames finely.
    public var hasFineTimestamps: Bool { model == Self.sx1303 }

    static let sx1303: UInt8 = 0x03
}
