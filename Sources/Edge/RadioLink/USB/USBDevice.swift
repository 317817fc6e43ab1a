internal import CUSB
internal import Diagnosis
internal import Glibc
internal import Host
internal import Radios

/// An opened USB device whose serial line is claimed. When its life ends the claim is given back, and
/// the kernel's driver with it.
@safe final class USBDevice {
    let handle: OpaquePointer
    let interfaces: SerialInterfaces
    let session: USBSession
    private var claimed: [UInt8] = []
    private var detached: [UInt8] = []
    var isGone = false

    private static let controlTimeOut: UInt32 = 1000

    /// 0483:5740 is nobody's own, so the device is chosen by its serial number or place, and is what
    /// it should be when it answers as a radio.
    init(_ name: USBName) throws(RadioLinkError) {
        let facts = try Self.find(name)
        guard let interfaces = facts.serialInterfaces else {
            throw .wrongDevice(.usb(name), .noSerialInterface)
        }
        try Self.checkFree(facts)
        session = try USBSession()
        guard let device = unsafe session.device(bus: facts.bus, address: facts.device) else {
            throw .notFound(.usb(name))
        }
        defer { unsafe libusb_unref_device(device) }
        var opened: OpaquePointer?
        let result = unsafe libusb_open(device, &opened)
        guard result == 0, let opened = unsafe opened else {
            throw Self.refusal(name, facts.node, result)
        }
        unsafe handle = opened
        self.interfaces = interfaces
        try claim(facts)
        try setLine()
    }

    private static func find(_ name: USBName) throws(RadioLinkError) -> RadioCandidate.USBFacts {
        let devices = CandidateSearch(tree: SystemTree(root: "")).usbDevices().map(\.facts)
        let found = devices.filter { facts in
            switch name {
            case .serial(let serial): facts.serial == serial
            case .place(let place): facts.place == place
            }
        }
        guard let first = found.first else { throw .notFound(.usb(name)) }
        guard found.count == 1 else {
            throw .ambiguous(serial: "\(name)", places: found.map(\.place))
        }
        return first
    }

    /// A program that has the terminal open would lose it when the kernel's driver is detached.
    private static func checkFree(_ facts: RadioCandidate.USBFacts) throws(RadioLinkError) {
        let candidates = RadioCandidate.all()
        guard let candidate = candidates.first(where: { $0.usb?.place == facts.place }),
            let terminal = candidate.terminals.first
        else { return }
        let holders = Holders.of(candidate.terminals)
        guard holders.isEmpty else { throw .busy(node: terminal, holders: holders) }
    }

    private static func refusal(
        _ name: USBName, _ node: String, _ code: Int32
    ) -> RadioLinkError {
        if code == LIBUSB_ERROR_NO_DEVICE.rawValue { return .unplugged(.usb(name)) }
        // libusb knows one word for all refusals but EACCES; the system says which.
        let descriptor = unsafe open(node, O_RDWR | O_CLOEXEC | O_NOCTTY)
        let number = errno
        if descriptor >= 0 {
            close(descriptor)
            return USBStatus.failure(.open, code)
        }
        switch number {
        case EACCES, EPERM: return .notPermitted(NodeDenial(of: node, refused: number))
        case ENOENT, ENODEV, ENXIO: return .unplugged(.usb(name))
        default: return .system(.open, SystemError(number: number))
        }
    }

    /// The control interface first: with it cdc_acm lets go of both.
    private func claim(_ facts: RadioCandidate.USBFacts) throws(RadioLinkError) {
        for number in [interfaces.control, interfaces.data].compactMap({ $0 }) {
            let detached = unsafe libusb_detach_kernel_driver(handle, Int32(number))
            if detached == 0 { self.detached.append(number) }
            let result = unsafe libusb_claim_interface(handle, Int32(number))
            switch result {
            case 0: claimed.append(number)
            case LIBUSB_ERROR_BUSY.rawValue:
                throw .busy(node: facts.node, holders: Holders.of(facts.node))
            case LIBUSB_ERROR_NO_DEVICE.rawValue: throw gone(facts)
            case LIBUSB_ERROR_NOT_FOUND.rawValue:
                throw .wrongDevice(address(facts), .unconfigured)
            default: throw USBStatus.failure(.claim, result)
            }
        }
    }

    private func address(_ facts: RadioCandidate.USBFacts) -> RadioAddress {
        (facts.serial.flatMap { USBName(serial: $0) } ?? USBName(place: facts.place))
            .map { .usb($0) } ?? .usb(.place(facts.place))
    }

    private func gone(_ facts: RadioCandidate.USBFacts) -> RadioLinkError {
        isGone = true
        return .unplugged(address(facts))
    }

    /// As cdc_acm does when its terminal is opened: 115,200 baud, 8N1, ready and willing. A device
    /// whose line has no rate may stall either, as its capabilities allow.
    private func setLine() throws(RadioLinkError) {
        guard let control = interfaces.control else { return }
        try request(CDCRequest.setLineCoding, 0, control, [0x00, 0xc2, 0x01, 0x00, 0, 0, 8])
        try request(CDCRequest.setControlLineState, CDCRequest.ready, control, [])
    }

    private func request(
        _ number: UInt8, _ value: UInt16, _ interface: UInt8, _ bytes: [UInt8]
    ) throws(RadioLinkError) {
        var bytes = bytes
        let count = UInt16(bytes.count)
        let result = unsafe libusb_control_transfer(
            handle, CDCRequest.toInterface, number, value, UInt16(interface), &bytes, count,
            Self.controlTimeOut)
        guard result >= 0 || result == LIBUSB_ERROR_PIPE.rawValue else {
            if result == LIBUSB_ERROR_NO_DEVICE.rawValue { isGone = true }
            throw USBStatus.failure(.configure, result)
        }
    }

    func clearHalt(_ endpoint: UInt8) { _ = unsafe libusb_clear_halt(handle, endpoint) }

    deinit {
        if !isGone, let control = interfaces.control, claimed.contains(control) {
            try? request(CDCRequest.setControlLineState, 0, control, [])
        }
        // cdc_acm takes both when it is offered the control interface, so the data must be free first.
        for number in claimed.reversed() {
            _ = unsafe libusb_release_interface(handle, Int32(number))
        }
        for number in detached where !isGone {
            _ = unsafe libusb_attach_kernel_driver(handle, Int32(number))
        }
        unsafe libusb_close(handle)
    }
}

/// Requests of the CDC's PSTN subclass, 1.2.
private enum CDCRequest {
    /// Class request, to an interface, host to device.
    static let toInterface: UInt8 = 0x21
    static let setLineCoding: UInt8 = 0x20
    static let setControlLineState: UInt8 = 0x22
    /// Data terminal ready, and request to send.
    static let ready: UInt16 = 3
}
