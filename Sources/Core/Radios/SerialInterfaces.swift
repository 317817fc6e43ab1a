internal import Primitives

/// What of a USB device is a serial line (CDC-ACM, class definitions for communication devices 1.2):
/// the interfaces and bulk pipes, as its descriptors name them.
public struct SerialInterfaces: Equatable, Sendable {
    /// Takes line coding and line state; nil of a device that has data pipes only.
    public var control: UInt8?
    public var data: UInt8
    /// Endpoint addresses, from the device and to it.
    public var incoming: UInt8
    public var outgoing: UInt8
    /// Of the incoming pipe: reads are multiples of it, or a packet would not fit.
    public var packetSize: Int

    /// More descriptors than any device has: 65,535 bytes is what a configuration can state.
    public static let longest = 65_535 + 18

    /// Reads what Linux shows as `descriptors`: the device's, then each configuration's.
    /// - Parameter configuration: the number of the active one.
    /// - Returns: nil when the bytes do not hold together or no serial line is among them.
    public init?(reading bytes: RawSpan, configuration: UInt8) {
        var reader = DescriptorReader(bytes)
        var isActive = false
        var scan = Scan()
        while let descriptor = reader.next() {
            switch (descriptor.kind, descriptor.count) {
            case (DescriptorKind.configuration, 9...):
                isActive = bytes.byte(descriptor, 5) == configuration
            case (DescriptorKind.interface, 9...) where isActive:
                scan.begin(
                    number: bytes.byte(descriptor, 2), alternate: bytes.byte(descriptor, 3),
                    classCode: bytes.byte(descriptor, 5), subclass: bytes.byte(descriptor, 6))
            case (DescriptorKind.classInterface, 5...) where isActive:
                if bytes.byte(descriptor, 2) == Scan.union {
                    scan.pair(bytes.byte(descriptor, 3), with: bytes.byte(descriptor, 4))
                }
            case (DescriptorKind.endpoint, 7...) where isActive:
                let size =
                    Int(bytes.byte(descriptor, 4)) | Int(bytes.byte(descriptor, 5) & 0x07) << 8
                scan.endpoint(
                    bytes.byte(descriptor, 2), attributes: bytes.byte(descriptor, 3), size: size)
            default: break
            }
        }
        guard reader.isWhole, let found = scan.found else { return nil }
        self = found
    }

    init(control: UInt8?, data: UInt8, incoming: UInt8, outgoing: UInt8, packetSize: Int) {
        self.control = control
        self.data = data
        self.incoming = incoming
        self.outgoing = outgoing
        self.packetSize = packetSize
    }
}

private enum DescriptorKind {
    static let configuration: UInt8 = 2
    static let interface: UInt8 = 4
    static let endpoint: UInt8 = 5
    static let classInterface: UInt8 = 0x24
}

private struct DescriptorReader: ~Escapable {
    private let bytes: RawSpan
    private var offset = 0
    private(set) var isWhole = true

    struct Descriptor {
        var kind: UInt8
        var start: Int
        var count: Int
    }

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) { self.bytes = bytes }

    mutating func next() -> Descriptor? {
        guard offset < bytes.byteCount else { return nil }
        let count = Int(bytes.byte(at: offset))
        guard count >= 2, count <= bytes.byteCount - offset else {
            isWhole = false
            return nil
        }
        defer { offset += count }
        return Descriptor(kind: bytes.byte(at: offset + 1), start: offset, count: count)
    }
}

extension RawSpan {
    fileprivate func byte(_ descriptor: DescriptorReader.Descriptor, _ offset: Int) -> UInt8 {
        byte(at: descriptor.start + offset)
    }
}

/// Gathers interfaces while the descriptors go by.
private struct Scan {
    static let union: UInt8 = 6
    private static let communication: UInt8 = 0x02
    private static let abstractControl: UInt8 = 0x02
    private static let dataClass: UInt8 = 0x0a

    private struct Interface {
        var number: UInt8
        var isControl: Bool
        var isData: Bool
        var incoming: UInt8?
        var outgoing: UInt8?
        var packetSize = 0
        /// The data interface that a control interface names.
        var partner: UInt8?
    }

    private var interfaces: [Interface] = []
    /// Other settings of an interface are not looked at: a serial line works with the first.
    private var isFirstSetting = false

    mutating func begin(number: UInt8, alternate: UInt8, classCode: UInt8, subclass: UInt8) {
        isFirstSetting = alternate == 0
        guard isFirstSetting else { return }
        interfaces.append(
            Interface(
                number: number,
                isControl: classCode == Self.communication && subclass == Self.abstractControl,
                isData: classCode == Self.dataClass))
    }

    mutating func pair(_ control: UInt8, with data: UInt8) {
        guard isFirstSetting, let last = interfaces.indices.last,
            interfaces[last].number == control
        else { return }
        interfaces[last].partner = data
    }

    mutating func endpoint(_ address: UInt8, attributes: UInt8, size: Int) {
        guard isFirstSetting, let last = interfaces.indices.last, attributes & 3 == 2, size > 0
        else { return }
        if address & 0x80 != 0 {
            guard interfaces[last].incoming == nil else { return }
            interfaces[last].incoming = address
            interfaces[last].packetSize = size
        } else if interfaces[last].outgoing == nil {
            interfaces[last].outgoing = address
        }
    }

    /// The first control interface with its data interface; else a data interface alone.
    var found: SerialInterfaces? {
        for control in interfaces where control.isControl {
            let data = interfaces.first {
                $0.isData && (control.partner == nil || $0.number == control.partner)
            }
            if let data, let line = line(data, control.number) { return line }
        }
        return interfaces.lazy.filter(\.isData).compactMap { line($0, nil) }.first
    }

    private func line(_ data: Interface, _ control: UInt8?) -> SerialInterfaces? {
        guard let incoming = data.incoming, let outgoing = data.outgoing else { return nil }
        return SerialInterfaces(
            control: control, data: data.number, incoming: incoming, outgoing: outgoing,
            packetSize: data.packetSize)
    }
}
