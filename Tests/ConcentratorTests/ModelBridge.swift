import Concentrator

/// A bridge with an SX1302 behind it, as much of it as a start needs: memory with reset values and
/// read-only bits, both kinds of transfer, radios that know their mode, controllers that go through
/// their hand-shakes. The wire format is written anew here; the reset values and the plan around it
/// are Core's. What a test wants to go wrong it says in `fault`.
struct ModelBridge {
    enum Fault: Equatable {
        case radioStuck
        case calibrationError
        case codeByte(Int)
        case parity
        case controllerVersion(UInt8)
        case controllerSilent
        case echo
        case model(UInt8)
        case listenerAbsent
        case listenerUnpatched
        case listenerCalibration
    }

    var version = "V01.00.00"
    var order: UInt8 = 0x05
    var fault: Fault?
    private(set) var memory = [UInt8](repeating: 0, count: 0x8000)
    /// Everything that was done, in order: writes of registers and commands to radios.
    private(set) var log: [Access] = []
    private(set) var requests = 0
    private(set) var resets = 0
    private var radioModes: [UInt8] = [0, 0]
    private var isInReset = false

    enum Access: Equatable {
        case pin(UInt8, UInt8)
        case write(UInt16, UInt8)
        case command(UInt8, UInt8, [UInt8])
        case listener(UInt8, [UInt8])
    }

    /// The SX1261's memory from 0x8000 on, and whether it runs it.
    private(set) var patch = [UInt8](repeating: 0, count: 1544)
    private var takesPatch = false
    private var runsPatch = false

    static let eui: [UInt8] = [0x00, 0x16, 0xC0, 0x01, 0xF1, 0x23, 0x45, 0x67]

    mutating func answer(to request: [UInt8]) -> [UInt8] {
        requests += 1
        let payload = Array(request[4...])
        precondition(payload.count == Int(request[1]) << 8 | Int(request[2]), "length")
        var answer: [UInt8]
        switch request[3] {
        case 0: answer = [UInt8](1...12) + Array(version.utf8)
        case 1: answer = [0, 0, 0x27, 0x10, 0x0A, 0x28]
        case 4:
            setPin(payload)
            answer = [0]
        case order: answer = transfers(payload)
        default: return [request[0], 0, 0, 0xFF]
        }
        let count = answer.count
        answer.insert(
            contentsOf: [request[0], UInt8(count >> 8), UInt8(count & 0xFF), 0x40 | request[3]],
            at: 0)
        return answer
    }

    /// Carries out operations outside of a start.
    mutating func carry(_ batch: TransferBatch) {
        var request: [UInt8] = []
        BridgeRequest.transfers(batch).append(to: &request, identifier: 1, dialect: .unknown)
        _ = answer(to: request)
    }

    /// Every register has its reset value again, and nobody was asked.
    mutating func losePower() {
        for address in RegisterMap.addresses {
            memory[Int(address)] = RegisterMap.reset(of: address) ?? 0
        }
    }

    private mutating func setPin(_ payload: [UInt8]) {
        log.append(.pin(payload[1], payload[2]))
        guard payload[1] == 2 else { return }
        if payload[2] == 1 {
            isInReset = true
        } else if isInReset {
            isInReset = false
            resets += 1
            for address in RegisterMap.addresses {
                memory[Int(address)] = RegisterMap.reset(of: address) ?? 0
            }
            memory[0x5606] = 0x10
        }
    }

    private mutating func transfers(_ payload: [UInt8]) -> [UInt8] {
        var answer: [UInt8] = []
        var offset = 0
        while offset < payload.count {
            let head = payload[offset...]
            if payload[offset + 1] == 2 {
                let address = UInt16(payload[offset + 2]) << 8 | UInt16(payload[offset + 3])
                let old = memory[Int(address)]
                let new = old & ~payload[offset + 4] | payload[offset + 5]
                store(address, new)
                answer += [payload[offset], 2, 0, old, new]
                offset += 6
            } else {
                let count = Int(payload[offset + 3]) << 8 | Int(payload[offset + 4])
                let sent = Array(payload[offset + 5..<offset + 5 + count])
                let target = payload[offset + 2]
                answer += [head[offset], 1, 0, payload[offset + 3], payload[offset + 4]]
                answer += target == 0 ? raw(sent) : listen(sent)
                offset += 5 + count
            }
        }
        return answer
    }

