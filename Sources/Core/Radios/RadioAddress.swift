public import Notation

/// Where a radio is, in one spelling: `usb:206A35845243`, `tty:/dev/ttyACM0`, `tcp:127.0.0.1:4403`.
public enum RadioAddress: Hashable, Sendable, CustomStringConvertible {
    case usb(USBName)
    case tty(TerminalPath)
    case tcp(SocketName)

    public init(parsing text: String) throws(RadioAddressError) {
        guard let colon = text.firstIndex(of: ":") else { throw .noKind(Quote.text(text)) }
        let rest = text[text.index(after: colon)...]
        switch text[..<colon] {
        case "usb": self = .usb(try USBName(parsing: rest))
        case "tty": self = .tty(try TerminalPath(parsing: rest))
        case "tcp": self = .tcp(try SocketName(ofRadio: rest))
        default: throw .noKind(Quote.text(text))
        }
    }

    public var description: String {
        switch self {
        case .usb(let name): "usb:\(name)"
        case .tty(let path): "tty:\(path)"
        case .tcp(let name): "tcp:\(name)"
        }
    }
}

/// Which device on the USB: its serial number, which stays when it is plugged in elsewhere; or
/// behind an `@` its place (bus and the ports on the way, as Linux names it: `@1-1.4`), for a device
/// without a serial number, with one that cannot be written here, or with another's.
public enum USBName: Hashable, Sendable, CustomStringConvertible {
    case serial(String)
    case place(String)

    /// A string descriptor has no room for more.
    static let longestSerial = 126
    /// USB allows five hubs between the root and a device.
    static let mostPorts = 7

    public init(parsing text: some StringProtocol) throws(RadioAddressError) {
        if text.first == "@" {
            guard let name = USBName(place: String(text.dropFirst())) else {
                throw .usbPlace(Quote.text(text))
            }
            self = name
        } else {
            guard let name = USBName(serial: String(text)) else {
                throw .serialNumber(Quote.text(text))
            }
            self = name
        }
    }

    /// Nil for a serial number that no address can carry.
    public init?(serial: String) {
        let isPlain = serial.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard (1...Self.longestSerial).contains(serial.utf8.count), isPlain else { return nil }
        self = .serial(serial)
    }

    /// Nil for what is no place of a device, such as a root hub's `usb1`.
    public init?(place: String) {
        let parts = place.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isNumber(parts[0]) else { return nil }
        let ports = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard ports.count <= Self.mostPorts, ports.allSatisfy(Self.isNumber) else { return nil }
        self = .place(place)
    }

    private static func isNumber(_ digits: Substring) -> Bool {
        UInt8(digits).map { $0 > 0 && String($0) == digits } ?? false
    }

    public var description: String {
        switch self {
        case .serial(let serial): serial
        case .place(let place): "@" + place
        }
    }
}

/// The path of a terminal device, from the root on.
public struct TerminalPath: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Linux takes no more (PATH_MAX, with the end mark).
    static let longest = 4095

    public init(parsing text: some StringProtocol) throws(RadioAddressError) {
        guard text.utf8.count <= Self.longest else { throw .pathTooLong(text.utf8.count) }
        let isPrintable = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        guard text.first == "/", text.utf8.count > 1, isPrintable else {
            throw .path(Quote.text(text))
        }
        description = String(text)
    }
}

extension SocketName {
    /// As a radio's.
    fileprivate init(ofRadio text: some StringProtocol) throws(RadioAddressError) {
        do throws(SocketNameError) {
            self = try SocketName(parsing: text)
        } catch {
            switch error {
            case .tooLong, .noPort, .wrongPort: throw .noPort(Quote.text(text))
            case .wrongHost: throw .host(Quote.text(text))
            }
        }
    }
}

/// Why a text names no radio. Carries the text as quoted for a person.
public enum RadioAddressError: Error, Equatable, Sendable, CustomStringConvertible {
    case noKind(String)
    case serialNumber(String)
    case usbPlace(String)
    case path(String)
    case pathTooLong(Int)
    case noPort(String)
    case host(String)

    public var description: String {
        switch self {
        case .noKind(let text):
            "\(text) names no radio; write usb:SERIAL, tty:PATH or tcp:HOST:PORT "
                + "(earshot radio list shows what is there)"
        case .serialNumber(let text):
            "\(text) is no serial number: 1 to \(USBName.longestSerial) letters, digits, '.', '_' "
                + "and '-'; name another device by its place, such as usb:@1-1.4"
        case .usbPlace(let text):
            "\(text) is no place on the USB; write it as Linux does behind an @, such as @1-1.4"
        case .path(let text):
            "\(text) is no path of a terminal device; write it from the root on, such as "
                + "/dev/ttyACM0"
        case .pathTooLong(let count):
            "a path of \(count) bytes is longer than \(TerminalPath.longest)"
        case .noPort(let text):
            "\(text) is no host and port; write it like 127.0.0.1:4403, [::1]:4403 or "
                + "localhost:4403"
        case .host(let text):
            "\(text): the host is localhost, an IPv4 address, or an IPv6 address in lower case and "
                + "brackets"
        }
    }
}
