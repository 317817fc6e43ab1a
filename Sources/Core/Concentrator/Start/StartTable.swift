/// The order in which a concentrator comes up, as sx1302_hal 2.1.0 has it for boards with SX1250
/// radios behind the USB bridge.
struct StartTable {
    let plan: ReceivePlan
    private let code: ConcentratorCode
    var steps = StartSteps()

    static func steps(_ plan: ReceivePlan, code: ConcentratorCode) -> [StartStep] {
        var table = StartTable(plan: plan, code: code)
        table.open()
        table.calibrate()
        table.setRadios()
        table.setModems()
        table.startGain()
        table.startArbiter()
        table.finish()
        return table.steps.finish()
    }

    private init(plan: ReceivePlan, code: ConcentratorCode) {
        self.plan = plan
        self.code = code
    }

    /// Without the patch nothing would ever let a transmission go.
    private var listensFirst: Bool { plan.listensFirst && code.patch != nil }

    private var radios: [Radio] { Radio.allCases.filter { plan.setting(of: $0) != nil } }

    /// Power, then both chips through reset: every register has its reset value from here on.
    private mutating func open() {
        steps.ask(.ping, .identity)
        steps.ask(.status, .status)
        steps.ask(.writePin(.power, high: true))
        steps.ask(.writePin(.concentratorReset, high: true))
        steps.ask(.writePin(.concentratorReset, high: false))
        steps.ask(.writePin(.listenerReset, high: false))
        steps.ask(.writePin(.listenerReset, high: true))
        steps.read(0x5606, 1, .chipVersion)
        readIdentity()
        steps.write(.write(address: 0x5643, [0]))
    }

    /// The chip's one-time memory is read a byte at a time: its number, then its model.
    private mutating func readIdentity() {
        for index in UInt8(0)..<8 {
            steps.write(.write(address: Self.memoryIndex, [index]))
            steps.read(Self.memoryIndex + 1, 1, .eui)
        }
        steps.write(.write(address: Self.memoryIndex, [0xD0]))
        steps.read(Self.memoryIndex + 1, 1, .model(mustBeFine: plan.timestamps == .fine))
        steps.write(.write(address: Self.memoryIndex, [0]))
    }

    private static let memoryIndex: UInt16 = 0x6180

    private mutating func calibrate() {
        for radio in radios { reset(radio) }
        selectClock()
        steps.set("AGC_MCU_CTRL_FORCE_HOST_FE_CTRL", 0x5780, bit: 3, 1)
        steps.set("AGC_MCU_RF_EN_A_PA_EN", 0x5783, bit: 1, 0)
        steps.set("AGC_MCU_RF_EN_A_LNA_EN", 0x5783, bit: 0, 0)
        for radio in radios { calibrateImages(radio) }
        steps.set("AGC_MCU_CTRL_FORCE_HOST_FE_CTRL", 0x5780, bit: 3, 0)
    }

    /// The chip's clock comes from its own bus while a radio is reset; the last line says SX1250.
    private mutating func reset(_ radio: Radio) {
        let enable: UInt16 = radio == .a ? 0x5783 : 0x5784
        steps.set("COMMON_CTRL0_CLK32_RIF_CTRL", 0x5601, bit: 4, 0)
        steps.set("AGC_MCU_RF_EN_RADIO_EN", enable, bit: 2, 1)
        steps.set("AGC_MCU_RF_EN_RADIO_RST", enable, bit: 3, 1)
        steps.wait(500)
        steps.set("AGC_MCU_RF_EN_RADIO_RST", enable, bit: 3, 0)
        steps.wait(10)
        steps.set("AGC_MCU_RF_EN_RADIO_RST", enable, bit: 3, 1)
        steps.wait(10)
        setType(radio)
    }

    private mutating func setType(_ radio: Radio) {
        steps.set("COMMON_CTRL0_SX1261_MODE_RADIO", 0x5601, bit: radio == .a ? 0 : 1, 1)
    }

