/// What a device on the emulated bus says of itself.
public struct USBIdentity: Sendable {
    public var vendor: UInt16 = 0x0483
    public var product: UInt16 = 0x5740
    public var manufacturer: String? = "STMicroelectronics"
    public var productName: String? = "STM32 Virtual ComPort"
    public var serial: String?
    /// The bus is 1.
    public var address: Int32
    /// As Linux names it.
    public var place: String
    /// What the kernel binds to it; nil for nothing.
    public var driver: String? = "cdc_acm"

    public init(serial: String?, address: Int32 = 2, place: String = "1-1") {
        self.serial = serial
        self.address = address
        self.place = place
    }

    static let incoming: UInt8 = 0x81
    static let outgoing: UInt8 = 0x01
    /// At full speed.
    static let packetSize = 64

    /// As the CoreCell bridge's firmware image has them: device class 2, one configuration of 67
    /// bytes, an abstract control interface with its union, and a data interface.
    var descriptors: [UInt8] {
        let device: [UInt8] = [
            18, 1, 0x01, 0x02, 2, 2, 0, 64, UInt8(vendor & 0xff), UInt8(vendor >> 8),
            UInt8(product & 0xff), UInt8(product >> 8), 0x00, 0x02, 1, 2, 3, 1,
        ]
        let configuration: [UInt8] = [9, 2, 67, 0, 2, 1, 0, 0xc0, 50]
        let control: [UInt8] = [
            9, 4, 0, 0, 1, 2, 2, 1, 0, 5, 0x24, 0, 0x10, 1, 5, 0x24, 1, 0, 1, 4, 0x24, 2, 2,
            5, 0x24, 6, 0, 1, 7, 5, 0x82, 3, 8, 0, 16,
        ]
        let data: [UInt8] = [
            9, 4, 1, 0, 2, 10, 0, 0, 0, 7, 5, Self.outgoing, 2, 64, 0, 0,
            7, 5, Self.incoming, 2, 64, 0, 0,
        ]
        return device + configuration + control + data
    }

    /// The answer to a request for a string descriptor; nil for one that there is not.
    func string(_ index: UInt8) -> [UInt8]? {
        if index == 0 { return [4, 3, 0x09, 0x04] }
        let texts = [manufacturer, productName, serial]
        guard Int(index) <= texts.count, let text = texts[Int(index) - 1] else { return nil }
        let units = text.utf16.prefix(126).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        return [UInt8(units.count + 2), 3] + units
    }
}
