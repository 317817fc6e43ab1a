import Primitives
import Radios

extension FuzzTarget {
    /// Where a radio is, as typed: what is accepted is printed as it was typed.
    static let radioAddress = FuzzTarget(name: "radio-address") { bytes in
        let text = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
        guard let address = try? RadioAddress(parsing: text) else { return }
        precondition(
            address.description.utf8.elementsEqual(text.utf8), "\(text) is printed as \(address)")
    }
}

extension FuzzTarget {
    /// The raw descriptors of a USB device: pipes have addresses and a size, or there is no line.
    static let usbDescriptors = FuzzTarget(name: "usb-descriptors") { bytes in
        guard let found = SerialInterfaces(reading: bytes, configuration: 1) else { return }
        precondition(found.incoming & 0x80 != 0 && found.outgoing & 0x80 == 0, "\(found)")
        precondition((1...2047).contains(found.packetSize), "\(found)")
    }
}