    private mutating func raw(_ sent: [UInt8]) -> [UInt8] {
        guard sent[0] == 0 else { return command(sent) }
        let address = UInt16(sent[1] & 0x7F) << 8 | UInt16(sent[2])
        if sent[1] & 0x80 != 0 {
            for (index, byte) in sent.dropFirst(3).enumerated() {
                store(address + UInt16(index), byte)
            }
            return [UInt8](repeating: 0, count: sent.count)
        }
        let data = (0..<sent.count - 4).map { load(address + UInt16($0)) }
        return [0, 0, 0, 0] + data
    }

    private mutating func listen(_ sent: [UInt8]) -> [UInt8] {
        let data = Array(sent.dropFirst())
        log.append(.listener(sent[0], data))
        var answer = [UInt8](repeating: fault == .listenerAbsent ? 0xFF : 0xA2, count: sent.count)
        guard fault != .listenerAbsent else { return answer }
        switch sent[0] {
        case 0x0D where data[0] >= 0x80 && takesPatch:
            let place = (Int(data[0]) << 8 | Int(data[1])) - 0x8000
            patch.replaceSubrange(place..<place + data.count - 2, with: data.dropFirst(2))
        case 0x0D where data[0] == 0x06 && data[1] == 0x10: takesPatch = data[2] == 0x10
        case 0xD9: runsPatch = fault != .listenerUnpatched
        case 0x1D where data[0] == 0x03 && data[1] == 0x20:
            let text = runsPatch ? "SX1261 V2D 2D06" : "SX1261 V2D 2D02"
            answer.replaceSubrange(4..<19, with: text.utf8)
        case 0x17: answer[3] = fault == .listenerCalibration ? 0x10 : 0x00
        default: break
        }
        return answer
    }

    private func load(_ address: UInt16) -> UInt8 {
        if case .codeByte(let place) = fault, Int(address) == place { return ~memory[place] }
        if address == 0x5780 || address == 0x6080, fault == .parity {
            return memory[Int(address)] | 1
        }
        return memory[Int(address)]
    }

    private mutating func store(_ address: UInt16, _ value: UInt8) {
        precondition(resets > 0, "a write before the reset")
        let old = memory[Int(address)]
        let kept = RegisterMap.readOnlyBits(of: address) ?? (isMemory(address) ? 0 : 0xFF)
        memory[Int(address)] = old & kept | value & ~kept
        if address >= 0x4000 { log.append(.write(address, value)) }
        switch address {
        case 0x5780 where startsRunning(old, value):
            memory[0x5781] = fault == .controllerSilent ? 0 : 1
            memory[0x5790] = 10
            if case .controllerVersion(let version) = fault { memory[0x5790] = version }
        case 0x5789: obey(value)
        case 0x6080 where startsRunning(old, value):
            memory[0x6081] = 1
            memory[0x608D] = 2
        case 0x608A where value == 1: memory[0x6081] = 0
        case 0x6180:
            memory[0x6181] = value < 8 ? Self.eui[Int(value)] : value == 0xD0 ? chipModel : 0
        default: break
        }
    }

    /// The controllers' code and what the transmitters are given to send.
    private func isMemory(_ address: UInt16) -> Bool {
        address < 0x4000 || 0x5300..<0x5400 ~= address || 0x5500..<0x5600 ~= address
    }

    private var chipModel: UInt8 {
        if case .model(let model) = fault { model } else { 0x03 }
    }

    private func startsRunning(_ old: UInt8, _ new: UInt8) -> Bool {
        old & 0x06 != 0 && new & 0x06 == 0
    }

    private mutating func obey(_ command: UInt8) {
        memory[0x5790] = memory[0x578C]
        memory[0x578F] = memory[0x578B]
        memory[0x578E] = memory[0x578A]
        if fault == .echo, command == 0x06 { memory[0x578E] ^= 1 }
        switch command {
        case 0x80: memory[0x5781] = 2
        case 0x20: memory[0x5781] = 3
        case 0x03...0x0A: memory[0x5781] = command + 1
        case 0x0B: memory[0x5781] = 0x0F
        default: break
        }
    }

    private mutating func command(_ sent: [UInt8]) -> [UInt8] {
        let radio = Int(sent[0]) - 1
        log.append(.command(sent[0], sent[1], Array(sent.dropFirst(2))))
        var answer = [UInt8](repeating: 0xA2, count: sent.count)
        switch sent[1] {
        case 0x80: radioModes[radio] = sent[2] == 0 ? 2 : 3
        case 0xC0:
            answer[2] = (fault == .radioStuck ? 1 : radioModes[radio]) << 4
        case 0x17: answer[4] = fault == .calibrationError ? 0x10 : 0
        default: break
        }
        return answer
    }
}
