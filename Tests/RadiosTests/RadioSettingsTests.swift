import Notation
import Settings
import Testing
import Units

@testable import Radios

@Suite("Section [radio]")
struct RadioSettingsTests {
    static func read(_ text: String) -> Settings {
        var sources = SettingSources()
        sources.files = [.init(path: "/etc/earshot/earshot.toml", text: Array(text.utf8))]
        return SettingTable(RadioSettings.settings).read(sources)
    }

    @Test("nothing given: any radio, no board, no gain, only known code")
    func usual() throws {
        #expect(try RadioSettings(reading: Self.read("")) == RadioSettings())
    }

    @Test("each key arrives")
    func all() throws {
        let settings = Self.read(
            """
            [radio]
            device = "tty:/dev/ttyACM0"
            board = "corecell"
            antenna_gain_db = 5.8
            accept_unknown_firmware = true
            firmware_directory = "/opt/firmware"
            """)
        #expect(settings.problems == [])
        #expect(
            try RadioSettings(reading: settings)
                == RadioSettings(
                    device: RadioAddress(parsing: "tty:/dev/ttyACM0"), board: "corecell",
                    antennaGain: Decibels(hundredths: 580), acceptsUnknownFirmware: true,
                    firmwareDirectory: "/opt/firmware"))
    }

    static let gains: [(String, Int32?)] = [
        ("0", 0), ("-30", -3000), ("30", 3000), ("2.15", 215), ("30.01", nil), ("-30.01", nil),
        ("2.155", nil), ("\"2\"", nil), ("nan", nil), ("inf", nil), ("1e400", nil),
    ]

    @Test("the gain is a number of hundredths within 30 dB", arguments: gains)
    func gain(text: String, hundredths: Int32?) throws {
        let settings = Self.read("radio.antenna_gain_db = \(text)")
        #expect(settings.problems.isEmpty == (hundredths != nil))
        #expect(settings.decibels("radio.antenna_gain_db")?.hundredths == hundredths)
    }

    static let wrong: [(String, String)] = [
        (
            "radio.device = \"ttyACM0\"",
            "radio.device: \"ttyACM0\" names no radio; write usb:SERIAL"
        ),
        ("radio.firmware_directory = \"here\"", "radio.firmware_directory: write the path from"),
    ]

    @Test("a value that makes no sense names its key", arguments: wrong)
    func refused(text: String, sentence: String) {
        do throws(RadioSettingsError) {
            _ = try RadioSettings(reading: Self.read(text))
            Issue.record("\(text) was taken")
        } catch { #expect(error.description.hasPrefix(sentence), "\(error)") }
    }

    @Test("a key one letter off gets a suggestion")
    func suggestion() {
        let settings = Self.read("radio.accept_unknown_frimware = true")
        #expect(
            settings.problemList.contains("did you mean \"radio.accept_unknown_firmware\"?"),
            "\(settings.problemList)")
    }
}
