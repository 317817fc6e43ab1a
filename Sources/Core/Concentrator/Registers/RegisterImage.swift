import Primitives

/// What the SX1302's registers hold once a start for a plan has run: every register, ascending. Made by
/// carrying out the start's own writes on the reset values, so it is what would be written, not a copy
/// of it. Bits that only the chip writes have their reset value, as have the controllers' answers.
public struct RegisterImage: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public let address: UInt16
        public let value: UInt8
    }

    public private(set) var entries: [Entry]

    /// After a start for `plan`.
    public init(afterStart plan: ReceivePlan) {
        entries = RegisterMap.addresses.map { address in
            Entry(address: address, value: RegisterMap.reset(of: address) ?? 0)
        }
        for step in StartTable.steps(plan, code: .blank(plan)) {
            guard case .ask(.transfers(let batch), _) = step else { continue }
            carry(batch.bytes)
        }
    }

    /// The writes and changes of a request, read as the bridge reads them.
    private mutating func carry(_ request: [UInt8]) {
        let request = request.rawSpan
        var offset = 0
        while offset < request.byteCount {
            guard request.byte(at: offset + 1) == Transfer.raw else {
                change(
                    request.bigEndian16(at: offset + 2), mask: request.byte(at: offset + 4),
                    request.byte(at: offset + 5))
                offset += Transfer.modifyCount
                continue
            }
            let start = offset + Transfer.headerCount
            let end = start + request.bigEndian16(at: offset + 3)
            let isForRegisters = request.byte(at: offset + 2) == 0 && request.byte(at: start) == 0
            if isForRegisters, request.byte(at: start + 1) & 0x80 != 0 {
                let address = request.bigEndian16(at: start + 1) & 0x7FFF
                for place in start + 3..<end {
                    change(address + place - start - 3, mask: 0xFF, request.byte(at: place))
                }
            }
            offset = end
        }
    }

    private mutating func change(_ address: Int, mask: UInt8, _ value: UInt8) {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(entries[middle].address) < address { low = middle + 1 } else { high = middle }
        }
        guard low < entries.count, Int(entries[low].address) == address else { return }
        let (entry, fixed) = (
            entries[low], RegisterMap.readOnlyBits(of: UInt16(address)) ?? 0xFF
        )
        let bits = mask & ~fixed
        entries[low] = Entry(address: entry.address, value: entry.value & ~bits | value & bits)
    }
}

extension RegisterImage: CustomStringConvertible {
    /// A line for each register, `ADDR VALUE` in hexadecimal.
    public var description: String {
        entries.map { entry in
            let digits = String(entry.address, radix: 16, uppercase: true)
            let value = String(entry.value, radix: 16, uppercase: true)
            return String(repeating: "0", count: 4 - digits.count) + digits
                + (value.count == 1 ? " 0" : " ") + value + "\n"
        }.joined()
    }
}
