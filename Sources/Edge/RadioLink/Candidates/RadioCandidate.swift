public import Diagnosis
internal import Host
public import Radios

/// A device of this machine that may be a radio: a USB device with a known identifier or a serial
/// line, or a serial device of another kind.
public struct RadioCandidate: Equatable, Sendable {
    /// Nil for a serial line that is not on USB.
    public var usb: USBFacts?
    /// Terminal devices that the kernel made of it, as in `/dev/ttyACM0`.
    public var terminals: [String]
    /// What is bound to it in the kernel: `cdc_acm`; nil when nothing is.
    public var driver: String?
    /// How to name it; the first is the best.
    public var addresses: [RadioAddress]
    /// What would be opened for the first address.
    public var node: String
    public var access: RadioDevice.Access
    /// Why not, and what helps; nil when we may.
    public var denial: NodeDenial?
    /// Who has one of its nodes open, as far as this user may see.
    public var holders: [ProcessObservation]
    /// Nil where the kernel's device is not described by udev.
    public var modemManagerIgnores: Bool?

    /// What a USB device says of itself, as the kernel read it when it was plugged in.
    public struct USBFacts: Equatable, Sendable {
        public var vendor: UInt16
        public var product: UInt16
        public var manufacturer: String?
        public var productName: String?
        public var serial: String?
        /// As in `1-1.4`.
        public var place: String
        public var bus: UInt8
        public var device: UInt8
        /// What the known identifier tells; nil for others.
        public var known: KnownUSBDevice?
        /// Nil for a device without CDC-ACM: only its terminal can be used.
        public var serialInterfaces: SerialInterfaces?

        public var node: String {
            let digits = [bus, device].map { number in
                String(repeating: "0", count: 3 - String(number).utf8.count) + String(number)
            }
            return "/dev/bus/usb/\(digits[0])/\(digits[1])"
        }
    }

    /// What it calls itself, or what its identifier says.
    public var title: String {
        usb?.productName ?? usb?.known?.title ?? driver ?? "serial line"
    }

    /// As the doctor wants it.
    public var radioDevice: RadioDevice? {
        addresses.first.map {
            RadioDevice(address: $0, title: title, path: node, access: access, holders: holders)
        }
    }

    /// All there are: USB devices by place, then other serial lines by name. Nothing is opened and
    /// nothing changes; without /sys there are none.
    /// - Parameter root: another root than `/`, for tests.
    public static func all(root: String = "") -> [RadioCandidate] {
        CandidateSearch(tree: SystemTree(root: root)).all()
    }
}

/// A USB identifier that a radio may have.
public struct KnownUSBDevice: Equatable, Sendable {
    public let vendor: UInt16
    public let product: UInt16
    public let title: String
    /// False for what must first be made a radio again.
    public let isUsable: Bool

    /// 0483:5740 and 0483:df11 are ST's, as the CoreCell bridge's firmware image has them.
    public static let all: [KnownUSBDevice] = [
        KnownUSBDevice(
            vendor: 0x0483, product: 0x5740,
            title: "STM32 virtual serial port, perhaps a CoreCell bridge", isUsable: true),
        KnownUSBDevice(
            vendor: 0x0483, product: 0xdf11,
            title: "STM32 waiting for firmware (DFU)", isUsable: false),
    ]
}
