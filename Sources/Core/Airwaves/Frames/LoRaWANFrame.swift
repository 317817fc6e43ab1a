import Primitives

/// A LoRaWAN frame, versions 1.0 and 1.1: what a radio hands over after its own checksum.
///
/// Reading checks structure only, never keys: `IntegrityKey` does that. It allocates
/// nothing, and building what was read gives the same bytes back.
public enum LoRaWANFrame: Hashable, Sendable {
    case joinRequest(JoinRequest)
    case joinAccept(JoinAccept)
    case data(DataFrame)
    case rejoinRequest(RejoinRequest)
    case proprietary(ProprietaryFrame)

    public init(parsing bytes: RawSpan) throws(FrameError) {
        guard bytes.byteCount > 0 else { throw .empty }
        guard bytes.byteCount <= LoRaModulation.longestPayload else {
            throw .tooLong(found: bytes.byteCount)
        }
        let header = FrameHeader(bits: bytes.byte(at: 0))
        guard header.majorVersion == 0 || header.type == .proprietary else {
            throw .unknownVersion(found: header.majorVersion)
        }
        switch header.type {
        case .joinRequest:
            self = .joinRequest(try JoinRequest(parsing: bytes, header: header))
        case .joinAccept:
            self = .joinAccept(try JoinAccept(parsing: bytes, header: header))
        case .rejoinRequest:
            self = .rejoinRequest(try RejoinRequest(parsing: bytes, header: header))
        case .proprietary:
            self = .proprietary(ProprietaryFrame(header: header, count: bytes.byteCount - 1))
        case .unconfirmedDataUp, .unconfirmedDataDown, .confirmedDataUp, .confirmedDataDown:
            self = .data(try DataFrame(parsing: bytes, header: header))
        }
    }

    public var header: FrameHeader {
        switch self {
        case .joinRequest(let frame): frame.header
        case .joinAccept(let frame): frame.header
        case .data(let frame): frame.header
        case .rejoinRequest(let frame): frame.header
        case .proprietary(let frame): frame.header
        }
    }

    /// Where the payload stands in the frame's bytes, for the two kinds that have one of their own.
    public var payload: Range<Int> {
        switch self {
        case .joinRequest, .joinAccept, .rejoinRequest: 0..<0
        case .data(let frame): frame.payload
        case .proprietary(let frame): frame.payload
        }
    }

    /// Appends the frame as it goes on air. `payload` has as many bytes as the frame says.
    public func append(to bytes: inout [UInt8], payload: RawSpan) {
        switch self {
        case .joinRequest(let frame): frame.append(to: &bytes)
        case .joinAccept(let frame): frame.append(to: &bytes)
        case .data(let frame): frame.append(to: &bytes, payload: payload)
        case .rejoinRequest(let frame): frame.append(to: &bytes)
        case .proprietary(let frame): frame.append(to: &bytes, payload: payload)
        }
    }
}

/// A frame of somebody's own making, Earshot's beacon among them: nothing after the first byte is
/// LoRaWAN's, not even an integrity code, and of that byte only the type.
public struct ProprietaryFrame: Hashable, Sendable {
    public let header: FrameHeader
    /// Bytes after the header.
    public let count: Int

    public init(header: FrameHeader = FrameHeader(.proprietary), count: Int) {
        precondition(header.type == .proprietary, "header \(header.bits) of a proprietary frame")
        precondition(
            0..<LoRaModulation.longestPayload ~= count, "\(count) bytes in a proprietary frame")
        self.header = header
        self.count = count
    }

    public var payload: Range<Int> { 1..<1 + count }

    public func append(to bytes: inout [UInt8], payload: RawSpan) {
        precondition(payload.byteCount == count, "\(payload.byteCount) bytes instead of \(count)")
        bytes.append(header.bits)
        bytes.append(payload)
    }
}
