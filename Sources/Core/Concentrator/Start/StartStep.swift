/// What a start does next, and what it looks for in the answer.
enum StartStep: Hashable, Sendable {
    case ask(BridgeRequest, StartCheck)
    case wait(milliseconds: Int)
    /// Reads a controller's status again and again until it has a value.
    case reach(Controller, UInt8)
}

enum StartCheck: Hashable, Sendable {
    case nothing
    case identity
    case status
    case chipVersion
    case eui
    case model(mustBeFine: Bool)
    case radioMode(Radio, UInt8)
    case noRadioErrors(Radio)
    case firmware(Controller, from: Int)
    case parity(Controller)
    case version(Controller)
    /// The SX1261 stands by.
    case listenerStatus
    /// It runs the patch.
    case listenerPatch
    case listenerErrors
    /// The gain controller's four bytes; the lowest stands last.
    case echo(command: UInt8, [UInt8])
}

/// Collects steps. Writes that follow each other go out together.
struct StartSteps {
    private(set) var steps: [StartStep] = []
    private var batch = TransferBatch()
    /// Whose operations the batch holds.
    private var isForListener = false

    /// The largest batch that sx1302_hal was seen to send has 41 operations. The bridge's code is not
    /// published, so no start asks more of it (docs/decisions/0091).
    static let mostOperations = 41

    mutating func finish() -> [StartStep] {
        flush()
        return steps
    }

    mutating func write(_ settings: [RegisterSetting]) {
        for setting in settings { write(setting.operation) }
    }

    mutating func write(_ operation: ChipOperation) {
        if isForListener { flush() }
        if batch.count == Self.mostOperations || !batch.append(operation) {
            flush()
            batch = TransferBatch(operation)
        }
    }

    /// An operation on the SX1261; those that follow each other go out together too.
    mutating func send(_ operation: ChipOperation) {
        precondition(operation.isForListener, "\(operation) is for the SX1302")
        if !isForListener { flush() }
        isForListener = true
        if batch.count == Self.mostOperations || !batch.append(operation) {
            flush()
            isForListener = true
            batch = TransferBatch(operation)
        }
    }

    mutating func ask(listener command: RadioCommand, _ data: [UInt8], _ check: StartCheck) {
        ask(.transfers(TransferBatch(.listenerCommand(command.rawValue, data))), check)
    }

    mutating func ask(listener command: ListenerCommand, _ data: [UInt8], _ check: StartCheck) {
        ask(.transfers(TransferBatch(.listenerCommand(command.rawValue, data))), check)
    }

    mutating func set(_ name: String, _ address: UInt16, bit: UInt8, _ value: UInt8) {
        write(RegisterSetting(name, address, bit, bit, value).operation)
    }

    mutating func ask(_ request: BridgeRequest, _ check: StartCheck = .nothing) {
        flush()
        steps.append(.ask(request, check))
    }

    mutating func read(_ address: UInt16, _ count: Int = 1, _ check: StartCheck) {
        ask(.transfers(TransferBatch(.read(address: address, count: count))), check)
    }

    mutating func wait(_ milliseconds: Int) {
        flush()
        steps.append(.wait(milliseconds: milliseconds))
    }

    mutating func reach(_ controller: Controller, _ status: UInt8) {
        flush()
        steps.append(.reach(controller, status))
    }

    /// A command to an SX1250. Its BUSY line does not reach the host, so a millisecond stands for it.
    mutating func command(
        _ radio: Radio, _ command: RadioCommand, _ data: [UInt8], _ check: StartCheck = .nothing
    ) {
        wait(1)
        ask(.transfers(TransferBatch(.command(radio, command.rawValue, data))), check)
    }

    private mutating func flush() {
        isForListener = false
        guard !batch.isEmpty else { return }
        steps.append(.ask(.transfers(batch), .nothing))
        batch = TransferBatch()
    }
}

/// The SX1250's orders that a start needs, by the numbers of its data sheet.
enum RadioCommand: UInt8, Sendable {
    case writeRegister = 0x0D
    case getDeviceErrors = 0x17
    case setStandby = 0x80
    case setReceive = 0x82
    case setFrequency = 0x86
    case calibrate = 0x89
    case calibrateImage = 0x98
    case getStatus = 0xC0
}
