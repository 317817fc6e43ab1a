/// A radio chip in front of the concentrator.
public enum Radio: UInt8, CaseIterable, Sendable {
    case a = 1
    case b = 2
}

/// One access to a chip behind the bridge, as the SPI bytes say it.
public enum ChipOperation: Hashable, Sendable {
    /// Bytes to consecutive addresses of the SX1302.
    case write(address: UInt16, [UInt8])
    /// Bytes of consecutive addresses, except at the receive buffer's window, which is one address.
    case read(address: UInt16, count: Int)
    /// Bits of one byte; the bridge reads, changes and writes. `value` stands in position already.
    case modify(address: UInt16, mask: UInt8, value: UInt8)
    /// A command to an SX1250 through the SX1302's multiplexer.
    case command(Radio, UInt8, [UInt8])
    /// A command to the SX1261 that listens before talking.
    case listenerCommand(UInt8, [UInt8])

    /// The most data bytes of one operation, a quarter of what the chips' memories hold.
    public static let longest = 4096
    /// The most data bytes of a command: the whole of it is counted in a byte by the vendor's code.
    public static let longestCommand = 247

    var isRead: Bool {
        if case .read = self { true } else { false }
    }

    var isForListener: Bool {
        if case .listenerCommand = self { true } else { false }
    }

    /// Bytes the operation takes in a request.
    var requestCount: Int {
        switch self {
        case .modify: Transfer.modifyCount
        case .write(_, let data): Transfer.headerCount + 3 + data.count
        case .read(_, let count): Transfer.headerCount + 4 + count
        case .command(_, _, let data): Transfer.headerCount + 2 + data.count
        case .listenerCommand(_, let data): Transfer.headerCount + 1 + data.count
        }
    }

    /// Bytes the bridge answers.
    var answerCount: Int {
        if case .modify = self { Transfer.modifyAnswerCount } else { requestCount }
    }

    /// What is too long or does not fit is our own mistake, so it traps.
    func append(to bytes: inout [UInt8], identifier: UInt8) {
        switch self {
        case .write(let address, let data):
            precondition(1...Self.longest ~= data.count, "\(data.count) bytes in one write")
            appendHeader(to: &bytes, identifier, target: 0, count: 3 + data.count)
            precondition(address < 0x8000, "address \(address)")
            bytes += [0, 0x80 | UInt8(address >> 8), UInt8(truncatingIfNeeded: address)]
            bytes += data
        case .read(let address, let count):
            precondition(1...Self.longest ~= count, "\(count) bytes in one read")
            appendHeader(to: &bytes, identifier, target: 0, count: 4 + count)
            precondition(address < 0x8000, "address \(address)")
            bytes.append(0)
            bytes.append(UInt8(address >> 8))
            bytes.append(UInt8(truncatingIfNeeded: address))
            for _ in 0...count { bytes.append(0) }
        case .modify(let address, let mask, let value):
            precondition(value & ~mask == 0, "value \(value) outside of mask \(mask)")
            bytes += [identifier, Transfer.modify, UInt8(address >> 8)]
            bytes += [UInt8(truncatingIfNeeded: address), mask, value]
        case .command(let radio, let command, let data):
            precondition(data.count <= Self.longestCommand, "\(data.count) bytes in a command")
            appendHeader(to: &bytes, identifier, target: 0, count: 2 + data.count)
            bytes += [radio.rawValue, command]
            bytes += data
        case .listenerCommand(let command, let data):
            precondition(data.count <= Self.longestCommand, "\(data.count) bytes in a command")
            appendHeader(to: &bytes, identifier, target: 1, count: 1 + data.count)
            bytes.append(command)
            bytes += data
        }
    }

    private func appendHeader(
        to bytes: inout [UInt8], _ identifier: UInt8, target: UInt8, count: Int
    ) {
        bytes.append(identifier)
        bytes.append(Transfer.raw)
        bytes.append(target)
        bytes.append(UInt8(count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: count))
    }
}

/// The bridge's numbers for the two kinds of transfer, and their sizes.
enum Transfer {
    static let raw: UInt8 = 0x01
    static let modify: UInt8 = 0x02
    /// Identifier, kind, target or status, length.
    static let headerCount = 5
    static let modifyCount = 6
    static let modifyAnswerCount = 5
}
