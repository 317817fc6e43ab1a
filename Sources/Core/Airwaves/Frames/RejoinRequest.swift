import Primitives

/// A device that has a session asks for a new one (LoRaWAN 1.1, 6.2.4).
public struct RejoinRequest: Hashable, Sendable {
    public enum Purpose: Hashable, Sendable {
        /// Type 0: start over, radio settings included.
        case resetContext(NetID)
        /// Type 1: find the home network again; goes to the join server.
        case restoreSession(joinEUI: EUI64)
        /// Type 2: new keys or a new address, same radio settings.
        case renewKeys(NetID)

        public var type: UInt8 {
            switch self {
            case .resetContext: 0
            case .restoreSession: 1
            case .renewKeys: 2
            }
        }

        /// 19 bytes with a network identifier, 24 with a join EUI.
        static func byteCount(type: UInt8) -> Int { type == 1 ? 24 : 19 }
    }

    public var header: FrameHeader
    public var purpose: Purpose
    public var devEUI: EUI64
    /// Counts types 0 and 2 together (RJcount0), type 1 by itself (RJcount1).
    public var counter: UInt16
    public var integrityCode: IntegrityCode

    public init(
        header: FrameHeader = FrameHeader(.rejoinRequest), purpose: Purpose, devEUI: EUI64,
        counter: UInt16, integrityCode: IntegrityCode
    ) {
        precondition(header.type == .rejoinRequest, "header \(header.bits) of a rejoin request")
        self.header = header
        self.purpose = purpose
        self.devEUI = devEUI
        self.counter = counter
        self.integrityCode = integrityCode
    }

    init(parsing bytes: RawSpan, header: FrameHeader) throws(FrameError) {
        guard bytes.byteCount > 1 else { throw .rejoinRequestLength(type: nil, found: 1) }
        let type = bytes.byte(at: 1)
        guard type <= 2 else { throw .unknownRejoinType(found: type) }
        guard bytes.byteCount == Purpose.byteCount(type: type) else {
            throw .rejoinRequestLength(type: type, found: bytes.byteCount)
        }
        self.header = header
        switch type {
        case 0: purpose = .resetContext(NetID(lowBits: bytes.littleEndian24(at: 2)))
        case 1: purpose = .restoreSession(joinEUI: EUI64(bits: bytes.littleEndian64(at: 2)))
        default: purpose = .renewKeys(NetID(lowBits: bytes.littleEndian24(at: 2)))
        }
        devEUI = EUI64(bits: bytes.littleEndian64(at: bytes.byteCount - 14))
        counter = bytes.littleEndian16(at: bytes.byteCount - 6)
        integrityCode = IntegrityCode(endOf: bytes)
    }

    /// Appends the frame as it goes on air.
    public func append(to bytes: inout [UInt8]) {
        bytes.append(header.bits)
        bytes.append(purpose.type)
        switch purpose {
        case .resetContext(let network), .renewKeys(let network):
            bytes.append(littleEndian: UInt64(network.bits), count: 3)
        case .restoreSession(let joinEUI):
            bytes.append(littleEndian: joinEUI.bits, count: 8)
        }
        bytes.append(littleEndian: devEUI.bits, count: 8)
        bytes.append(littleEndian: UInt64(counter), count: 2)
        integrityCode.append(to: &bytes)
    }
}
