/// What is wrong with a chip by order.
struct ChipFaults {
    /// Code that is loaded does not start.
    var refusesFirmware = false
    /// It names another version.
    var namesOtherVersion = false
    var failsParity = false
    /// Settings come back changed.
    var changesEcho = false
    /// The next reading of the counters.
    var tearsCounter = false
    /// The next reading of the byte count.
    var cutsCount = false
}

/// How either controller's code starts: when its memory was programmed and it is let go. Then it
/// names its version. Any code starts: the chip would run any.
struct ControllerStart {
    /// The control register; the status is behind it.
    let register: UInt16
    let versionRegister: UInt16
    let version: UInt8
    private var wasProgrammed = false
    private(set) var isStarted = false
    var isRunning = false

    init(register: UInt16, versionRegister: UInt16, version: UInt8) {
        self.register = register
        self.versionRegister = versionRegister
        self.version = version
    }

    var status: UInt16 { register + 1 }

    /// The control register was written: bit 2 holds the controller, bit 1 gives its memory away.
    mutating func control(_ memory: inout RegisterMemory, _ faults: ChipFaults) {
        let held = memory[register] & 0x06
        guard held == 0 else {
            wasProgrammed = wasProgrammed || held & 0x02 != 0
            isStarted = false
            isRunning = false
            memory[status] = 0
            return
        }
        guard wasProgrammed, !isStarted, !faults.refusesFirmware else { return }
        isStarted = true
        memory[status] = 0x01
        memory[versionRegister] = version + (faults.namesOtherVersion ? 1 : 0)
        memory[register] |= faults.failsParity ? 1 : 0
    }
}

/// What the gain controller's code does towards the host: it takes its settings one by one and gives
/// each back, and says what became of a transmission that had to listen first.
struct GainController {
    /// What the code for SX1250 calls itself.
    static let version: UInt8 = 10

    private var start = ControllerStart(
        register: 0x5780, versionRegister: 0x5790, version: version)
    private(set) var listensFirst = false

    var isRunning: Bool { start.isRunning }

    mutating func control(_ memory: inout RegisterMemory, _ faults: ChipFaults) {
        start.control(&memory, faults)
        listensFirst = listensFirst && start.isStarted
    }

    /// A command in byte 3 of the mail box.
    mutating func obey(_ memory: inout RegisterMemory, _ faults: ChipFaults) {
        guard start.isStarted else { return }
        memory[0x5790] = memory[0x578C] ^ (faults.changesEcho ? 1 : 0)
        memory[0x578F] = memory[0x578B]
        memory[0x578E] = memory[0x578A]
        switch memory[0x5789] {
        case 0x80: memory[start.status] = 0x02
        case 0x20: memory[start.status] = 0x03
        case let command where 0x03...0x0A ~= command: memory[start.status] = command + 1
        case 0x0B:
            listensFirst = memory[0x578C] != 0
            memory[start.status] = 0x0F
        case 0x0F:
            start.isRunning = true
            memory[start.status] = 0x00
        default: break
        }
    }

    /// A transmission began, or was not let out because the channel was not free.
    func attempted(_ path: Int, isBlocked: Bool, _ memory: inout RegisterMemory) {
        memory[start.status] |= 1 << UInt8(path) | (isBlocked ? 0x40 << UInt8(path) : 0)
    }

    /// The host has seen it: byte 0 of the mail box is FF.
    func acknowledge(_ memory: inout RegisterMemory) {
        guard isRunning, listensFirst, memory[0x578C] == 0xFF else { return }
        memory[start.status] = 0
    }
}

/// What the arbiter's code does towards the host.
struct ArbiterController {
    static let version: UInt8 = 2

    private var start = ControllerStart(
        register: 0x6080, versionRegister: 0x608D, version: version)

    var isRunning: Bool { start.isRunning }

    mutating func control(_ memory: inout RegisterMemory, _ faults: ChipFaults) {
        start.control(&memory, faults)
    }

    /// The host has written its settings.
    mutating func resume(_ memory: inout RegisterMemory) {
        guard start.isStarted, memory[0x608A] == 1 else { return }
        start.isRunning = true
        memory[start.status] = 0
    }
}
