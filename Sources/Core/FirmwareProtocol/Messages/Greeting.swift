/// What the host opens a session with. Its header carries the new session's number. Its layout and
/// those of `Welcome` and `Awake` stay the same in every version.
public struct Hello: LinkMessage, Equatable {
    public static let type = MessageType.hello
    /// "ESLK" in ASCII, as a little-endian number.
    public static let magic: UInt32 = 0x4b4c_5345

    public var oldestVersion: UInt8
    public var newestVersion: UInt8

    public init(oldestVersion: UInt8 = 1, newestVersion: UInt8 = 1) {
        self.oldestVersion = oldestVersion
        self.newestVersion = newestVersion
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        _ = try reader.magic()
        oldestVersion = try reader.u8(in: 1...255)
        newestVersion = try reader.u8(in: oldestVersion...255)
    }

    public func write(to body: inout FrameBody) {
        body.u32(Self.magic)
        body.u8(oldestVersion)
        body.u8(newestVersion)
    }
}

/// The answer to `Hello`: the session is open, in this version.
public struct Welcome: LinkMessage, Equatable {
    public static let type = MessageType.welcome
    /// Zero if the device speaks none of the versions offered; then no session is open.
    public var version: UInt8
    /// Another after every restart of the device, so that the host knows of it.
    public var bootID: UInt32
    public var deviceTimeMicroseconds: UInt64

    public init(version: UInt8, bootID: UInt32, deviceTimeMicroseconds: UInt64) {
        self.version = version
        self.bootID = bootID
        self.deviceTimeMicroseconds = deviceTimeMicroseconds
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        _ = try reader.magic()
        version = try reader.u8()
        bootID = try reader.u32()
        deviceTimeMicroseconds = try reader.u64()
    }

    public func write(to body: inout FrameBody) {
        body.u32(Hello.magic)
        body.u8(version)
        body.u32(bootID)
        body.u64(deviceTimeMicroseconds)
    }
}

/// What a device without session says once a second.
public struct Awake: LinkMessage, Equatable {
    public static let type = MessageType.awake
    public var oldestVersion: UInt8
    public var newestVersion: UInt8
    public var bootID: UInt32

    public init(oldestVersion: UInt8 = 1, newestVersion: UInt8 = 1, bootID: UInt32) {
        self.oldestVersion = oldestVersion
        self.newestVersion = newestVersion
        self.bootID = bootID
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        _ = try reader.magic()
        oldestVersion = try reader.u8(in: 1...255)
        newestVersion = try reader.u8(in: oldestVersion...255)
        bootID = try reader.u32()
    }

    public func write(to body: inout FrameBody) {
        body.u32(Hello.magic)
        body.u8(oldestVersion)
        body.u8(newestVersion)
        body.u32(bootID)
    }
}

extension FieldReader {
    fileprivate mutating func magic() throws(MessageError) -> UInt32 {
        let start = position
        let magic = try u32()
        guard magic == Hello.magic else { throw error(.wrongMagic, start, magic) }
        return magic
    }
}
