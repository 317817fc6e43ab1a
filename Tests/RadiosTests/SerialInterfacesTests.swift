import Primitives
import Radios
import Testing

@Suite("The serial line in a device's descriptors")
struct SerialInterfacesTests {
    static let device: [UInt8] = [18, 1, 1, 2, 2, 2, 0, 64, 0x83, 4, 0x40, 0x57, 0, 2, 1, 2, 3, 1]
    static let configuration: [UInt8] = [9, 2, 67, 0, 2, 1, 0, 0xc0, 50]
    /// As the CoreCell bridge's firmware image has them.
    static let control: [UInt8] = [
        9, 4, 0, 0, 1, 2, 2, 1, 0, 5, 0x24, 0, 0x10, 1, 5, 0x24, 1, 0, 1, 4, 0x24, 2, 2,
        5, 0x24, 6, 0, 1, 7, 5, 0x82, 3, 8, 0, 16,
    ]
    static func data(_ number: UInt8, alternate: UInt8 = 0, size: UInt8 = 64) -> [UInt8] {
        [
            9, 4, number, alternate, 2, 10, 0, 0, 0, 7, 5, 0x01, 2, size, 0, 0,
            7, 5, 0x81, 2, size, 0, 0,
        ]
    }

    private func read(_ bytes: [UInt8], configuration: UInt8 = 1) -> SerialInterfaces? {
        SerialInterfaces(reading: bytes.rawSpan, configuration: configuration)
    }

    @Test("control and data interface, pipes and packet size of a CoreCell bridge")
    func bridge() throws {
        let bytes = Self.device + Self.configuration + Self.control + Self.data(1)
        let found = try #require(read(bytes))
        #expect(found.control == 0 && found.data == 1)
        #expect(found.incoming == 0x81 && found.outgoing == 0x01 && found.packetSize == 64)
    }

    @Test("the union chooses among data interfaces")
    func union() throws {
        let bytes = Self.device + Self.configuration + Self.control + Self.data(2) + Self.data(1)
        #expect(try #require(read(bytes)).data == 1)
    }

    @Test("data pipes alone are a line without control")
    func dataAlone() throws {
        let found = try #require(read(Self.device + Self.configuration + Self.data(3)))
        #expect(found.control == nil && found.data == 3)
    }

    @Test("another configuration's, another setting's and sizeless pipes do not count")
    func refused() {
        let bytes = Self.device + Self.configuration + Self.control
        #expect(read(bytes + Self.data(1), configuration: 2) == nil)
        #expect(read(bytes + Self.data(1, alternate: 1)) == nil)
        #expect(read(bytes + Self.data(1, size: 0)) == nil)
        #expect(read(Self.device) == nil)
        #expect(read([]) == nil)
    }

    @Test("cut anywhere inside a descriptor, or with a length of 0 or 1, nothing is believed")
    func damaged() {
        let bytes = Self.device + Self.configuration + Self.control + Self.data(1)
        // Between two descriptors the bytes still hold together; the pipes stand at the end.
        for count in 0..<bytes.count { #expect(read(Array(bytes.prefix(count))) == nil) }
        #expect(read(bytes + [0]) == nil)
        #expect(read(bytes + [1, 4]) == nil)
        #expect(read(bytes + [2, 4]) != nil, "an unknown short descriptor is passed over")
    }
}