    private mutating func selectClock() {
        let isA: UInt8 = plan.clock == .a ? 1 : 0
        steps.set("CLK_CTRL_CLK_SEL_CLK_RADIO_A_SEL", 0x57C0, bit: 0, isA)
        steps.set("CLK_CTRL_CLK_SEL_CLK_RADIO_B_SEL", 0x57C0, bit: 1, 1 - isA)
        steps.set("CLK_CTRL_CLK_SEL_CLKDIV_EN", 0x57C0, bit: 2, 1)
        steps.set("COMMON_CTRL0_CLK32_RIF_CTRL", 0x5601, bit: 4, 1)
    }

    private mutating func calibrateImages(_ radio: Radio) {
        guard let setting = plan.setting(of: radio),
            let band = CalibrationBand.containing(setting.centre)
        else { preconditionFailure("a checked plan has no band for radio \(radio)") }
        steps.command(radio, .getStatus, [0])
        steps.command(radio, .calibrateImage, [band.pair.0, band.pair.1])
        steps.wait(10)
        steps.command(radio, .getDeviceErrors, [0, 0, 0], .noRadioErrors(radio))
    }

    private mutating func setRadios() {
        for radio in radios {
            reset(radio)
            set(radio)
            setType(radio)
        }
        selectClock()
        steps.set("COMMON_CTRL0_HOST_RADIO_CTRL", 0x5601, bit: 3, 0)
    }

    private static let standbyByResistor: UInt8 = 2
    private static let standbyByCrystal: UInt8 = 3

    /// Continuous reception with a fixed gain; from here on the radio clocks the SX1302.
    private mutating func set(_ radio: Radio) {
        guard let setting = plan.setting(of: radio),
            let frequency = RadioArithmetic.radioFrequency(setting.centre)
        else { preconditionFailure("a checked plan has no frequency for radio \(radio)") }
        steps.command(radio, .setStandby, [0])
        steps.wait(10)
        steps.command(radio, .getStatus, [0], .radioMode(radio, Self.standbyByResistor))
        steps.command(radio, .calibrate, [0x7F])
        steps.wait(10)
        steps.command(radio, .setStandby, [1])
        steps.wait(10)
        steps.command(radio, .getStatus, [0], .radioMode(radio, Self.standbyByCrystal))
        for (address, value) in Self.radioRegisters { write(radio, address, [value]) }
        steps.command(radio, .setFrequency, frequency.bigEndianBytes)
        write(radio, 0x088F, [0, 0, 0])
        steps.command(radio, .setReceive, [0xFF, 0xFF, 0xFF])
        if setting.hasSingleInput { write(radio, 0x08E2, [0x0D]) }
        write(radio, 0x0587, [0x0B])
    }

    /// The highest bit rate, no pin driven, fixed gain.
    private static let radioRegisters: [(UInt16, UInt8)] = [
        (0x06A1, 0x01), (0x06A2, 0x00), (0x06A3, 0x00),
        (0x0582, 0x00), (0x0583, 0x00), (0x0584, 0x00), (0x0585, 0x00), (0x0580, 0x00),
        (0x08B6, 0x2A),
    ]

    private mutating func write(_ radio: Radio, _ address: UInt16, _ values: [UInt8]) {
        let place = [UInt8(address >> 8), UInt8(truncatingIfNeeded: address)]
        steps.command(radio, .writeRegister, place + values)
    }

    private mutating func setModems() {
        steps.write(StartSettings.timestamps(plan.timestamps))
        steps.write(StartSettings.pins)
        steps.write(StartSettings.lookUp)
        steps.write(StartSettings.frontEnd)
        steps.write(StartSettings.channelizer)
        steps.write(StartSettings.multiSF)
        steps.write(StartSettings.plan(plan))
        steps.write(StartSettings.arbiter)
        steps.write(StartSettings.syncWords(plan))
        steps.write(StartSettings.modemEnables(plan))
    }
}

// MARK: - Controllers

