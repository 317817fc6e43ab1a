internal import Diagnosis
internal import Glibc
internal import Host
internal import Primitives
internal import Radios

/// Goes through /sys. libusb reads the same tree, and would have to open each device to learn its
/// serial number, which the kernel has read already (decision 0130).
struct CandidateSearch {
    let tree: SystemTree

    static let usbDevices = "/sys/bus/usb/devices"
    private static let terminals = "/sys/class/tty"

    func all() -> [RadioCandidate] {
        let terminals = serialTerminals()
        let devices = usbDevices().compactMap { facts, path -> RadioCandidate? in
            let own = terminals.filter { $0.device == path }.map(\.node)
            guard facts.known != nil || facts.serialInterfaces != nil || !own.isEmpty else {
                return nil
            }
            return candidate(facts, at: path, terminals: own)
        }
        return disambiguated(devices) + terminals.filter { $0.device == nil }.map(candidate)
    }

    /// Every USB device but hubs, with its real path below /sys.
    func usbDevices() -> [(facts: RadioCandidate.USBFacts, path: String)] {
        tree.names(in: Self.usbDevices).compactMap { name in
            guard let path = tree.real("\(Self.usbDevices)/\(name)"),
                let facts = facts(of: name, at: path)
            else { return nil }
            return (facts, path)
        }
    }

    private func facts(of place: String, at path: String) -> RadioCandidate.USBFacts? {
        guard USBName(place: place) != nil,
            let vendor: UInt16 = tree.number(of: path + "/idVendor", radix: 16),
            let product: UInt16 = tree.number(of: path + "/idProduct", radix: 16),
            let bus: UInt8 = tree.number(of: path + "/busnum"),
            let device: UInt8 = tree.number(of: path + "/devnum")
        else { return nil }
        return RadioCandidate.USBFacts(
            vendor: vendor, product: product, manufacturer: tree.text(of: path + "/manufacturer"),
            productName: tree.text(of: path + "/product"), serial: tree.text(of: path + "/serial"),
            place: place, bus: bus, device: device,
            known: KnownUSBDevice.all.first { $0.vendor == vendor && $0.product == product },
            serialInterfaces: serialInterfaces(at: path))
    }

    private func serialInterfaces(at path: String) -> SerialInterfaces? {
        guard let active: UInt8 = tree.number(of: path + "/bConfigurationValue"),
            let descriptors = tree.bytes(of: path + "/descriptors"),
            descriptors.count <= SerialInterfaces.longest
        else { return nil }
        return SerialInterfaces(reading: descriptors.rawSpan, configuration: active)
    }

    private struct Terminal {
        var node: String
        var driver: String?
        /// The USB device's real path; nil when it is on no USB.
        var device: String?
    }

    private func serialTerminals() -> [Terminal] {
        tree.names(in: Self.terminals).filter { name in
            name.hasPrefix("ttyACM") || name.hasPrefix("ttyUSB")
        }.map { name in
            let link = "\(Self.terminals)/\(name)/device"
            return Terminal(
                node: "/dev/" + name, driver: tree.linkedName(link + "/driver"),
                device: tree.real(link).flatMap(usbDevice))
        }
    }

    /// The nearest device above an interface, or above a port of a serial converter.
    private func usbDevice(above path: String) -> String? {
        var path = Substring(path)
        while let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            if tree.exists(path + "/idVendor") { return String(path) }
            path = path[..<slash]
        }
        return nil
    }

    private func candidate(
        _ facts: RadioCandidate.USBFacts, at path: String, terminals: [String]
    ) -> RadioCandidate {
        var addresses: [RadioAddress] = []
        if facts.serialInterfaces != nil {
            let name = facts.serial.flatMap { USBName(serial: $0) } ?? USBName(place: facts.place)
            if let name { addresses.append(.usb(name)) }
        }
        addresses += terminals.compactMap(address)
        let interfaces = tree.names(in: path).filter { $0.hasPrefix(facts.place + ":") }
        let driver = interfaces.lazy.compactMap { tree.linkedName("\(path)/\($0)/driver") }
            .first { $0 != "usbfs" }
        return candidate(
            facts, terminals: terminals, driver: driver, addresses: addresses,
            node: facts.serialInterfaces == nil ? terminals.first ?? facts.node : facts.node)
    }

    private func candidate(_ terminal: Terminal) -> RadioCandidate {
        candidate(
            nil, terminals: [terminal.node], driver: terminal.driver,
            addresses: [address(terminal.node)].compactMap { $0 }, node: terminal.node)
    }

    private func candidate(
        _ facts: RadioCandidate.USBFacts?, terminals: [String], driver: String?,
        addresses: [RadioAddress], node: String
    ) -> RadioCandidate {
        let nodes = [facts?.node].compactMap { $0 } + terminals
        let status = NodeStatus(of: tree.root + node)
        let access: RadioDevice.Access =
            status.map { $0.mayOpen ? .allowed : .denied(owner: $0.owner) } ?? .gone
        let isDenied = status.map { !$0.mayOpen } ?? false
        return RadioCandidate(
            usb: facts, terminals: terminals, driver: driver, addresses: addresses, node: node,
            access: access,
            denial: isDenied ? NodeDenial(of: tree.root + node, refused: EACCES) : nil,
            holders: Holders.of(nodes.map { tree.root + $0 }),
            modemManagerIgnores: facts.flatMap(modemManagerIgnores))
    }

    private func address(_ node: String) -> RadioAddress? {
        (try? TerminalPath(parsing: node)).map { .tty($0) }
    }

    /// Where several devices claim one serial number, each is named by its place.
    private func disambiguated(_ devices: [RadioCandidate]) -> [RadioCandidate] {
        devices.map { device in
            guard case .usb(.serial)? = device.addresses.first, let place = device.usb?.place,
                devices.count(where: { $0.addresses.first == device.addresses.first }) > 1,
                let name = USBName(place: place)
            else { return device }
            var device = device
            device.addresses[0] = .usb(name)
            return device
        }
    }

    /// What udev wrote down for the device: `E:ID_MM_DEVICE_IGNORE=1`.
    private func modemManagerIgnores(_ facts: RadioCandidate.USBFacts) -> Bool? {
        let minor = (Int(facts.bus) - 1) * 128 + Int(facts.device) - 1
        guard let bytes = tree.bytes(of: "/run/udev/data/c189:\(minor)") else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .contains("E:ID_MM_DEVICE_IGNORE=1")
    }
}

/// Who has a device node open. Descriptors of other users' processes can be seen by root only.
enum Holders {
    static func of(_ node: String) -> [ProcessObservation] { of([node]) }

    /// Without this process.
    static func of(_ nodes: [String]) -> [ProcessObservation] {
        let tree = SystemTree(root: "")
        return Processes.holding(nodes.map(tree.target))
            .filter { $0.identifier != getpid() }
    }
}
