import Primitives

/// A frame with application data or network commands, up or down. It holds everything but the
/// payload's bytes; of those it knows where they stand, so that reading one allocates nothing.
public struct DataFrame: Hashable, Sendable {
    public let header: FrameHeader
    public let address: DevAddr
    public let control: FrameControl
    /// The low 16 bits of the counter; see `FrameCounter` for the rest.
    public let counter: UInt16
    public let options: FrameOptions
    /// 0 means that the payload is network commands, 224 is for test tools, 225...255 are reserved.
    public let port: UInt8?
    public let payloadCount: Int
    public let integrityCode: IntegrityCode

    /// Header, address, control and counter.
    static let fixedCount = 8

    public var direction: Direction {
        header.type == .unconfirmedDataUp || header.type == .confirmedDataUp ? .up : .down
    }

    /// The receiver must acknowledge.
    public var isConfirmed: Bool {
        header.type == .confirmedDataUp || header.type == .confirmedDataDown
    }

    /// Where the options stand in the frame's bytes.
    public var optionRange: Range<Int> { Self.fixedCount..<Self.fixedCount + options.count }

    /// Where the payload stands in the frame's bytes; empty when there is none.
    public var payload: Range<Int> {
        let start = optionRange.upperBound + (port == nil ? 0 : 1)
        return start..<start + payloadCount
    }

    public var byteCount: Int { payload.upperBound + IntegrityCode.byteCount }

    /// For making a frame. The payload itself comes with `append(to:payload:)`.
    public init(
        _ type: MessageType, address: DevAddr, control: FrameControl = FrameControl(),
        counter: UInt16, options: FrameOptions = FrameOptions(), port: UInt8? = nil,
        payloadCount: Int = 0, integrityCode: IntegrityCode = IntegrityCode(bits: 0)
    ) throws(FrameBuildError) {
        precondition(type.isData, "a data frame of type \(type)")
        guard payloadCount == 0 || port != nil else { throw .payloadWithoutPort }
        guard port != 0 || options.count == 0 else { throw .commandsTwice }
        header = FrameHeader(type)
        self.address = address
        self.control = control
        self.counter = counter
        self.options = options
        self.port = port
        self.payloadCount = payloadCount
        self.integrityCode = integrityCode
        guard byteCount <= LoRaModulation.longestPayload else { throw .tooLong(found: byteCount) }
    }

    init(parsing bytes: RawSpan, header: FrameHeader) throws(FrameError) {
        let smallest = Self.fixedCount + IntegrityCode.byteCount
        guard bytes.byteCount >= smallest else { throw .dataTooShort(found: bytes.byteCount) }
        let controlByte = bytes.byte(at: 5)
        let optionCount = Int(controlByte & 0b1111)
        let room = bytes.byteCount - smallest
        guard optionCount <= room else {
            throw .optionsTooLong(announced: optionCount, room: room)
        }
        let rest = room - optionCount
        let port = rest > 0 ? bytes.byte(at: Self.fixedCount + optionCount) : nil
        guard port != 0 || optionCount == 0 else { throw .commandsTwice(options: optionCount) }
        self.header = header
        address = DevAddr(bits: bytes.littleEndian32(at: 1))
        control = FrameControl(bits: controlByte & 0b1111_0000)
        counter = bytes.littleEndian16(at: 6)
        options = FrameOptions(reading: optionCount, of: bytes, at: Self.fixedCount)
        self.port = port
        payloadCount = max(0, rest - 1)
        integrityCode = IntegrityCode(endOf: bytes)
    }

    /// Appends the frame as it goes on air. `payload` has `payloadCount` bytes.
    public func append(to bytes: inout [UInt8], payload: RawSpan) {
        precondition(
            payload.byteCount == payloadCount,
            "\(payload.byteCount) bytes for a payload of \(payloadCount)")
        bytes.append(header.bits)
        bytes.append(littleEndian: UInt64(address.bits), count: 4)
        bytes.append(control.bits | UInt8(options.count))
        bytes.append(littleEndian: UInt64(counter), count: 2)
        for index in 0..<options.count { bytes.append(options[index]) }
        if let port { bytes.append(port) }
        bytes.append(payload)
        integrityCode.append(to: &bytes)
    }
}

extension MessageType {
    public var isData: Bool {
        switch self {
        case .unconfirmedDataUp, .unconfirmedDataDown, .confirmedDataUp, .confirmedDataDown: true
        case .joinRequest, .joinAccept, .rejoinRequest, .proprietary: false
        }
    }
}

/// Why a data frame cannot be made.
public enum FrameBuildError: Error, Equatable, CustomStringConvertible {
    case payloadWithoutPort
    case commandsTwice
    case tooLong(found: Int)
    case optionsTooLong(found: Int)

    public var description: String {
        switch self {
        case .payloadWithoutPort: "a data frame with a payload needs a port, 0 to 255"
        case .commandsTwice:
            "network commands go into the options or into port 0's payload, not into both"
        case .tooLong(let found):
            "a LoRa radio carries at most 255 bytes; this frame would have \(found)"
        case .optionsTooLong(let found):
            "a data frame has room for 15 bytes of options; these are \(found)"
        }
    }
}