extension StartTable {
    private mutating func load(_ firmware: ControllerFirmware) {
        let controller = firmware.controller
        steps.set("MCU_CTRL_MCU_CLEAR", controller.control, bit: 2, 1)
        steps.set("MCU_CTRL_HOST_PROG", controller.control, bit: 1, 1)
        steps.write([.init("COMMON_PAGE_PAGE", 0x5600, 1, 0, 0)])
        let starts = stride(from: 0, to: firmware.bytes.count, by: ChipOperation.longest)
        for start in starts {
            let piece = firmware.bytes[start..<start + ChipOperation.longest]
            steps.write(.write(address: controller.memory + UInt16(start), [UInt8](piece)))
        }
        for start in starts {
            steps.read(
                controller.memory + UInt16(start), ChipOperation.longest,
                .firmware(controller, from: start))
        }
        steps.set("MCU_CTRL_HOST_PROG", controller.control, bit: 1, 0)
        steps.set("MCU_CTRL_MCU_CLEAR", controller.control, bit: 2, 0)
        steps.read(controller.control, 1, .parity(controller))
    }

    /// What the gain controller is told, in order: the status at which it listens, the parameters,
    /// the command. It answers each by its next status and the parameters again.
    private var gainTable: [(status: UInt8, parameters: [UInt8], command: UInt8)] {
        [
            (0x01, [0xFF, 0xFF], 0x80),  // Radio A's gains are its own.
            (0x02, [0xFF, 0xFF], 0x20),  // Radio B's.
            (0x03, [1, 13], 0x03),  // Analogue gain, least and most.
            (0x04, [3, 12], 0x04),  // Its thresholds.
            (0x05, [4, 15], 0x05),  // Attenuation before the channels.
            (0x06, [40, 80, 90], 0x06),  // Its thresholds.
            (0x07, [4, 14], 0x07),  // Attenuation in the channels.
            (0x08, [52, 132], 0x08),  // Its thresholds.
            (0x09, [0, 7, 4], 0x09),  // The SX1250's amplifier: device, highest power, duty cycle.
            (0x0A, [8], 0x0A),  // It starts 800 microseconds before.
            (0x0B, [listensFirst ? 1 : 0], 0x0B),  // Whether to listen before talking.
            (0x0F, [], 0x0F),  // Run.
        ]
    }

    private mutating func startGain() {
        load(code.gain)
        var (command, expected): (UInt8, [UInt8]) = (0, [])
        for row in gainTable {
            steps.reach(.gain, row.status)
            if row.status == 0x01 {
                steps.read(Controller.gain.versionAddress, 1, .version(.gain))
            } else {
                steps.read(0x578D, 4, .echo(command: command, expected))
            }
            for (place, parameter) in row.parameters.enumerated() {
                steps.write(.write(address: 0x578C - UInt16(place), [parameter]))
            }
            steps.write(.write(address: 0x5789, [row.command]))
            // The first two commands have a third parameter, the duplex flag: 0 since the reset.
            let hasDuplexFlag = row.command & 0xF0 != 0
            (command, expected) = (row.command, row.parameters + (hasDuplexFlag ? [0] : []))
        }
    }

    private mutating func startArbiter() {
        load(code.arbiter)
        steps.reach(.arbiter, 1)
        steps.read(Controller.arbiter.versionAddress, 1, .version(.arbiter))
        steps.write(.write(address: 0x6089, [7]))
        // Fine timestamps need each frame demodulated twice.
        steps.write(.write(address: 0x608C, [plan.timestamps == .fine ? 0xFF : 0]))
        steps.write(.write(address: 0x608B, [3]))
        steps.write(.write(address: 0x608A, [1]))
        steps.reach(.arbiter, 0)
    }

    private mutating func finish() {
        steps.write(StartSettings.transmit)
        steps.write([
            .init("TIMESTAMP_GPS_CTRL_GPS_EN", 0x6100, 0, 0, 1),
            .init("TIMESTAMP_GPS_CTRL_GPS_POL", 0x6100, 1, 1, 1),
        ])
        if listensFirst, let patch = code.patch { startListener(patch) }
        steps.write(.write(address: 0x5643, [1]))
    }
}

extension UInt32 {
    var bigEndianBytes: [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> UInt32($0)) }
    }
}
