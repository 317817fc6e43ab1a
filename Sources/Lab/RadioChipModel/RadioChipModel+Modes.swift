extension RadioChipModel {
    /// SetStandby, SetFs, SetRx and SetTx, with the switching times of table 8-2.
    mutating func changeMode(_ bytes: [UInt8]) {
        let before = state.mode
        switch bytes[0] {
        case 0x80: standBy(bytes[1])
        case 0xc1:
            check(before, 0xc1)
            state.mode = .synthesis
            busyUntil = now + (before == .standbyRC ? 50 : 40) + oscillatorDelay(before)
        case 0x82: receive(bytes, from: before)
        default: transmit(bytes, from: before)
        }
    }

    private mutating func standBy(_ clock: UInt8) {
        if clock > 1 { record(.wrongParameter(0x80, value: clock)) }
        endTransmission(at: now)
        if let frame = state.locked { missed.append(frame) }
        state.locked = nil
        let before = state.mode
        state.mode = clock == 1 ? .standbyXOSC : .standbyRC
        if clock == 1 { check(before, 0x80) }
        busyUntil = now + 31 + (clock == 1 ? oscillatorDelay(before) : 0)
    }

    private func oscillatorDelay(_ before: ModelMode) -> UInt64 {
        before == .standbyRC ? state.oscillatorStartMicroseconds : 0
    }

    private mutating func check(_ before: ModelMode, _ opcode: UInt8) {
        guard before == .standbyRC, !startOscillator(opcode) else { return }
        state.errors |= 0x20
        state.commandStatus = 5
    }

    private mutating func receive(_ bytes: [UInt8], from before: ModelMode) {
        need([0x8a, 0x86, 0x8b, 0x8c, 0x8f, 0x08], before: 0x82)
        checkRadio()
        check(before, 0x82)
        // With time-outs the known limitation 3 would count; the driver has none.
        if bytes[1...3] != [0xff, 0xff, 0xff] { record(.notModelled(0x82)) }
        let times: [ModelMode: UInt64] = [.standbyXOSC: 62, .synthesis: 41]
        busyUntil = now + (times[before] ?? 83) + oscillatorDelay(before)
        state.mode = .receive
        state.receivesSince = busyUntil
    }

    private mutating func transmit(_ bytes: [UInt8], from before: ModelMode) {
        need([0x8a, 0x86, 0x8b, 0x8c, 0x8f, 0x08, 0x95, 0x8e], before: 0x83)
        checkRadio()
        checkAmplifier()
        check(before, 0x83)
        guard state.bandwidthHertz > 0, state.preambleSymbols >= 6 else { return }
        let times: [ModelMode: UInt64] = [.standbyXOSC: 105, .synthesis: 76]
        busyUntil = now + (times[before] ?? 126) + oscillatorDelay(before)
        state.mode = .transmit
        let steps = UInt64(bytes[1]) << 16 | UInt64(bytes[2]) << 8 | UInt64(bytes[3])
        send(steps: steps, beginsAt: busyUntil)
    }

    private mutating func need(_ opcodes: [UInt8], before: UInt8) {
        for opcode in opcodes where !state.given.contains(opcode) {
            record(.missing(opcode, before: before))
        }
    }

    /// What both directions need: the image calibration of the band, and known limitation 4.
    private mutating func checkRadio() {
        let bit = (state.registers[0x0736] ?? 0) & 0x04
        if (bit == 0) != state.isInverted { record(.knownLimitation(4)) }
        if !isImageCalibrated { record(.imageNotCalibrated(hertz: frequencyHertz)) }
    }

    /// The pairs of 9.2.1 are steps of 4 MHz, so each stands for a range of its own; outside of all
    /// five the data sheet promises nothing, and any calibration will do.
    private var isImageCalibrated: Bool {
        guard let image = state.image else { return false }
        let bands: [(ClosedRange<UInt64>, UInt8, UInt8)] = [
            (430_000_000...440_000_000, 0x6b, 0x6f), (470_000_000...510_000_000, 0x75, 0x81),
            (779_000_000...787_000_000, 0xc1, 0xc5), (863_000_000...870_000_000, 0xd7, 0xdb),
            (902_000_000...928_000_000, 0xe1, 0xe9),
        ]
        for (range, first, second) in bands where range.contains(frequencyHertz) {
            return image == (first, second)
        }
        return true
    }

    private mutating func checkAmplifier() {
        let clamp = (state.registers[0x08d8] ?? 0) & 0x1e
        if isHighPower, clamp != 0x1e { record(.knownLimitation(2)) }
        let bit = (state.registers[0x0889] ?? 0) & 0x04
        if (bit == 0) != (state.bandwidthHertz == 500_000) { record(.knownLimitation(1)) }
    }
}
