import Radios
import Testing
import Units

@Suite("Radio addresses: one spelling, and what is no address says how to write one")
struct RadioAddressTests {
    static let serial126 = String(repeating: "A", count: 126)
    static let path4095 = "/" + String(repeating: "a", count: 4094)

    static let good = [
        "usb:206A35845243", "usb:a", "usb:SN_1.2-3", "usb:\(serial126)", "usb:@1-1", "usb:@1-1.4",
        "usb:@255-1.2.3.4.5.6.255", "tty:/dev/ttyACM0", "tty:/d", "tty:\(path4095)",
        "tty:/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0", "tty:/tmp/with a space",
        "tcp:127.0.0.1:4403", "tcp:localhost:1", "tcp:[::1]:65535", "tcp:[fe80::1]:9",
    ]

    @Test("what is printed is what was read", arguments: good)
    func spelling(text: String) throws {
        #expect(try RadioAddress(parsing: text).description == text)
    }

    static let bad: [(text: String, error: RadioAddressError)] = [
        ("", .noKind("\"\"")),
        ("/dev/ttyACM0", .noKind("\"/dev/ttyACM0\"")),
        ("serial:1", .noKind("\"serial:1\"")),
        ("USB:1", .noKind("\"USB:1\"")),
        ("usb:", .serialNumber("\"\"")),
        ("usb:a b", .serialNumber("\"a b\"")),
        ("usb:a:b", .serialNumber("\"a:b\"")),
        ("usb:ä", .serialNumber("\"ä\"")),
        ("usb:@", .usbPlace("\"@\"")),
        ("usb:@usb1", .usbPlace("\"@usb1\"")),
        ("usb:@01-1", .usbPlace("\"@01-1\"")),
        ("usb:@1-0", .usbPlace("\"@1-0\"")),
        ("usb:@1-256", .usbPlace("\"@1-256\"")),
        ("usb:@1-1.2.3.4.5.6.7.8", .usbPlace("\"@1-1.2.3.4.5.6.7.8\"")),
        ("usb:@1-1-1", .usbPlace("\"@1-1-1\"")),
        ("tty:", .path("\"\"")),
        ("tty:/", .path("\"/\"")),
        ("tty:ttyACM0", .path("\"ttyACM0\"")),
        ("tty:/dev/\u{0}", .path("\"/dev/\\u{0}\"")),
        ("tty:/" + String(repeating: "a", count: 4095), .pathTooLong(4096)),
        ("tcp:127.0.0.1", .noPort("\"127.0.0.1\"")),
        ("tcp:127.0.0.1:0", .noPort("\"127.0.0.1:0\"")),
        ("tcp:127.0.0.1:65536", .noPort("\"127.0.0.1:65536\"")),
        ("tcp:127.0.0.1:+1", .noPort("\"127.0.0.1:+1\"")),
        ("tcp:127.0.0.1:01", .noPort("\"127.0.0.1:01\"")),
        ("tcp:127.0.0.256:1", .host("\"127.0.0.256:1\"")),
        ("tcp:radio.example:1", .host("\"radio.example:1\"")),
        ("tcp:::1:1", .host("\"::1:1\"")),
        ("tcp:[::A]:1", .host("\"[::A]:1\"")),
        ("tcp:[]:1", .host("\"[]:1\"")),
    ]

    @Test("everything else is refused by name", arguments: bad)
    func refusal(text: String, expected: RadioAddressError) {
        #expect(throws: expected) { try RadioAddress(parsing: text) }
    }

    @Test("a serial number one too long has to be named by its place")
    func longSerial() {
        #expect(throws: RadioAddressError.self) {
            try RadioAddress(parsing: "usb:\(Self.serial126)A")
        }
        #expect(USBName(serial: Self.serial126) != nil)
        #expect(USBName(serial: "@1-1") == nil, "a serial number never reads as a place")
    }
}

@Suite("Waits before a lost radio is opened again")
struct ReopenDelayTests {
    @Test("0.2 s doubled to 5 s")
    func doubling() {
        var delay = ReopenDelay()
        let waits = (0..<8).map { _ in delay.next(afterWorking: Nanoseconds(0)).value / 1_000_000 }
        #expect(waits == [200, 400, 800, 1600, 3200, 5000, 5000, 5000])
    }

    @Test("a minute of work begins anew, a nanosecond less does not")
    func proof() {
        var delay = ReopenDelay()
        for _ in 0..<3 { _ = delay.next(afterWorking: Nanoseconds(0)) }
        var other = delay
        #expect(delay.next(afterWorking: Nanoseconds(59_999_999_999)).value == 1_600_000_000)
        #expect(other.next(afterWorking: Nanoseconds(60_000_000_000)).value == 200_000_000)
    }

    @Test("an arrival begins anew")
    func arrival() {
        var delay = ReopenDelay()
        for _ in 0..<7 { _ = delay.next(afterWorking: Nanoseconds(0)) }
        delay.reset()
        #expect(delay == ReopenDelay())
    }
}
