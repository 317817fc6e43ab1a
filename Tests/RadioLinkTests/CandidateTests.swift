import Diagnosis
import Foundation
import RadioLink
import Radios
import Testing

@Suite("Candidates: what /sys shows, in a tree of the test's own")
struct CandidateTests {
    let root: String
    init() throws {
        root =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("earshot-sys-\(UUID().uuidString)").path
    }

    private func put(_ path: String, _ text: String) throws {
        let file = URL(fileURLWithPath: root + path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func link(_ path: String, to target: String) throws {
        let file = URL(fileURLWithPath: root + path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: file.path, withDestinationPath: target)
    }

    /// A serial converter, which is no CDC-ACM device, with its port two levels below.
    private func putConverter() throws {
        let device = "/sys/devices/pci0/usb1/1-3"
        for (name, text) in [
            ("idVendor", "10c4\n"), ("idProduct", "ea60\n"), ("busnum", "1\n"),
            ("devnum", "7\n"), ("product", "CP2102 USB to UART\n"), ("serial", "0001\n"),
            ("bConfigurationValue", "1\n"), ("descriptors", "damaged"),
        ] { try put("\(device)/\(name)", text) }
        try put("\(device)/1-3:1.0/ttyUSB0/number", "0\n")
        try link("\(device)/1-3:1.0/ttyUSB0/driver", to: "../../../../../../bus/drivers/cp210x")
        try link("/sys/bus/usb/devices/1-3", to: "../../../devices/pci0/usb1/1-3")
        try link(
            "/sys/class/tty/ttyUSB0/device",
            to: "../../../devices/pci0/usb1/1-3/1-3:1.0/ttyUSB0")
        try put("/dev/ttyUSB0", "")
    }

    @Test("nothing to list is an empty list")
    func empty() { #expect(RadioCandidate.all(root: root) == []) }

    @Test("a converter is offered by its terminal alone, and damaged descriptors harm nothing")
    func converter() throws {
        try putConverter()
        defer { try? FileManager.default.removeItem(atPath: root) }
        let found = RadioCandidate.all(root: root)
        let device = try #require(found.first)
        #expect(found.count == 1)
        #expect(device.addresses == [try RadioAddress(parsing: "tty:/dev/ttyUSB0")])
        #expect(device.title == "CP2102 USB to UART")
        #expect(device.node == "/dev/ttyUSB0" && device.terminals == ["/dev/ttyUSB0"])
        #expect(device.usb?.node == "/dev/bus/usb/001/007")
        #expect(device.usb?.serialInterfaces == nil)
        #expect(device.access == .allowed && device.denial == nil)
        #expect(device.holders == [])
    }

    /// A device by its identifier, which is all that makes it likely.
    private func putRadio(_ place: String, product: String, serial: String) throws {
        let device = "/sys/devices/pci0/usb1/\(place)"
        for (name, text) in [
            ("idVendor", "0483\n"), ("idProduct", "\(product)\n"), ("busnum", "1\n"),
            ("devnum", "\(place.suffix(1))\n"), ("serial", "\(serial)\n"),
            ("bConfigurationValue", "1\n"), ("descriptors", "damaged"),
        ] { try put("\(device)/\(name)", text) }
        try put("\(device)/\(place):1.0/ttyACM\(serial)/number", "0\n")
        try link("/sys/bus/usb/devices/\(place)", to: "../../../devices/pci0/usb1/\(place)")
        try link(
            "/sys/class/tty/ttyACM\(serial)/device",
            to: "../../../devices/pci0/usb1/\(place)/\(place):1.0/ttyACM\(serial)")
        try put("/dev/ttyACM\(serial)", "")
    }

    @Test("the only radio is chosen: not a converter, not what waits for firmware, not of several")
    func only() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        try putConverter()
        try putRadio("1-4", product: "df11", serial: "4")
        #expect(throws: OnlyRadioError.none) { try RadioCandidate.onlyAddress(root: root) }
        try putRadio("1-5", product: "5740", serial: "5")
        let first = try RadioCandidate.onlyAddress(root: root)
        #expect(first == (try RadioAddress(parsing: "tty:/dev/ttyACM5")))
        try putRadio("1-6", product: "5740", serial: "6")
        let second = try RadioAddress(parsing: "tty:/dev/ttyACM6")
        #expect(throws: OnlyRadioError.several([first, second])) {
            try RadioCandidate.onlyAddress(root: root)
        }
    }

    @Test("who has a node open is found by what he opened")
    func holders() throws {
        try putConverter()
        defer { try? FileManager.default.removeItem(atPath: root) }
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/bin/sh")
        holder.arguments = ["-c", "exec 5<\(root)/dev/ttyUSB0; echo open; exec sleep 30"]
        let output = Pipe()
        holder.standardOutput = output
        try holder.run()
        defer { holder.terminate() }
        #expect(output.fileHandleForReading.availableData == Data("open\n".utf8))
        let found = try #require(RadioCandidate.all(root: root).first)
        #expect(found.holders.map(\.identifier) == [holder.processIdentifier])
    }
}
