public import Settings
public import Units

/// Section `[radio]`: which radio, what hangs on it, and what of it is believed.
public struct RadioSettings: Equatable, Sendable {
    /// Nil for the only one there is.
    public var device: RadioAddress?
    /// The concentrator's board, by a name of the table of boards; nothing in the radio tells it.
    public var board: String?
    /// Of the antenna less the cable's loss, over an isotropic one. Nil is not zero: a box that does
    /// not know it does not send, because the plan limits what leaves the antenna.
    public var antennaGain: Decibels?
    public var acceptsUnknownFirmware: Bool
    /// Where the controllers' code lies.
    public var firmwareDirectory: String

    public static let usualFirmwareDirectory = "/var/lib/earshot/firmware"

    public static let settings: [Setting] = [
        Setting(
            "radio.device", .text,
            "which radio: usb:SERIAL, tty:PATH or tcp:HOST:PORT; else the only one there is"),
        Setting(
            "radio.board", .text, "the concentrator's board, by its name in earshot radio list"),
        Setting(
            "radio.antenna_gain_db", .decibels(leastGain...mostGain), unit: "dBi",
            "what the antenna gains less what its cable loses; nothing is sent while it is not known"
        ),
        Setting(
            "radio.accept_unknown_firmware", .flag, default: "false",
            "whether controllers' code that nobody knows is loaded; for emulators, never rewarded"),
        Setting(
            "radio.firmware_directory", .text, default: usualFirmwareDirectory,
            "where agc_fw_sx1250 and arb_fw lie, of Semtech's sx1302_hal 2.1.0"),
    ]

    /// A thin wire with a long cable, and the largest dish anybody would aim.
    static let leastGain = Decibels(hundredths: -3000)
    static let mostGain = Decibels(hundredths: 3000)

    public init(
        device: RadioAddress? = nil, board: String? = nil, antennaGain: Decibels? = nil,
        acceptsUnknownFirmware: Bool = false, firmwareDirectory: String = usualFirmwareDirectory
    ) {
        self.device = device
        self.board = board
        self.antennaGain = antennaGain
        self.acceptsUnknownFirmware = acceptsUnknownFirmware
        self.firmwareDirectory = firmwareDirectory
    }

    public init(reading settings: Settings) throws(RadioSettingsError) {
        let directory = settings.text("radio.firmware_directory") ?? Self.usualFirmwareDirectory
        guard directory.hasPrefix("/") else { throw .directory(directory) }
        self.init(
            board: settings.text("radio.board"),
            antennaGain: settings.decibels("radio.antenna_gain_db"),
            acceptsUnknownFirmware: settings.flag("radio.accept_unknown_firmware"),
            firmwareDirectory: directory)
        guard let text = settings.text("radio.device") else { return }
        do throws(RadioAddressError) {
            device = try RadioAddress(parsing: text)
        } catch { throw .device(error) }
    }
}

/// Why section `[radio]` makes no sense.
public enum RadioSettingsError: Error, Equatable, CustomStringConvertible {
    case device(RadioAddressError)
    case directory(String)

    public var description: String {
        switch self {
        case .device(let error): "radio.device: \(error)"
        case .directory(let text):
            "radio.firmware_directory: write the path from the root, such as "
                + "\(RadioSettings.usualFirmwareDirectory), not \(text)"
        }
    }
}
