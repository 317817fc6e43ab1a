// MARK: - Listening before talking

extension StartTable {
    /// The SX1261 gets its patch word by word, is calibrated for the plan's band, and waits for scans.
    mutating func startListener(_ patch: ListenerPatch) {
        standBy()
        steps.send(Listener.write(0x0610, 0x10))
        for start in stride(from: 0, to: patch.bytes.count, by: 4) {
            steps.send(
                Listener.write(
                    Listener.patchAddress + UInt16(start), patch.bytes[start..<start + 4]))
        }
        steps.send(Listener.write(0x0610, 0x00))
        steps.send(.listenerCommand(ListenerCommand.runPatch.rawValue, []))
        let place = Listener.versionAddress
        steps.ask(
            listener: .readRegister,
            [UInt8(place >> 8), UInt8(truncatingIfNeeded: place), 0]
                + [UInt8](repeating: 0, count: Listener.versionCount), .listenerPatch)
        calibrateListener()
        standBy()
        steps.send(.listenerCommand(ListenerCommand.setBufferBase.rawValue, [0x80, 0x80]))
        steps.send(Listener.write(0x08AC, 0xCB))
    }

    private mutating func standBy() {
        steps.send(.listenerCommand(RadioCommand.setStandby.rawValue, [0]))
        steps.ask(listener: .getStatus, [0], .listenerStatus)
    }

    private mutating func calibrateListener() {
        guard let centre = plan.driftCentre, let band = CalibrationBand.containing(centre) else {
            preconditionFailure("a checked plan has no band")
        }
        steps.send(
            .listenerCommand(
                RadioCommand.calibrateImage.rawValue, [band.pair.0, band.pair.1]))
        steps.wait(10)
        steps.ask(listener: .getDeviceErrors, [0, 0, 0], .listenerErrors)
    }
}
