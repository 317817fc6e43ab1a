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

/// What the gain controller's code does towards the host: it starts when its memory was programmed
/// and it is let go, names its version, takes its settings one by one and gives each back, and says
/// what became of a transmission that had to listen first. Any code starts: the chip would run any.
struct GainController {
    /// What the code for SX1250 calls itself.
    static let version: UInt8 = 10
    private static let status: UInt16 = 0x5781

    private var wasProgrammed = false
    private var isStarted = false
    private(set) var isRunning = false
    private(set) var listensFirst = false

    /// The control register was written: bit 2 holds the controller, bit 1 gives its memory away.
    mutating func control(_ memory: inout RegisterMemory, _ faults: ChipFaults) {
        switch memory[0x5780] & 0x06 {
        case 0:
            guard wasProgrammed, !isStarted, !faults.refusesFirmware else { return }
            isStarted = true
            memory[Self.status] = 0x01
            memory[0x5790] = Self.version + (faults.namesOtherVersion ? 1 : 0)
            memory[0x5780] |= faults.failsParity ? 1 : 0
        case let held:
            wasProgrammed = wasProgrammed || held & 0x02 != 0
            isStarted = false
            isRunning = false
            listensFirst = false
            memory[Self.status] = 0
        }
    }

    /// A command in byte 3 of the mail box.
    mutating func obey(_ memory: inout RegisterMemory, _ faults: ChipFaults) {
        guard isStarted else { return }
        memory[0x5790] = memory[0x578C] ^ (faults.changesEcho ? 1 : 0)
        memory[0x578F] = memory[0x578B]
        memory[0x578E] = memory[0x578A]
        switch memory[0x5789] {
        case 0x80: memory[Self.status] = 0x02
        case 0x20: memory[Self.status] = 0x03
        case let command where 0x03...0x0A ~= command: memory[Self.status] = command + 1
        case 0x0B:
            listensFirst = memory[0x578C] != 0
            memory[Self.status] = 0x0F
        case 0x0F:
            isRunning = true
            memory[Self.status] = 0x00
        default: break
        }
    }

    /// A transmission began, or was not let out because the channel was not free.
    func attempted(_ path: Int, isBlocked: Bool, _ memory: inout RegisterMemory) {
        memory[Self.status] |= 1 << UInt8(path) | (isBlocked ? 0x40 << UInt8(path) : 0)
    }

    /// The host has seen it: byte 0 of the mail box is FF.
    func acknowledge(_ memory: inout RegisterMemory) {
        guard isRunning, listensFirst, memory[0x578C] == 0xFF else { return }
        memory[Self.status] = 0
    }
}

/// What the arbiter's code does towards the host.
struct ArbiterController {
    static let version: UInt8 = 2
    private static let status: UInt16 = 0x6081

    private var wasProgrammed = false
    private var isStarted = false
    private(set) var isRunning = false

    mutating func control(_ memory: inout RegisterMemory, _ faults: ChipFaults) {
        switch memory[0x6080] & 0x06 {
        case 0:
            guard wasProgrammed, !isStarted, !faults.refusesFirmware else { return }
            isStarted = true
            memory[Self.status] = 0x01
            memory[0x608D] = Self.version + (faults.namesOtherVersion ? 1 : 0)
            memory[0x6080] |= faults.failsParity ? 1 : 0
        case let held:
            wasProgrammed = wasProgrammed || held & 0x02 != 0
            isStarted = false
            isRunning = false
            memory[Self.status] = 0
        }
    }

    /// The host has written its settings.
    mutating func resume(_ memory: inout RegisterMemory) {
        guard isStarted, memory[0x608A] == 1 else { return }
        isRunning = true
        memory[Self.status] = 0
    }
}
